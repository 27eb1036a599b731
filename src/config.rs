//! What `serve` is told by flags and by the environment, in one struct, and what follows from it once checked.
//! Asks nothing of the network and of the database; the only files it reads are the ones named by `…_FILE`.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

pub mod database;
pub mod dotenv;
pub mod environment;
pub mod error;
pub mod given;
pub mod secrets;

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use secrecy::SecretString;

use self::{
    database::{DatabaseArgs, DatabaseUrl},
    environment::{Environment, list},
    error::ConfigError,
};
use crate::{
    event::Source,
    ingest::{secret::Secret, signature::Families},
    telemetry::LogFormat,
};

/// Loopback only: a door that the whole network can reach is a decision.
pub const LISTEN_DEFAULT: &str = "127.0.0.1:3000";

/// A view this many events behind is stale for whoever asks; a burst of deliveries stays below it.
pub const READY_LAG_EVENTS_DEFAULT: u64 = 10_000;

/// A view this many seconds behind is stuck rather than busy: projecting follows an append within milliseconds.
pub const READY_LAG_SECONDS_DEFAULT: u64 = 10;

/// Flags of `serve`. Each variable is read where the flag is absent; a blank variable counts as unset. A `.env` file in
/// the working directory is read too, and never overrides the environment.
#[derive(Args, Clone, Debug, Default)]
pub struct ServeConfig {
    #[command(flatten)]
    /// Where the log lies.
    pub database: DatabaseArgs,

    /// Address and port to listen on [env: GATELOG_LISTEN] [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,

    /// Signing secrets (whsec_…) of the webhook endpoint, separated by commas while one replaces another. A flag is
    /// seen by everybody on this machine: prefer the variables [env: CLERK_WEBHOOK_SIGNING_SECRET, else
    /// CLERK_WEBHOOK_SECRET, else WEBHOOK_SECRET; each also as …_FILE, naming a file]
    #[arg(long, value_name = "SECRETS")]
    pub webhook_secret: Option<SecretString>,

    /// Your Clerk instances (ins_…), separated by commas. Events of others are recorded, and hidden from views unless
    /// asked for [env: CLERK_INSTANCE_ID]
    #[arg(long, value_name = "IDS")]
    pub instance_id: Option<String>,

    /// File that holds the bearer key of the query API, at least 32 characters. Without a key every query is answered
    /// 401 [env: GATELOG_API_KEY_FILE, or the key itself in GATELOG_API_KEY]
    #[arg(long, value_name = "FILE")]
    pub api_key_file: Option<PathBuf>,

    /// How log lines are written [env: GATELOG_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// Check the schema instead of migrating it, and refuse to start when `gatelog migrate` is due
    #[arg(long)]
    pub no_migrate: bool,

    /// Not ready when a view is this many events behind [env: GATELOG_READY_LAG_EVENTS] [default: 10000]
    #[arg(long, value_name = "EVENTS")]
    pub ready_lag_events: Option<u64>,

    /// Not ready when a view has been behind for this many seconds [env: GATELOG_READY_LAG_SECONDS] [default: 10]
    #[arg(long, value_name = "SECONDS")]
    pub ready_lag_seconds: Option<u64>,
}

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the log lies.
    pub database: DatabaseUrl,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Who may deliver: at least one.
    pub sources: Vec<SourceSettings>,
    /// The bearer key of the query API; without one every query is refused.
    pub api_key: Option<SecretString>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// When the service is not ready.
    pub ready: ReadyLimits,
    /// Whether to migrate the schema, or only to check it.
    pub migrate: bool,
}

/// A configured sender.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    /// Its name in the log.
    pub source: Source,
    /// Its signing secrets: at least one.
    pub secrets: Vec<Secret>,
    /// In which headers the signature is looked for.
    pub families: Families,
    /// The instances whose events are shown by default; empty means all.
    pub instances: Vec<String>,
}

/// When the service is not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadyLimits {
    /// A view this many events behind.
    pub lag_events: u64,
    /// A view behind for this many seconds.
    pub lag_seconds: u64,
}

impl ServeConfig {
    /// Checks flags and environment. The environment comes as a parameter ([`environment::of_process`] in `main`).
    pub fn resolve(&self, env: impl Fn(&str) -> Option<String>) -> Result<Settings, ConfigError> {
        let env = Environment::new(&env);
        Ok(Settings {
            database: self.database.resolve_in(env)?,
            listen: self.listen(env)?,
            sources: vec![self.clerk(env)?],
            api_key: secrets::api_key(self.api_key_file.as_deref(), env)?,
            log_format: self.log_format(env)?,
            ready: ReadyLimits {
                lag_events: number(self.ready_lag_events, "GATELOG_READY_LAG_EVENTS", READY_LAG_EVENTS_DEFAULT, env)?,
                lag_seconds: number(
                    self.ready_lag_seconds,
                    "GATELOG_READY_LAG_SECONDS",
                    READY_LAG_SECONDS_DEFAULT,
                    env,
                )?,
            },
            migrate: !self.no_migrate,
        })
    }

    fn listen(&self, env: Environment<'_>) -> Result<SocketAddr, ConfigError> {
        let text = self.listen.clone().or_else(|| env.value("GATELOG_LISTEN"));
        let text = text.as_deref().unwrap_or(LISTEN_DEFAULT).trim();
        text.parse().map_err(|_| ConfigError::Listen(text.to_owned()))
    }

    fn clerk(&self, env: Environment<'_>) -> Result<SourceSettings, ConfigError> {
        let instances = self.instance_id.clone().or_else(|| env.value("CLERK_INSTANCE_ID")).unwrap_or_default();
        Ok(SourceSettings {
            source: Source::parse("clerk").expect("a lower-case word names a source"),
            secrets: secrets::webhook_secrets(self.webhook_secret.as_ref(), env)?,
            families: Families::default(),
            instances: list(&instances).map(str::to_owned).collect(),
        })
    }

    fn log_format(&self, env: Environment<'_>) -> Result<LogFormat, ConfigError> {
        match (self.log_format, env.value("GATELOG_LOG_FORMAT")) {
            (Some(format), _) => Ok(format),
            (None, Some(text)) => text.trim().parse().map_err(|_| ConfigError::LogFormat(text)),
            (None, None) => Ok(LogFormat::default()),
        }
    }
}

fn number(flag: Option<u64>, name: &'static str, default: u64, env: Environment<'_>) -> Result<u64, ConfigError> {
    match (flag, env.value(name)) {
        (Some(number), _) => Ok(number),
        (None, Some(text)) => text.trim().parse().map_err(|_| ConfigError::Number { name, text }),
        (None, None) => Ok(default),
    }
}
