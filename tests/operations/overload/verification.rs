//! Large bodies queue for verification; when the queue is full they are answered 503. Floods of
//! bad signatures do not block genuine deliveries.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use gatelog::overload::{limits::ConnectionLimits, verification::VerificationLimits};

use super::overload_server::{genuine, intake, start, status};
use crate::support::{
    assert_gapless,
    peer::{Client, soon},
};

#[tokio::test]
async fn full_verification_queue_refuses_large_bodies_only() {
    let mut limits = intake(10_000_000);
    // No permit is ever available, so every large body stays in the queue.
    limits.verification = VerificationLimits { at_once_bytes: 10_000, running: 0, waiting: 2 };
    let server = start(ConnectionLimits::default(), limits).await;
    let mut waiting = Vec::new();
    for number in 0..2 {
        let mut client = Client::of(server.address).await;
        client.send(&genuine(&format!("msg_{number}"), 20_000)).await;
        assert!(client.is_kept_waiting().await);
        waiting.push(client);
    }
    let (code, head) = server.deliver("msg_beyond", 20_000).await;
    assert_eq!(code, 503);
    assert!(head.contains("retry-after: "), "{head}");
    assert_eq!(server.refused("verification_queue_full"), 1);
    assert_eq!(server.deliver("msg_small", 10_000).await.0, 200);
    // A client that disconnects leaves the queue.
    drop(waiting.pop());
    soon(async {
        loop {
            let mut client = Client::of(server.address).await;
            client.send(&genuine("msg_next", 20_000)).await;
            if client.is_kept_waiting().await {
                return;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_signatures_do_not_block_genuine_deliveries() {
    let server = Arc::new(start(ConnectionLimits::default(), intake(10_000_000)).await);
    let stop = Arc::new(AtomicBool::new(false));
    let mut flood = Vec::new();
    for number in 0..16 {
        let (server, stop) = (Arc::clone(&server), Arc::clone(&stop));
        let bytes = if number % 4 == 0 { 100_000 } else { 1_000 };
        flood.push(tokio::spawn(async move {
            let mut sent = 0_u64;
            let mut client = Client::of(server.address).await;
            while !stop.load(Ordering::Relaxed) {
                // Signed for another id, so only the HMAC reveals it.
                client.send(&genuine("msg_a", bytes).replace("svix-id: msg_a", "svix-id: msg_b")).await;
                let (code, head) = status(&mut client).await;
                assert!(code == 401 || code == 503, "{head}");
                sent += u64::from(code == 401);
            }
            sent
        }));
    }
    for number in 0..200 {
        let (code, head) = server.deliver(&format!("msg_genuine_{number}"), 2_300).await;
        assert_eq!(code, 200, "{head}");
    }
    for number in 0..20 {
        let (code, head) = server.deliver(&format!("msg_large_{number}"), 100_000).await;
        assert_eq!(code, 200, "{head}");
    }
    stop.store(true, Ordering::Relaxed);
    let mut refused = 0;
    for task in flood {
        refused += soon(task).await.expect("no panic");
    }
    assert!(refused > 200, "it was a flood: {refused}");
    assert_eq!(server.refused("signature_mismatch"), refused, "every one is counted");
    assert_eq!(assert_gapless(&server.log).await.0, 220);
}
