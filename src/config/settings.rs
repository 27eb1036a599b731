//! A configuration that was checked: what the program runs with.

use std::net::SocketAddr;

use secrecy::SecretString;

use super::{database::DatabaseUrl, origin::Effective};
use crate::{
    event::Source,
    ingest::{client::TrustedProxies, networks::Networks, secret::Secret, signature::SignatureHeaders},
    telemetry::LogFormat,
};

/// A checked configuration.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that people set")]
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
    /// Whether to build the views that this version lacks, or to wait for the command.
    pub auto_rebuild: bool,
    /// Whether `/docs` and the document are served.
    pub docs_enabled: bool,
    /// Whether `/metrics` is served.
    pub metrics_enabled: bool,
    /// Whose pages may ask from a browser; empty means CORS is off.
    pub cors_origins: Vec<String>,
    /// Whether reading is recorded.
    pub audit_reads: bool,
    /// Every value with where it comes from, for people; secrets by their ids.
    pub effective: Vec<Effective>,
    /// What can be meant so, and better is not.
    pub warnings: Vec<String>,
}

/// A configured sender.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    /// Its name in the log.
    pub source: Source,
    /// Its signing secrets, any of which verifies a delivery.
    pub secrets: Vec<Secret>,
    /// Those that are not taken at the door any more, and kept so that stored signatures can be checked.
    pub retired: Vec<Secret>,
    /// In which headers the signature is looked for.
    pub signature_headers: SignatureHeaders,
    /// The instances whose events are shown by default; empty means all.
    pub instances: Vec<String>,
    /// From where deliveries are taken; empty means from everywhere.
    pub networks: Networks,
    /// Whose word about the client's address is believed.
    pub proxies: TrustedProxies,
}

/// When the service is not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadyLimits {
    /// A view this many events behind.
    pub lag_events: u64,
    /// A view behind for this many seconds.
    pub lag_seconds: u64,
}

/// The secrets of a source, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretIds {
    /// Taken at the door.
    pub taken: Vec<String>,
    /// Kept to verify what is in the log.
    pub retired: Vec<String>,
}

impl SourceSettings {
    /// Which secrets it has.
    #[must_use]
    pub fn secret_ids(&self) -> SecretIds {
        let ids = |secrets: &[Secret]| secrets.iter().map(|secret| secret.id().to_owned()).collect();
        SecretIds { taken: ids(&self.secrets), retired: ids(&self.retired) }
    }
}

impl Settings {
    /// The configuration of a source.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&SourceSettings> {
        self.sources.iter().find(|settings| settings.source.as_str() == name)
    }
}
