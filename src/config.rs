//! What `serve` is told by flags, by the environment and by a file, in one struct, and what follows from it once checked.
//! Asks nothing of the network and of the database; it reads the files that it is told to, and no other.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

pub mod changes;
mod choose;
pub mod database;
pub mod dotenv;
pub mod environment;
pub mod error;
pub mod example;
mod file;
pub mod flag_values;
pub mod given;
pub mod keys;
pub mod mistake;
pub mod names;
mod networks;
pub mod origin;
pub mod secrets;
pub mod settings;
pub mod source_keys;
mod sources;
mod warnings;

use std::path::PathBuf;

use clap::Args;
use secrecy::SecretString;

use self::{
    choose::{Choosing, number, origins, switch, written},
    database::DatabaseArgs,
    environment::Environment,
    error::ConfigError,
    networks::listed_networks,
    sources::{ClerkFlags, Sources, sources},
    warnings::{Facts, warnings},
};
pub use self::{
    settings::{ReadyLimits, Settings, SourceSettings},
    sources::instances_of,
};
use crate::{
    ingest::client::{ForwardedHeader, TrustedProxies},
    telemetry::LogFormat,
};

/// Where `serve` listens, unless it is told otherwise.
pub const LISTEN_DEFAULT: &str = keys::LISTEN.default;

/// Flags of `serve`. Each variable is read where the flag is absent, and the configuration file where both are; a blank
/// variable counts as unset. A `.env` file in the working directory is read too, and never overrides the environment.
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

    /// Leave views that this version lacks to `gatelog projections rebuild`, and answer their queries 503 until then
    #[arg(long)]
    pub no_auto_rebuild: bool,

    /// Not ready when a view is this many events behind [env: GATELOG_READY_LAG_EVENTS] [default: 10000]
    #[arg(long, value_name = "EVENTS", value_parser = flag_values::number::<u64>)]
    pub ready_lag_events: Option<u64>,

    /// Not ready when a view has been behind for this many seconds [env: GATELOG_READY_LAG_SECONDS] [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = flag_values::number::<u64>)]
    pub ready_lag_seconds: Option<u64>,
}

impl ServeConfig {
    /// Checks flags, environment and file. The environment comes as a parameter ([`Environment::of_process`] in `main`).
    pub fn resolve(&self, env: &Environment) -> Result<Settings, ConfigError> {
        let file = self.database.file(env)?;
        let unknown = names::unknown(env, &file.named_variables())?;
        let tables = &file.tables;
        let mut choosing = Choosing { env, file: &file, effective: Vec::new() };
        let choosing = &mut choosing;

        let database = self.database.choose(choosing)?;
        let migrate = self.no_migrate.then(|| "false".to_owned());
        let migrate = choosing.choose(&keys::DATABASE_MIGRATE, migrate, tables.database.migrate.as_ref(), switch)?;
        let rebuild = self.no_auto_rebuild.then(|| "false".to_owned());
        let rebuild =
            choosing.choose(&keys::DATABASE_AUTO_REBUILD, rebuild, tables.database.auto_rebuild.as_ref(), switch)?;
        let server = &tables.server;
        let listen =
            choosing.choose(&keys::LISTEN, self.listen.clone(), server.listen.as_ref(), |text| text.parse().ok())?;
        let log_format = self.log_format.map(|format| format.as_str().to_owned());
        let log_format = choosing
            .choose(&keys::LOG_FORMAT, log_format, server.log_format.as_ref(), |text| text.parse::<LogFormat>().ok())?;
        let of = |flag: Option<u64>| flag.map(|number| number.to_string());
        let ready = ReadyLimits {
            lag_events: choosing.choose(
                &keys::READY_LAG_EVENTS,
                of(self.ready_lag_events),
                server.ready_lag_events.as_ref(),
                number,
            )?,
            lag_seconds: choosing.choose(
                &keys::READY_LAG_SECONDS,
                of(self.ready_lag_seconds),
                server.ready_lag_seconds.as_ref(),
                number,
            )?,
        };
        let docs_enabled = choosing.choose(&keys::DOCS, None, server.docs.as_ref(), switch)?;
        let metrics_enabled = choosing.choose(&keys::METRICS, None, server.metrics.as_ref(), switch)?;
        let cors_origins = choosing.choose(&keys::CORS_ORIGINS, None, server.cors_origins.as_ref(), origins)?;
        let proxies = TrustedProxies {
            networks: choosing.choose(
                &keys::TRUSTED_PROXIES,
                None,
                server.trusted_proxies.as_ref(),
                listed_networks,
            )?,
            header: choosing.choose(
                &keys::FORWARDED_HEADER,
                None,
                server.forwarded_header.as_ref(),
                ForwardedHeader::parse,
            )?,
        };
        let api_key = self.api_key(choosing)?;
        let audit_reads = choosing.choose(&keys::AUDIT_READS, None, tables.audit.reads.as_ref(), switch)?;

        let clerk = ClerkFlags { secrets: self.webhook_secret.as_ref(), instances: self.instance_id.as_deref() };
        let Sources { settings: sources, secret_files, secret_in_file } = sources(choosing, &clerk, &proxies)?;
        let effective = std::mem::take(&mut choosing.effective);
        let mut settings = Settings {
            database,
            listen,
            sources,
            api_key,
            log_format,
            ready,
            migrate,
            auto_rebuild: rebuild,
            docs_enabled,
            metrics_enabled,
            cors_origins,
            audit_reads,
            effective,
            warnings: Vec::new(),
        };
        settings.warnings = warnings(&settings, &Facts { env, file: &file, secret_files, secret_in_file });
        settings.warnings.extend(unknown);
        Ok(settings)
    }

    fn api_key(&self, choosing: &mut Choosing<'_>) -> Result<Option<SecretString>, ConfigError> {
        let file = choosing.file;
        let in_file = match written(file.tables.access.api_key_file.as_ref()) {
            Some(name) => {
                let path = choosing.text_in_file(name, keys::API_KEY_FILE.name, mistake::Wanted::File)?;
                Some((file.origin(name), file.beside(&path)))
            }
            None => None,
        };
        let held = secrets::api_key(self.api_key_file.as_deref(), in_file, choosing.env)?;
        let (key, origin) = held.unzip();
        let shown = if key.is_some() { "set" } else { "none" };
        choosing.decided(&keys::API_KEY_FILE, shown.to_owned(), origin.unwrap_or(origin::Origin::Default));
        Ok(key)
    }
}
