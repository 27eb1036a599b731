//! The service with limits that a test can reach, and what clients send to it.

use std::time::Duration;

use gatelog::{
    clock::Clock,
    ingest::{intake::IntakeLimits, secret::Secret, signature::sign},
    overload::{bodies::BodyLimits, limits::ConnectionLimits},
};

use crate::support::{
    in_process::{InProcess, InProcessServer},
    peer::{Client, soon},
    test_server::SIGNING_SECRET,
};

/// The grace period of bodies and connections in these tests.
pub const GRACE: Duration = Duration::from_millis(100);

/// Limits with `bytes` of memory for unverified bodies of up to 100 KB; the rest as in production.
pub fn intake(bytes: usize) -> IntakeLimits {
    let bodies = BodyLimits { bytes, body_bytes: 100_000, grace: GRACE };
    IntakeLimits { bodies, ..IntakeLimits::default() }
}

pub async fn start(connections: ConnectionLimits, intake: IntakeLimits) -> InProcessServer {
    InProcess { intake, connections, ..InProcess::default() }.serve().await
}

impl InProcessServer {
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

    /// Sends a genuine delivery with a body of `bytes`. Returns the status and the head of
    /// the response.
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

/// The bytes of a genuine delivery.
pub fn genuine(id: &str, bytes: usize) -> String {
    let body = "g".repeat(bytes);
    let now = Clock::system().now().seconds();
    let secret = Secret::parse(SIGNING_SECRET).expect("a good secret");
    let signature = sign(&secret, id, now, body.as_bytes());
    format!(
        "POST /webhooks/clerk HTTP/1.1\r\nhost: test\r\nsvix-id: {id}\r\nsvix-timestamp: {now}\r\nsvix-signature: {signature}\r\ncontent-length: {bytes}\r\n\r\n{body}"
    )
}

/// Reads a response; returns its status and its head.
pub async fn status(client: &mut Client) -> (u16, String) {
    let (head, _) = client.answer().await;
    (head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status"), head)
}
