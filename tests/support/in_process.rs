//! The service in this process, for tests that set its clock or limits, or read its metrics and
//! store. Every other test serves the real binary: [`super::test_server::TestServer`].

use std::{net::SocketAddr, sync::Arc};

use gatelog::{
    api::{
        self, Api, LiveConfig, middleware::audit::Audit, state::Surface, streams::limits::StreamLimits, viewer::Viewer,
    },
    clock::Clock,
    config::{ServeConfig, Settings},
    event_log::EventLog,
    ingest::intake::IntakeLimits,
    overload::limits::ConnectionLimits,
    server::serve,
    storage::Store,
    telemetry::Metrics,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    Db, open_log_at,
    test_server::{API_KEY, SIGNING_SECRET},
};

/// Options of the service. The default is that of production, with the secret and the key of the
/// tests.
pub struct InProcess {
    pub clock: Clock,
    pub settings: Settings,
    pub metrics: Metrics,
    pub intake: IntakeLimits,
    pub streams: StreamLimits,
    pub connections: ConnectionLimits,
}

impl Default for InProcess {
    fn default() -> Self {
        Self {
            clock: Clock::system(),
            settings: settings(SIGNING_SECRET).expect("good settings"),
            metrics: Metrics::default(),
            intake: IntakeLimits::default(),
            streams: StreamLimits::default(),
            connections: ConnectionLimits::default(),
        }
    }
}

/// Settings with one source, `clerk`, that accepts these secrets. `None` if they are invalid.
pub fn settings(secrets: &str) -> Option<Settings> {
    let variables = [("CLERK_WEBHOOK_SIGNING_SECRET", secrets), ("GATELOG_API_KEY", API_KEY)];
    let variables = variables.map(|(name, value)| (name, value.to_owned())).into_iter().collect();
    ServeConfig::default().resolve(&variables).ok()
}

impl InProcess {
    /// The API on a log that the test has opened.
    pub fn api(&self, store: Arc<Store>, log: EventLog) -> Api {
        Api {
            live_config: Arc::new(LiveConfig::new(&self.settings.sources, log.clone())),
            store,
            log,
            clock: self.clock.clone(),
            api_key: self.settings.api_key.clone(),
            ready: self.settings.ready,
            metrics: self.metrics.clone(),
            audit: Arc::new(Audit::new(false, self.clock.clone())),
            exports: Arc::default(),
            surface: Surface::default(),
            viewer: Viewer::default(),
            intake: self.intake,
            streams: self.streams,
            shutting_down: CancellationToken::new(),
            draining: CancellationToken::new(),
        }
    }

    /// Serves a new `SQLite` database on a free port. No view follows the log.
    pub async fn serve(self) -> InProcessServer {
        let db = Db::sqlite();
        let (store, log) = open_log_at(&db, self.clock.clone()).await;
        let stop = CancellationToken::new();
        let api = Api { draining: stop.clone(), ..self.api(Arc::clone(&store), log.clone()) };
        let endpoint = api::endpoint(api);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let Self { clock, metrics, connections, .. } = self;
        let served = tokio::spawn(serve(listener, endpoint, stop.clone(), connections, metrics.clone()));
        InProcessServer { address, clock, log, metrics, store, served, stop: stop.drop_guard(), _db: db }
    }
}

/// A running service; it stops when this is dropped.
pub struct InProcessServer {
    pub address: SocketAddr,
    pub clock: Clock,
    pub log: EventLog,
    pub metrics: Metrics,
    store: Arc<Store>,
    served: JoinHandle<std::io::Result<()>>,
    stop: DropGuard,
    _db: Db,
}

impl InProcessServer {
    /// Stops it and closes the log. Returns when both are done.
    pub async fn shut_down(self) {
        drop(self.stop);
        self.served.await.expect("serve does not panic").expect("serve does not fail");
        self.log.shut_down().await;
        self.store.close().await;
    }
}
