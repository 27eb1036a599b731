//! Large bodies are verified in turn, and beyond the queue they are to come again; floods of bad ones keep nobody out.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use gatelog::{api::verification::VerificationLimits, server::Limits};

use super::served::{Served, genuine, intake, status};
use crate::support::{
    assert_gapless,
    peer::{Client, soon},
};

#[tokio::test]
async fn beyond_the_queue_large_bodies_are_to_come_again_and_small_ones_are_taken() {
    let mut limits = intake(10_000_000);
    // Whoever waits, waits for ever.
    limits.verification = VerificationLimits { at_once_bytes: 10_000, running: 0, waiting: 2 };
    let served = Served::start(Limits::default(), limits).await;
    let mut waiting = Vec::new();
    for number in 0..2 {
        let mut client = Client::of(served.address).await;
        client.send(&genuine(&format!("msg_{number}"), 20_000)).await;
        assert!(client.is_kept_waiting().await);
        waiting.push(client);
    }
    let (code, head) = served.deliver("msg_beyond", 20_000).await;
    assert_eq!(code, 503);
    assert!(head.contains("retry-after: "), "{head}");
    assert_eq!(served.refused("verification_queue_full"), 1);
    assert_eq!(served.deliver("msg_small", 10_000).await.0, 200);
    // Who hangs up leaves the queue.
    drop(waiting.pop());
    soon(async {
        loop {
            let mut client = Client::of(served.address).await;
            client.send(&genuine("msg_next", 20_000)).await;
            if client.is_kept_waiting().await {
                return;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_bad_signatures_keeps_no_genuine_delivery_out() {
    let served = Arc::new(Served::start(Limits::default(), intake(10_000_000)).await);
    let over = Arc::new(AtomicBool::new(false));
    let mut flood = Vec::new();
    for number in 0..16 {
        let (served, over) = (Arc::clone(&served), Arc::clone(&over));
        let bytes = if number % 4 == 0 { 100_000 } else { 1_000 };
        flood.push(tokio::spawn(async move {
            let mut sent = 0_u64;
            let mut client = Client::of(served.address).await;
            while !over.load(Ordering::Relaxed) {
                // Signed for another id: nothing but the HMAC tells.
                client.send(&genuine("msg_a", bytes).replace("svix-id: msg_a", "svix-id: msg_b")).await;
                let (code, head) = status(&mut client).await;
                assert!(code == 401 || code == 503, "{head}");
                sent += u64::from(code == 401);
            }
            sent
        }));
    }
    for number in 0..200 {
        let (code, head) = served.deliver(&format!("msg_genuine_{number}"), 2_300).await;
        assert_eq!(code, 200, "{head}");
    }
    for number in 0..20 {
        let (code, head) = served.deliver(&format!("msg_large_{number}"), 100_000).await;
        assert_eq!(code, 200, "{head}");
    }
    over.store(true, Ordering::Relaxed);
    let mut refused = 0;
    for task in flood {
        refused += soon(task).await.expect("no panic");
    }
    assert!(refused > 200, "it was a flood: {refused}");
    assert_eq!(served.refused("signature_mismatch"), refused, "every one is counted");
    assert_eq!(assert_gapless(&served.log).await.0, 220);
}
