//! Memory is reserved for bytes that have arrived; when it runs out the slowest body is dropped.

use gatelog::{
    event::{EventId, Position},
    overload::{
        bodies::{BodyBudget, BodyError, BodyLimits},
        limits::ConnectionLimits,
    },
};
use tokio::time::sleep;

use super::overload_server::{GRACE, intake, start, status};
use crate::support::{body_of, clerk, peer::SHORT};

#[tokio::test]
async fn slowest_bodies_are_dropped_for_a_genuine_one() {
    let server = start(ConnectionLimits::default(), intake(240_000)).await;
    let mut fast = server.begin(100_000, 40_000).await;
    let mut slow = Vec::new();
    for _ in 0..8 {
        slow.push(server.begin(100_000, 10_000).await);
    }
    assert_eq!(server.dropped(), 0, "everything fits");
    sleep(GRACE * 2).await;

    assert_eq!(server.deliver("msg_genuine", 100_000).await.0, 200);
    let dropped = server.metrics.bodies_dropped.value(["slowest"]);
    assert!((1..8).contains(&dropped) && dropped == server.dropped(), "as many as necessary: {dropped}");

    // The dropped ones are answered 503; the faster one is still being read.
    let mut answered = 0;
    for client in &mut slow {
        if !client.is_kept_waiting().await {
            answered += 1;
        }
    }
    assert_eq!((answered, server.refused("body_dropped")), (dropped, dropped));
    fast.send(&"x".repeat(60_000)).await;
    assert_eq!(status(&mut fast).await.0, 400, "read to its end, then refused");

    let event = server.log.find(&clerk(), &EventId::parse("msg_genuine").expect("good")).await.expect("reads");
    assert_eq!(event.map(|event| (event.position, body_of(&event).len())), Some((Position(0), 100_000)));
}

#[tokio::test]
async fn dropped_body_is_answered_503_with_retry_after() {
    let server = start(ConnectionLimits::default(), intake(150_000)).await;
    let mut slow = server.begin(100_000, 60_000).await;
    sleep(GRACE * 2).await;
    assert_eq!(server.deliver("msg_genuine", 100_000).await.0, 200);
    let (code, head) = status(&mut slow).await;
    assert_eq!(code, 503);
    assert!(head.contains("retry-after: ") && head.contains("application/problem+json"), "{head}");
}

#[tokio::test]
async fn announced_bytes_reserve_no_memory() {
    let server = start(ConnectionLimits::default(), intake(150_000)).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(server.begin(100_000, 1_000).await);
    }
    sleep(GRACE * 2).await;
    for number in 0..5 {
        assert_eq!(server.deliver(&format!("msg_{number}"), 90_000).await.0, 200);
    }
    assert_eq!(server.dropped(), 0, "50 times 100 kB were announced, and 50 kB arrived");
}

#[tokio::test]
async fn large_young_bodies_are_dropped_before_small_ones() {
    let mut limits = intake(300_000);
    limits.bodies.grace = SHORT * 100;
    let server = start(ConnectionLimits::default(), limits).await;
    let mut greedy = Vec::new();
    for _ in 0..8 {
        greedy.push(server.begin(100_000, 99_000).await);
        for number in 0..3 {
            let id = format!("msg_{}_{number}", greedy.len());
            assert_eq!(server.deliver(&id, 2_300).await.0, 200, "{id}");
        }
    }
    server.until_dropped(5).await;
    assert_eq!(server.metrics.bodies_dropped.value(["largest"]), server.dropped());
}

fn budget(bytes: usize) -> std::sync::Arc<BodyBudget> {
    BodyBudget::new(BodyLimits { bytes, ..BodyLimits::default() }, gatelog::telemetry::Metrics::default())
}

#[tokio::test]
async fn buffer_grows_with_bytes_and_counts_capacity() {
    let budget = budget(64 << 20);
    let growing = budget.begin(Some(2 << 20));
    assert_eq!(budget.held(), 0, "an announcement reserves nothing");
    let mut arrived = 0;
    while arrived < 2 << 20 {
        growing.push(&[b'x'; 1_000][..1_000.min((2 << 20) - arrived)]).expect("there is room");
        arrived = growing.len();
        assert!(budget.held() >= arrived && budget.held() <= 2 * arrived, "{} for {arrived}", budget.held());
    }
    assert_eq!(budget.held(), 2 << 20, "no more than was announced");
    let unverified = growing.finish().expect("whole");
    assert_eq!((unverified.bytes().len(), budget.held()), (2 << 20, 2 << 20), "until it is verified");
    drop(unverified);
    assert_eq!(budget.held(), 0);

    // Without an announcement, the unused capacity is released at the end.
    let growing = budget.begin(None);
    growing.push(&[b'x'; 3_000]).expect("there is room");
    growing.push(b"x").expect("there is room");
    assert!(budget.held() > 3_001);
    let _unverified = growing.finish().expect("whole");
    assert_eq!(budget.held(), 3_001);
}

#[tokio::test]
async fn dropped_bodies_free_memory_verified_ones_keep_it() {
    let budget = budget(10_000);
    let verifying = {
        let growing = budget.begin(Some(6_000));
        growing.push(&[b'x'; 6_000]).expect("there is room");
        growing.finish().expect("whole")
    };
    let largest = budget.begin(None);
    largest.push(&[b'x'; 4_000]).expect("there is room");
    let next = budget.begin(None);
    next.push(&[b'x'; 100]).expect("the larger one is dropped");
    assert_eq!(budget.held(), 6_100);
    assert_eq!(largest.push(b"x"), Err(BodyError::Dropped));
    assert!(largest.finish().is_err());
    // When all other bodies are being verified, the body that needs more is dropped itself.
    assert_eq!(next.push(&[b'x'; 5_000]), Err(BodyError::Dropped));
    assert_eq!((budget.held(), verifying.bytes().len()), (6_000, 6_000));
}
