//! Memory is for what has arrived; when it is short the slowest body gives way.

use gatelog::{
    api::{
        budget::{BodyBudget, BudgetLimits, Dropped},
        intake::IntakeLimits,
    },
    event::{EventId, Position},
    server::Limits,
};
use tokio::time::sleep;

use super::served::{GRACE, Served, intake, status};
use crate::support::{clerk, peer::SHORT};

#[tokio::test]
async fn the_slowest_bodies_give_way_and_the_genuine_one_is_recorded() {
    let served = Served::start(Limits::default(), intake(240_000)).await;
    let mut fast = served.begin(100_000, 40_000).await;
    let mut slow = Vec::new();
    for _ in 0..8 {
        slow.push(served.begin(100_000, 10_000).await);
    }
    assert_eq!(served.dropped(), 0, "all of it fits");
    sleep(GRACE * 2).await;

    assert_eq!(served.deliver("msg_genuine", 100_000).await.0, 200);
    let dropped = served.metrics.bodies_dropped.value(["slowest"]);
    assert!((1..8).contains(&dropped) && dropped == served.dropped(), "as many as need be: {dropped}");

    // The slow ones are told to come again, and nothing else happened to them; the faster one is still being read.
    let mut told = 0;
    for client in &mut slow {
        if !client.is_kept_waiting().await {
            told += 1;
        }
    }
    assert_eq!((told, served.refused("body_dropped")), (dropped, dropped));
    fast.send(&"x".repeat(60_000)).await;
    assert_eq!(status(&mut fast).await.0, 400, "read to its end, and then refused");

    let event = served.log.find(&clerk(), &EventId::parse("msg_genuine").expect("good")).await.expect("reads");
    assert_eq!(event.map(|event| (event.position, event.body.len())), Some((Position(0), 100_000)));
}

#[tokio::test]
async fn a_body_that_gives_way_is_asked_to_come_again() {
    let served = Served::start(Limits::default(), intake(150_000)).await;
    let mut slow = served.begin(100_000, 60_000).await;
    sleep(GRACE * 2).await;
    assert_eq!(served.deliver("msg_genuine", 100_000).await.0, 200);
    let (code, head) = status(&mut slow).await;
    assert_eq!(code, 503);
    assert!(head.contains("retry-after: ") && head.contains("application/problem+json"), "{head}");
}

#[tokio::test]
async fn what_is_announced_and_not_sent_takes_nothing() {
    let served = Served::start(Limits::default(), intake(150_000)).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(served.begin(100_000, 1_000).await);
    }
    sleep(GRACE * 2).await;
    for number in 0..5 {
        assert_eq!(served.deliver(&format!("msg_{number}"), 90_000).await.0, 200);
    }
    assert_eq!(served.dropped(), 0, "50 times 100 kB were announced, and 50 kB came");
}

#[tokio::test]
async fn young_bodies_that_take_much_give_way_to_those_that_take_little() {
    let mut limits = intake(300_000);
    limits.budget.grace = SHORT * 100;
    let served = Served::start(Limits::default(), limits).await;
    let mut greedy = Vec::new();
    for _ in 0..8 {
        greedy.push(served.begin(100_000, 99_000).await);
        for number in 0..3 {
            let id = format!("msg_{}_{number}", greedy.len());
            assert_eq!(served.deliver(&id, 2_300).await.0, 200, "{id}");
        }
    }
    served.until_dropped(5).await;
    assert_eq!(served.metrics.bodies_dropped.value(["largest"]), served.dropped());
}

fn budget(bytes: usize) -> std::sync::Arc<BodyBudget> {
    BodyBudget::new(BudgetLimits { bytes, ..IntakeLimits::default().budget }, gatelog::telemetry::Metrics::default())
}

#[tokio::test]
async fn a_buffer_grows_with_what_comes_and_is_counted_as_large_as_it_is() {
    let budget = budget(64 << 20);
    let growing = budget.begin(Some(2 << 20));
    assert_eq!(budget.held(), 0, "an announcement takes nothing");
    let mut came = 0;
    while came < 2 << 20 {
        growing.push(&[b'x'; 1_000][..1_000.min((2 << 20) - came)]).expect("there is room");
        came = growing.len();
        assert!(budget.held() >= came && budget.held() <= 2 * came, "{} for {came}", budget.held());
    }
    assert_eq!(budget.held(), 2 << 20, "no more than was announced");
    let unverified = growing.finish().expect("whole");
    assert_eq!((unverified.bytes().len(), budget.held()), (2 << 20, 2 << 20), "until it is verified");
    drop(unverified);
    assert_eq!(budget.held(), 0);

    // Without an announcement, what was taken ahead is given back.
    let growing = budget.begin(None);
    growing.push(&[b'x'; 3_000]).expect("there is room");
    growing.push(b"x").expect("there is room");
    assert!(budget.held() > 3_001);
    let _unverified = growing.finish().expect("whole");
    assert_eq!(budget.held(), 3_001);
}

#[tokio::test]
async fn memory_is_free_as_soon_as_its_body_gives_way_and_bodies_being_verified_keep_theirs() {
    let budget = budget(10_000);
    let verifying = {
        let growing = budget.begin(Some(6_000));
        growing.push(&[b'x'; 6_000]).expect("there is room");
        growing.finish().expect("whole")
    };
    let largest = budget.begin(None);
    largest.push(&[b'x'; 4_000]).expect("there is room");
    let next = budget.begin(None);
    next.push(&[b'x'; 100]).expect("the larger one gives way");
    assert_eq!(budget.held(), 6_100);
    assert_eq!(largest.push(b"x"), Err(Dropped));
    assert!(largest.finish().is_err());
    // When what is left is being verified, the one that wants more is the one that has to go.
    assert_eq!(next.push(&[b'x'; 5_000]), Err(Dropped));
    assert_eq!((budget.held(), verifying.bytes().len()), (6_000, 6_000));
}
