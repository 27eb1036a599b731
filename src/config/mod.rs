//! The configuration: flags, environment variables and a file, resolved into checked [`Settings`].
//! Resolving reads the files that the configuration names, and uses neither network nor database.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

pub mod changes;
pub mod database;
pub mod dotenv;
pub mod environment;
pub mod error;
pub mod example;
mod file;
pub mod flag_values;
pub mod keys;
pub mod mistake;
pub mod names;
mod networks;
pub mod origin;
mod resolver;
pub mod secrets;
pub mod settings;
pub mod source_keys;
mod sources;
mod warnings;

use std::{path::PathBuf, time::Duration};

use clap::Args;
use secrecy::SecretString;

use self::{
    database::DatabaseArgs,
    environment::Environment,
    error::ConfigError,
    networks::parse_network_list,
    resolver::{Resolver, non_blank, parse_bool, parse_number, parse_origins, parse_person_header},
    secrets::FoundApiKey,
    sources::{ClerkFlags, resolve_sources},
    warnings::warnings,
};
pub use self::{
    settings::{ReadyLimits, Settings, SourceSettings},
    sources::configured_instances,
};
use crate::{
    ingest::client::{ForwardedHeader, TrustedProxies},
    storage::Compression,
    telemetry::LogFormat,
};

pub const LISTEN_DEFAULT: &str = keys::LISTEN.default;

/// Flags of `serve`. Without a flag its variable counts, and without both the configuration file.
/// A blank variable counts as unset. A `.env` file in the working directory adds variables and
/// never overrides the environment.
#[derive(Args, Clone, Debug, Default)]
pub struct ServeConfig {
    #[command(flatten)]
    pub database: DatabaseArgs,

    /// Listen on this address and port, for example 0.0.0.0:3000 or localhost:3000 [env:
    /// GATELOG_LISTEN] [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,

    /// Verify deliveries with this signing secret, for example whsec_abc; during a rotation with
    /// several, separated by commas. Prefer the variables: every user of this machine can read
    /// flags [env: CLERK_WEBHOOK_SIGNING_SECRET, else CLERK_WEBHOOK_SECRET, else WEBHOOK_SECRET;
    /// each also as …_FILE, naming a file]
    #[arg(long, value_name = "SECRETS")]
    pub webhook_secret: Option<SecretString>,

    /// Show events of these Clerk instances, for example ins_abc or ins_abc,ins_def. Events of
    /// other instances are recorded, and answers leave them out unless a query names their
    /// instance_id [env: CLERK_INSTANCE_ID] [default: all]
    #[arg(long, value_name = "IDS")]
    pub instance_id: Option<String>,

    /// Read a bearer key of the query API from this file, for example /etc/gatelog/api.key;
    /// openssl rand -hex 32 makes one. Without a key every query is answered 401 [env:
    /// GATELOG_API_KEY_FILE, or the key itself in GATELOG_API_KEY]
    #[arg(long, value_name = "FILE")]
    pub api_key_file: Option<PathBuf>,

    /// Write log lines in this format, for example json [env: GATELOG_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// Check the schema instead of migrating it, and do not start until gatelog migrate has run
    #[arg(long)]
    pub no_migrate: bool,

    /// Leave missing views to gatelog projections rebuild, and answer their queries 503 until it
    /// has run
    #[arg(long)]
    pub no_auto_rebuild: bool,

    /// Answer /readyz with 503 when a view lags by this many events, for example 50000 [env:
    /// GATELOG_READY_LAG_EVENTS] [default: 10000]
    #[arg(long, value_name = "EVENTS", value_parser = flag_values::number::<u64>)]
    pub ready_lag_events: Option<u64>,

    /// Answer /readyz with 503 when a view has lagged for this many seconds, for example 60 [env:
    /// GATELOG_READY_LAG_SECONDS] [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = flag_values::number::<u64>)]
    pub ready_lag_seconds: Option<u64>,

    /// After SIGTERM, answer /readyz with 503 and accept requests for this many seconds more, for
    /// example 5, while load balancers turn away [env: GATELOG_SHUTDOWN_DELAY_SECONDS] [default:
    /// 0]
    #[arg(long, value_name = "SECONDS", value_parser = flag_values::number::<u64>)]
    pub shutdown_delay_seconds: Option<u64>,
}

impl ServeConfig {
    /// Checks flags, variables and file. `main` passes [`Environment::of_process`].
    pub fn resolve(&self, env: &Environment) -> Result<Settings, ConfigError> {
        let file = self.database.file(env)?;
        let unknown = names::check(env, &file.named_variables())?;
        let tables = &file.tables;
        let mut resolver = Resolver::new(env, &file);
        let resolver = &mut resolver;

        let database = self.database.resolve_with(resolver)?;
        let migrate = self.no_migrate.then(|| "false".to_owned());
        let migrate =
            resolver.resolve(&keys::DATABASE_MIGRATE, migrate, tables.database.migrate.as_ref(), parse_bool)?;
        let rebuild = self.no_auto_rebuild.then(|| "false".to_owned());
        let rebuild = resolver.resolve(
            &keys::DATABASE_AUTO_REBUILD,
            rebuild,
            tables.database.auto_rebuild.as_ref(),
            parse_bool,
        )?;
        let compression =
            resolver.resolve(&keys::LOG_COMPRESSION, None, tables.log.compression.as_ref(), Compression::parse)?;
        let server = &tables.server;
        let listen =
            resolver.resolve(&keys::LISTEN, self.listen.clone(), server.listen.as_ref(), flag_values::parse_address)?;
        let log_format = self.log_format.map(|format| format.as_str().to_owned());
        let log_format = resolver.resolve(&keys::LOG_FORMAT, log_format, server.log_format.as_ref(), |text| {
            text.parse::<LogFormat>().ok()
        })?;
        let text = |flag: Option<u64>| flag.map(|number| number.to_string());
        let ready = ReadyLimits {
            lag_events: resolver.resolve(
                &keys::READY_LAG_EVENTS,
                text(self.ready_lag_events),
                server.ready_lag_events.as_ref(),
                parse_number,
            )?,
            lag_seconds: resolver.resolve(
                &keys::READY_LAG_SECONDS,
                text(self.ready_lag_seconds),
                server.ready_lag_seconds.as_ref(),
                parse_number,
            )?,
            auto_rebuild: rebuild,
        };
        let shutdown_delay = Duration::from_secs(resolver.resolve(
            &keys::SHUTDOWN_DELAY_SECONDS,
            text(self.shutdown_delay_seconds),
            server.shutdown_delay_seconds.as_ref(),
            parse_number,
        )?);
        let docs_enabled = resolver.resolve(&keys::DOCS, None, server.docs.as_ref(), parse_bool)?;
        let viewer_enabled = resolver.resolve(&keys::VIEWER, None, server.viewer.as_ref(), parse_bool)?;
        let frame_ancestors =
            resolver.resolve(&keys::FRAME_ANCESTORS, None, server.frame_ancestors.as_ref(), parse_origins)?;
        let metrics_enabled = resolver.resolve(&keys::METRICS, None, server.metrics.as_ref(), parse_bool)?;
        let cors_origins = resolver.resolve(&keys::CORS_ORIGINS, None, server.cors_origins.as_ref(), parse_origins)?;
        let proxies = TrustedProxies {
            networks: resolver.resolve(
                &keys::TRUSTED_PROXIES,
                None,
                server.trusted_proxies.as_ref(),
                parse_network_list,
            )?,
            header: resolver.resolve(
                &keys::FORWARDED_HEADER,
                None,
                server.forwarded_header.as_ref(),
                ForwardedHeader::parse,
            )?,
        };
        let person_header =
            resolver.resolve(&keys::PERSON_HEADER, None, server.person_header.as_ref(), parse_person_header)?;
        let api_key = self.api_key(resolver)?;
        let audit_reads = resolver.resolve(&keys::AUDIT_READS, None, tables.audit.reads.as_ref(), parse_bool)?;

        let clerk = ClerkFlags { secrets: self.webhook_secret.as_ref(), instances: self.instance_id.as_deref() };
        let sources = resolve_sources(resolver, &clerk, &proxies)?;
        let effective = std::mem::take(&mut resolver.effective);
        let mut settings = Settings {
            database,
            compression,
            listen,
            sources,
            api_key,
            log_format,
            ready,
            shutdown_delay,
            migrate,
            auto_rebuild: rebuild,
            docs_enabled,
            viewer_enabled,
            frame_ancestors,
            proxies,
            person_header,
            metrics_enabled,
            cors_origins,
            audit_reads,
            effective,
            warnings: Vec::new(),
        };
        settings.warnings = warnings(&settings, env, &resolver.secret_files);
        settings.warnings.extend(unknown);
        Ok(settings)
    }

    fn api_key(&self, resolver: &mut Resolver<'_>) -> Result<Option<SecretString>, ConfigError> {
        let file = resolver.file;
        let in_file = match non_blank(file.tables.access.api_key_file.as_ref()) {
            Some(name) => {
                let path = resolver.file_value(name, keys::API_KEY_FILE.name, mistake::Expected::File)?;
                Some((file.origin(name), file.relative_path(&path)))
            }
            None => None,
        };
        let found = secrets::api_key(self.api_key_file.as_deref(), in_file, resolver.env)?;
        let shown = if found.is_some() { "set" } else { "none" };
        let origin = found.as_ref().map_or(origin::Origin::Default, |found| found.origin.clone());
        resolver.record(&keys::API_KEY_FILE, shown.to_owned(), origin);
        let Some(FoundApiKey { key, file, .. }) = found else { return Ok(None) };
        resolver.secret_files.extend(file);
        Ok(Some(key))
    }
}
