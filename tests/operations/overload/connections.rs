//! At the connection limit a new connection evicts another, never one that is being answered.

use std::time::Duration;

use gatelog::overload::limits::{self, ConnectionLimits};
use tokio::time::sleep;

use super::overload_server::{GRACE, genuine, intake, start, status};
use crate::support::{
    in_process::InProcessServer,
    peer::{Client, SHORT},
};

fn at_most(connections: usize) -> ConnectionLimits {
    ConnectionLimits { connections, grace: GRACE, ..ConnectionLimits::default() }
}

async fn idle(server: &InProcessServer) -> Client {
    let mut client = Client::of(server.address).await;
    client.get("/healthz").await;
    assert_eq!(status(&mut client).await.0, 200);
    client
}

#[tokio::test]
async fn slow_connections_are_evicted_before_idle_ones() {
    let server = start(at_most(4), intake(10_000_000)).await;
    let mut idle = idle(&server).await;
    let mut silent = Client::of(server.address).await;
    let mut slow_head = Client::of(server.address).await;
    slow_head.send("POST /webhooks/clerk HTTP/1.1\r\nx-slow: x").await;
    let mut slow_body = server.begin(100_000, 10_000).await;
    sleep(GRACE * 2).await;

    let mut kept = Vec::new();
    for (number, slow) in [&mut silent, &mut slow_head, &mut slow_body].into_iter().enumerate() {
        let mut client = Client::of(server.address).await;
        client.send(&genuine(&format!("msg_{number}"), 2_300)).await;
        assert_eq!(status(&mut client).await.0, 200, "connection {number} is served");
        slow.closed().await;
        assert_eq!(server.metrics.connections_dropped.value(["evicted"]), number as u64 + 1, "one per new connection");
        kept.push(client);
    }
    for client in kept.iter_mut().chain([&mut idle]) {
        client.get("/healthz").await;
        assert_eq!(status(client).await.0, 200, "none of the others was closed");
    }
}

#[tokio::test]
async fn longest_idle_connection_is_evicted_first() {
    let server = start(at_most(3), intake(10_000_000)).await;
    let (mut first, mut second, mut third) = (idle(&server).await, idle(&server).await, idle(&server).await);
    first.get("/healthz").await;
    assert_eq!(status(&mut first).await.0, 200);
    assert_eq!(server.deliver("msg_new", 100).await.0, 200);
    second.closed().await;
    for client in [&mut first, &mut third] {
        client.get("/healthz").await;
        assert_eq!(status(client).await.0, 200);
    }
}

#[tokio::test]
async fn slow_connections_do_not_block_genuine_deliveries() {
    let server = start(at_most(50), intake(1_000_000)).await;
    let mut slow = Vec::new();
    for number in 0..300 {
        slow.push(server.begin(100_000, 10).await);
        if number % 10 == 0 {
            let (code, head) = server.deliver(&format!("msg_{number}"), 2_300).await;
            assert_eq!(code, 200, "{head}");
        }
    }
    assert!(server.metrics.connections_dropped.value(["evicted"]) >= 240, "all but the open ones and the last ones");
}

#[tokio::test]
async fn connection_that_reads_no_response_is_evicted() {
    let server = start(at_most(1), intake(1_000_000)).await;
    let mut taking_nothing = Client::of(server.address).await;
    for _ in 0..100 {
        // More than the system's buffers hold, so the server stops reading at some point.
        let sent = tokio::time::timeout(SHORT, taking_nothing.get("/docs"));
        if sent.await.is_err() {
            break;
        }
    }
    sleep(GRACE * 3).await;
    assert_eq!(server.deliver("msg_genuine", 2_300).await.0, 200);
    assert_eq!(server.metrics.connections_dropped.value(["evicted"]), 1);
}

#[test]
fn connection_limit_follows_the_open_file_limit() {
    assert_eq!(limits::connections_for_files(1_024), 800);
    assert_eq!(limits::connections_for_files(100), limits::CONNECTIONS_MIN);
    assert_eq!(limits::connections_for_files(usize::MAX), limits::CONNECTIONS_MAX);
    let connections = limits::connections_allowed();
    assert!((limits::CONNECTIONS_MIN..=limits::CONNECTIONS_MAX).contains(&connections));
    assert_eq!(limits::connections_allowed(), connections, "raising it again changes nothing");
    assert!(ConnectionLimits::default().grace < Duration::from_secs(10));
}
