//! State that all operations share.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{
    access::{KeyDigest, KeyRegistry},
    api::{
        exports::{columns::ColumnsOf, running::Exports},
        live_config::{LiveConfig, Sources},
        middleware::audit::Audit,
        streams::{folded::FoldedWatch, limits::StreamLimits, slots::Slots},
        viewer::Viewer,
    },
    clock::Clock,
    config::{ReadyLimits, Settings},
    event_log::EventLog,
    ingest::intake::{Intake, IntakeLimits},
    query::{Instances, stats::StatsCache},
    storage::Store,
    telemetry::Metrics,
};

#[derive(Clone, Debug)]
pub struct Api {
    pub store: Arc<Store>,
    pub log: EventLog,
    pub clock: Clock,
    pub live_config: Arc<LiveConfig>,
    /// Key from `GATELOG_API_KEY`, which has every scope. Other keys are in the log.
    pub api_key: Option<SecretString>,
    pub ready: ReadyLimits,
    pub metrics: Metrics,
    pub audit: Arc<Audit>,
    pub exports: Arc<Exports>,
    pub surface: Surface,
    pub viewer: Viewer,
    pub intake: IntakeLimits,
    pub streams: StreamLimits,
    /// Cancelled when the process begins to shut down: it is not ready any more.
    pub shutting_down: CancellationToken,
    /// Cancelled when the server stops: streams end.
    pub draining: CancellationToken,
}

/// What is served besides webhooks and queries.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Whether `/docs` and `/openapi.json` are served.
    pub docs_enabled: bool,
    pub metrics_enabled: bool,
    /// Whether the page for people is served.
    pub viewer_enabled: bool,
    /// Exact origins whose pages may call the API. Empty means none.
    pub cors_origins: Vec<String>,
}

impl Default for Surface {
    fn default() -> Self {
        Self { docs_enabled: true, metrics_enabled: true, viewer_enabled: true, cors_origins: Vec::new() }
    }
}

impl Surface {
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self {
            docs_enabled: settings.docs_enabled,
            metrics_enabled: settings.metrics_enabled,
            viewer_enabled: settings.viewer_enabled,
            cors_origins: settings.cors_origins.clone(),
        }
    }
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    pub(crate) environment_key: Option<KeyDigest>,
    pub(crate) keys: KeyRegistry,
    pub(crate) ready: ReadyLimits,
    pub(crate) log: EventLog,
    pub(crate) metrics: Metrics,
    pub(crate) audit: Arc<Audit>,
    pub(crate) exports: Arc<Exports>,
    pub(crate) columns: ColumnsOf,
    pub(crate) surface: Surface,
    pub(crate) viewer: Viewer,
    pub(crate) intake: Intake,
    pub(crate) streams: Streams,
    pub(crate) stats: StatsCache,
    pub(crate) shutting_down: CancellationToken,
    pub(crate) draining: CancellationToken,
    live_config: Arc<LiveConfig>,
}

/// A store that sees one moment. A list whose request has it as data reads there instead.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot(pub(crate) Arc<Store>);

/// What all streams share.
#[derive(Debug)]
pub(crate) struct Streams {
    pub(crate) limits: StreamLimits,
    pub(crate) slots: Slots,
    /// Permits to read a page.
    pub(crate) reads: Semaphore,
    pub(crate) folded: FoldedWatch,
}

impl Streams {
    fn new(limits: StreamLimits) -> Self {
        let (slots, reads) = (Slots::new(limits), Semaphore::new(limits.reads));
        Self { limits, slots, reads, folded: FoldedWatch::default() }
    }
}

impl State {
    pub(crate) fn new(api: Api, columns: ColumnsOf) -> Arc<Self> {
        let Api { store, log, clock, live_config, api_key, ready, metrics, audit, exports, surface, viewer, .. } = api;
        let Api { intake, streams, shutting_down, draining, .. } = api;
        let intake = Intake::new(intake, clock.clone(), metrics.clone());
        let environment_key = api_key.map(|key| KeyDigest::from_text(key.expose_secret()));
        let keys = KeyRegistry::new(log.clone(), clock.clone());
        Arc::new(Self {
            store,
            clock,
            environment_key,
            keys,
            ready,
            log,
            metrics,
            audit,
            exports,
            columns,
            surface,
            viewer,
            intake,
            streams: Streams::new(streams),
            stats: StatsCache::default(),
            shutting_down,
            draining,
            live_config,
        })
    }

    pub(crate) fn sources(&self) -> Arc<Sources> {
        self.live_config.sources()
    }

    pub(crate) fn instances(&self) -> Instances {
        self.sources().instances.clone()
    }
}
