//! At the limit of connections the one that deserves its place least gives way, and never one that is being answered.

use std::time::Duration;

use gatelog::server::{Limits, files, limits};
use tokio::time::sleep;

use super::served::{GRACE, Served, genuine, intake, status};
use crate::support::peer::{Client, SHORT};

fn at_most(connections: usize) -> Limits {
    Limits { connections, grace: GRACE, ..Limits::default() }
}

async fn idle(served: &Served) -> Client {
    let mut client = Client::of(served.address).await;
    client.get("/healthz").await;
    assert_eq!(status(&mut client).await.0, 200);
    client
}

#[tokio::test]
async fn the_slowest_connections_give_way_to_new_ones_before_idle_ones_do() {
    let served = Served::start(at_most(4), intake(10_000_000)).await;
    let mut idle = idle(&served).await;
    let mut silent = Client::of(served.address).await;
    let mut slow_head = Client::of(served.address).await;
    slow_head.send("POST /webhooks/clerk HTTP/1.1\r\nx-slow: x").await;
    let mut slow_body = served.begin(100_000, 10_000).await;
    sleep(GRACE * 2).await;

    let mut kept = Vec::new();
    for (number, slow) in [&mut silent, &mut slow_head, &mut slow_body].into_iter().enumerate() {
        let mut client = Client::of(served.address).await;
        client.send(&genuine(&format!("msg_{number}"), 2_300)).await;
        assert_eq!(status(&mut client).await.0, 200, "there was room for {number}");
        slow.closed().await;
        assert_eq!(served.metrics.connections_dropped.value(["gave_way"]), number as u64 + 1, "one for each");
        kept.push(client);
    }
    for client in kept.iter_mut().chain([&mut idle]) {
        client.get("/healthz").await;
        assert_eq!(status(client).await.0, 200, "none of the others was closed");
    }
}

#[tokio::test]
async fn of_idle_connections_the_longest_idle_gives_way() {
    let served = Served::start(at_most(3), intake(10_000_000)).await;
    let (mut first, mut second, mut third) = (idle(&served).await, idle(&served).await, idle(&served).await);
    first.get("/healthz").await;
    assert_eq!(status(&mut first).await.0, 200);
    assert_eq!(served.deliver("msg_new", 100).await.0, 200);
    second.closed().await;
    for client in [&mut first, &mut third] {
        client.get("/healthz").await;
        assert_eq!(status(client).await.0, 200);
    }
}

#[tokio::test]
async fn hundreds_of_slow_connections_keep_no_genuine_delivery_out() {
    let served = Served::start(at_most(50), intake(1_000_000)).await;
    let mut slow = Vec::new();
    for number in 0..300 {
        slow.push(served.begin(100_000, 10).await);
        if number % 10 == 0 {
            let (code, head) = served.deliver(&format!("msg_{number}"), 2_300).await;
            assert_eq!(code, 200, "{head}");
        }
    }
    assert!(
        served.metrics.connections_dropped.value(["gave_way"]) >= 240,
        "all but those that may be open, and the last ones"
    );
}

#[tokio::test]
async fn a_peer_that_takes_nothing_of_its_answer_gives_way() {
    let served = Served::start(at_most(1), intake(1_000_000)).await;
    let mut taking_nothing = Client::of(served.address).await;
    for _ in 0..100 {
        // Together more than the buffers of the system take; the server stops reading at some point.
        let asked = tokio::time::timeout(SHORT, taking_nothing.get("/docs"));
        if asked.await.is_err() {
            break;
        }
    }
    sleep(GRACE * 3).await;
    assert_eq!(served.deliver("msg_genuine", 2_300).await.0, 200);
    assert_eq!(served.metrics.connections_dropped.value(["gave_way"]), 1);
}

#[test]
fn the_limit_follows_the_open_files_that_the_system_gives() {
    assert_eq!(files::connections_of(1_024), 800);
    assert_eq!(files::connections_of(100), limits::CONNECTIONS_MIN);
    assert_eq!(files::connections_of(usize::MAX), limits::CONNECTIONS_MAX);
    let connections = files::connections();
    assert!((limits::CONNECTIONS_MIN..=limits::CONNECTIONS_MAX).contains(&connections));
    assert_eq!(files::connections(), connections, "raising it again changes nothing");
    assert!(Limits::default().grace < Duration::from_secs(10));
}
