//! Positions are 0, 1, 2, … without a gap, in commit order, and a reader never skips an event.

use gatelog::{
    clock::{Clock, Timestamp},
    event::{Position, Size},
    event_log::EventLog,
};
use tokio::task::JoinSet;

use crate::support::{assert_gapless, event, on_both, open_log, open_log_at, read_all};

const NO_LIMIT: u64 = u64::MAX;

on_both!(concurrent_appends_leave_no_gap, |db| async {
    let (_store, log) = open_log(&db).await;
    let mut appends = JoinSet::new();
    for number in 0..200 {
        let log = log.clone();
        appends.spawn(async move {
            let appended = log.append(event(&format!("msg_{number}"), format!("{number}"))).await;
            (number, appended.expect("it is recorded").position())
        });
    }
    let appended = appends.join_all().await;
    assert_eq!(assert_gapless(&log).await, Size(200));
    let recorded = read_all(&log).await;
    for (number, position) in appended {
        let event = &recorded[usize::try_from(position.0).expect("from 0")];
        assert_eq!(event.id.as_str(), format!("msg_{number}"), "the event is at the returned position");
    }
});

on_both!(received_at_never_decreases, |db| async {
    let clock = Clock::fixed(Timestamp::from_seconds(2_000));
    let (store, log) = open_log_at(&db, clock.clone()).await;
    for (id, seconds) in [("msg_a", 2_000), ("msg_b", 1_000), ("msg_c", 1_999), ("msg_d", 3_000)] {
        clock.set(Timestamp::from_seconds(seconds));
        log.append(event(id, "body")).await.expect("recorded");
    }
    log.shut_down().await;
    // A later process on a machine whose clock is behind.
    let log = EventLog::start(store, Clock::fixed(Timestamp::from_seconds(500))).await.expect("starts");
    log.append(event("msg_e", "body")).await.expect("recorded");
    let seconds: Vec<i64> = read_all(&log).await.iter().map(|event| event.received_at.seconds()).collect();
    assert_eq!(seconds, [2_000, 2_000, 2_000, 3_000, 3_000]);
});

on_both!(size_is_published_after_each_append, |db| async {
    let (_store, log) = open_log(&db).await;
    let mut sizes = log.subscribe();
    assert_eq!(*sizes.borrow(), Size(0));
    log.append(event("msg_a", "body")).await.expect("recorded");
    sizes.changed().await.expect("the log is open");
    assert_eq!(*sizes.borrow_and_update(), Size(1));
});

on_both!(reads_respect_limits_and_return_at_least_one, |db| async {
    let (_store, log) = open_log(&db).await;
    for number in 0..10_usize {
        log.append(event(&format!("msg_{number}"), vec![b'x'; 100 * (number + 1)])).await.expect("recorded");
    }
    let read = async |from: i64, events: u64, bytes: u64| -> Vec<i64> {
        let events = log.read(Position(from), events, bytes).await.expect("reads");
        events.iter().map(|event| event.position.0).collect()
    };
    assert_eq!(read(0, NO_LIMIT, NO_LIMIT).await, (0..10).collect::<Vec<_>>());
    assert_eq!(read(7, NO_LIMIT, NO_LIMIT).await, [7, 8, 9]);
    assert_eq!(read(2, 3, NO_LIMIT).await, [2, 3, 4]);
    assert_eq!(read(0, NO_LIMIT, 600).await, [0, 1, 2], "100 + 200 + 300 bytes");
    assert_eq!(read(0, NO_LIMIT, 599).await, [0, 1]);
    assert_eq!(read(9, NO_LIMIT, 1).await, [9], "one event is returned whatever its size");
    assert_eq!(read(10, NO_LIMIT, NO_LIMIT).await, [0; 0]);
});
