//! The service in this process, with limits that are small enough for a test to reach.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use gatelog::{
    api::{self, Api, LiveConfig, middleware::audit::Audit, state::Surface},
    clock::Clock,
    config::ServeConfig,
    event_log::EventLog,
    ingest::{intake::IntakeLimits, secret::Secret, signature::sign},
    overload::{bodies::BodyLimits, limits::ConnectionLimits},
    server::serve,
    telemetry::Metrics,
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::support::{
    Db,
    app::SIGNING_SECRET,
    open_log,
    peer::{Client, soon},
};

/// The grace period of bodies and connections in these tests.
pub const GRACE: Duration = Duration::from_millis(100);

pub struct OverloadServer {
    pub address: SocketAddr,
    pub log: EventLog,
    pub metrics: Metrics,
    _db: Db,
    _stop: DropGuard,
}

/// Limits with `bytes` of memory for unverified bodies of up to 100 KB; the rest as in production.
pub fn intake(bytes: usize) -> IntakeLimits {
    let bodies = BodyLimits { bytes, body_bytes: 100_000, grace: GRACE };
    IntakeLimits { bodies, ..IntakeLimits::default() }
}

impl OverloadServer {
    pub async fn start(limits: ConnectionLimits, intake: IntakeLimits) -> Self {
        let db = Db::sqlite();
        let (store, log) = open_log(&db).await;
        let metrics = Metrics::default();
        let variables = [("DATABASE_URL", db.url()), ("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET.to_owned())];
        let settings = ServeConfig::default().resolve(&variables.into_iter().collect()).expect("good settings");
        let api = Api {
            store,
            log: log.clone(),
            clock: Clock::system(),
            live_config: Arc::new(LiveConfig::new(&settings.sources, log.clone())),
            api_key: None,
            ready: settings.ready,
            metrics: metrics.clone(),
            audit: Arc::new(Audit::new(false, Clock::system())),
            surface: Surface::default(),
            intake,
            shutting_down: CancellationToken::new(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        tokio::spawn(serve(listener, api::endpoint(api), stop.clone(), limits, metrics.clone()));
        Self { address, log, metrics, _db: db, _stop: stop.drop_guard() }
    }

    /// Starts an unsigned delivery: sends its head, and `sent` bytes of its body.
    pub async fn begin(&self, announced: usize, sent: usize) -> Client {
        let mut client = Client::of(self.address).await;
        client
            .send(&format!(
                "POST /webhooks/clerk HTTP/1.1\r\nhost: test\r\nsvix-id: msg_slow\r\ncontent-length: {announced}\r\n\r\n{}",
                "x".repeat(sent)
            ))
            .await;
        client
    }

    /// Sends a genuine delivery with a body of `bytes`. Returns the status and the response's
    /// head.
    pub async fn deliver(&self, id: &str, bytes: usize) -> (u16, String) {
        let mut client = Client::of(self.address).await;
        client.send(&genuine(id, bytes)).await;
        status(&mut client).await
    }

    /// The number of deliveries refused for a reason.
    pub fn refused(&self, reason: &str) -> u64 {
        self.metrics.refused.value(["clerk", reason])
    }

    /// The number of bodies dropped for any reason.
    pub fn dropped(&self) -> u64 {
        ["slowest", "largest", "no_room"].iter().map(|reason| self.metrics.bodies_dropped.value([reason])).sum()
    }

    pub async fn until_dropped(&self, bodies: u64) {
        soon(async {
            while self.dropped() < bodies {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
    }
}

fn secret() -> Secret {
    Secret::parse(SIGNING_SECRET).expect("a good secret")
}

/// The bytes of a genuine delivery.
pub fn genuine(id: &str, bytes: usize) -> String {
    let body = "g".repeat(bytes);
    let now = Clock::system().now().seconds();
    let signature = sign(&secret(), id, now, body.as_bytes());
    format!(
        "POST /webhooks/clerk HTTP/1.1\r\nhost: test\r\nsvix-id: {id}\r\nsvix-timestamp: {now}\r\nsvix-signature: {signature}\r\ncontent-length: {bytes}\r\n\r\n{body}"
    )
}

/// Reads a response; returns its status and its head.
pub async fn status(client: &mut Client) -> (u16, String) {
    let (head, _) = client.answer().await;
    (head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status"), head)
}
