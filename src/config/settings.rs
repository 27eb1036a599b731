//! The checked configuration that the program runs with.

use std::{net::SocketAddr, time::Duration};

use http::HeaderName;
use secrecy::SecretString;

use super::{database::DatabaseUrl, origin::EffectiveValue};
use crate::{
    event::Source,
    ingest::{client::TrustedProxies, networks::Networks, secret::Secret, signature::SignatureHeaders},
    storage::Compression,
    telemetry::LogFormat,
};

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent switch of the operator")]
pub struct Settings {
    pub database: DatabaseUrl,
    /// How new bodies are kept.
    pub compression: Compression,
    pub listen: SocketAddr,
    /// At least one.
    pub sources: Vec<SourceSettings>,
    /// A bearer key of the query API with every scope.
    pub api_key: Option<SecretString>,
    pub log_format: LogFormat,
    pub ready: ReadyLimits,
    /// From the first signal to the drain; the service is not ready and accepts requests.
    pub shutdown_delay: Duration,
    /// Whether `serve` migrates the schema; otherwise it only checks it.
    pub migrate: bool,
    /// Whether `serve` builds missing views; otherwise `gatelog projections rebuild` does.
    pub auto_rebuild: bool,
    pub docs_enabled: bool,
    /// Whether the page for people is served.
    pub viewer_enabled: bool,
    /// Origins whose pages may show it in a frame.
    pub frame_ancestors: Vec<String>,
    /// The proxies in front of the server.
    pub proxies: TrustedProxies,
    /// The header in which they name the reader.
    pub person_header: Option<HeaderName>,
    pub metrics_enabled: bool,
    /// Origins whose pages may call the query API; empty turns CORS off.
    pub cors_origins: Vec<String>,
    /// Whether queries are recorded as system events.
    pub audit_reads: bool,
    /// Every effective value with its origin, for display.
    pub effective: Vec<EffectiveValue>,
    /// Advice for a valid configuration, in sentences.
    pub warnings: Vec<String>,
}

/// A configured sender.
#[derive(Clone, Debug)]
pub struct SourceSettings {
    pub source: Source,
    /// Any of these verifies a delivery.
    pub secrets: Vec<Secret>,
    /// The `verify_only` secrets: they verify stored signatures, not deliveries.
    pub retired: Vec<Secret>,
    pub signature_headers: SignatureHeaders,
    /// The instances whose events answers show by default; empty means all.
    pub instances: Vec<String>,
    /// The networks that may deliver; empty means all.
    pub networks: Networks,
    /// The proxies whose header names the client's address.
    pub proxies: TrustedProxies,
}

/// The lag of a view from which on the service is not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadyLimits {
    pub lag_events: u64,
    pub lag_seconds: u64,
    /// Whether `serve` builds a missing view itself. If not, the answer says which command does.
    pub auto_rebuild: bool,
}

/// The secrets of a source, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretIds {
    /// Verify deliveries.
    pub accepted: Vec<String>,
    /// Verify stored signatures only.
    pub retired: Vec<String>,
}

impl SourceSettings {
    #[must_use]
    pub fn secret_ids(&self) -> SecretIds {
        let ids = |secrets: &[Secret]| secrets.iter().map(|secret| secret.id().to_owned()).collect();
        SecretIds { accepted: ids(&self.secrets), retired: ids(&self.retired) }
    }
}

impl Settings {
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&SourceSettings> {
        self.sources.iter().find(|settings| settings.source.as_str() == name)
    }
}
