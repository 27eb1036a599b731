//! Appends: bodies are unchanged, ids are unique, and positions have no gap, also with concurrent
//! appends and processes.

use std::collections::HashSet;

use gatelog::{
    clock::{Clock, Timestamp},
    event::{EventId, EventIdError, EventType, Position, Salt, Size, Source, SourceError},
    event_log::{AppendError, AppendOutcome, EventLog},
    store::Access,
};
use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinSet;

use crate::support::{assert_gapless, clerk, event, event_of, on_both, open_log, open_log_at, read_all};

on_both!(bodies_are_read_back_unchanged, |db| async {
    let two_mib: Vec<u8> = (0..2 * 1024 * 1024_u32).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
    let bodies: [&[u8]; 9] = [
        br#"{ "type" : "user.created",  "type":"user.updated" }"#,
        b"not JSON",
        b"",
        b"\0",
        b"\xff\xfe\x80 not UTF-8 \xc3\x28",
        b"nul \0 in the middle, and at the end \0",
        b"\\x00 looks like an escape of bytea",
        b" spaces and line ends \r\n\t ",
        &two_mib,
    ];
    let (_store, log) = open_log(&db).await;
    for (at, body) in (0_i64..).zip(bodies) {
        let appended = log.append(event(&format!("msg_{at}"), body.to_vec())).await;
        assert_eq!(appended, Ok(AppendOutcome::Recorded(Position(at))));
    }
    let recorded = read_all(&log).await;
    for (at, body) in bodies.iter().enumerate() {
        assert_eq!(recorded[at].body, *body, "body {at}");
        let id = EventId::parse(&format!("msg_{at}")).expect("a good id");
        let found = log.find(&clerk(), &id).await.expect("the log reads").expect("it is there");
        assert_eq!(found, recorded[at]);
    }
    assert_eq!(recorded[0].event_type, EventType::from_body(bodies[0]));
    assert_eq!(recorded[1].event_type, None);
});

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

on_both!(repeated_id_is_a_duplicate, |db| async {
    let (_store, log) = open_log(&db).await;
    for id in ["msg_a", "msg_b"] {
        log.append(event(id, "body")).await.expect("recorded");
    }
    for _ in 0..3 {
        // With a new signature each time, as retries have.
        assert_eq!(log.append(event("msg_b", "body")).await, Ok(AppendOutcome::Duplicate(Position(1))));
    }
    assert_eq!(assert_gapless(&log).await, Size(2));
});

on_both!(id_repeated_in_a_batch_is_recorded_once, |db| async {
    let (_store, log) = open_log(&db).await;
    // The first append is in flight while the others gather into batches.
    let appends = (0..60).map(|number| log.append(event(&format!("msg_{}", number % 3), "body")));
    let outcomes: Vec<AppendOutcome> =
        join_all(appends).await.into_iter().map(|outcome| outcome.expect("acknowledged")).collect();
    let recorded: Vec<Position> = outcomes
        .iter()
        .filter_map(|outcome| if let AppendOutcome::Recorded(position) = outcome { Some(*position) } else { None })
        .collect();
    assert_eq!(recorded, [Position(0), Position(1), Position(2)]);
    for (number, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.position(), recorded[number % 3], "a duplicate returns the position of the first");
    }
    assert_eq!(assert_gapless(&log).await, Size(3));
});

on_both!(ids_are_independent_per_source, |db| async {
    let (_store, log) = open_log(&db).await;
    let other = Source::parse("billing").expect("a good name");
    assert_eq!(log.append(event("1", "ours")).await, Ok(AppendOutcome::Recorded(Position(0))));
    assert_eq!(log.append(event_of(&other, "1", "theirs")).await, Ok(AppendOutcome::Recorded(Position(1))));
    let id = EventId::parse("1").expect("a good id");
    assert_eq!(log.find(&clerk(), &id).await.expect("reads").expect("there").body, "ours");
    assert_eq!(log.find(&other, &id).await.expect("reads").expect("there").body, "theirs");
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

on_both!(commitment_opens_with_stored_salt_and_signature, |db| async {
    let (store, log) = open_log(&db).await;
    let sent = event("msg_a", r#"{"type":"user.created"}"#);
    log.append(sent.clone()).await.expect("recorded");
    let sql = "SELECT e.commitment, p.salt, p.signature, p.body, p.secret_id, e.via, e.body_bytes
                 FROM events AS e JOIN payloads AS p ON p.position = e.position";
    let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await;
    let row = row.expect("reads").expect("there");
    let bytes = |at| row.try_get_by_index::<Vec<u8>>(at).expect("bytes");
    let signature: String = row.try_get_by_index(2).expect("text");
    let salt = Salt(bytes(1).try_into().expect("32 bytes"));
    assert_eq!(bytes(0), salt.commit(&signature, &bytes(3)).0);
    assert_ne!(bytes(0), salt.commit(&signature, b"another body").0);
    assert_ne!(bytes(0), salt.commit("v1,another", &bytes(3)).0);
    assert_eq!(signature, sent.signature);
    assert_eq!(row.try_get_by_index::<String>(4).expect("text"), sent.secret_id);
    assert_eq!(row.try_get_by_index::<String>(5).expect("text"), "door");
    assert_eq!(row.try_get_by_index::<i64>(6).expect("a number"), 23);
});

on_both!(append_completes_without_its_caller, |db| async {
    let (_store, log) = open_log(&db).await;
    for number in 0..50 {
        let append = log.append(event(&format!("msg_{number}"), "body"));
        // Polled once, which queues the event; then dropped, as when the sender hangs up.
        let polled_once = tokio::time::timeout(std::time::Duration::ZERO, append).await;
        assert!(polled_once.is_err() || polled_once.is_ok_and(|appended| appended.is_ok()));
    }
    log.shut_down().await;
    assert_eq!(assert_gapless(&log).await, Size(50));
});

on_both!(shutdown_refuses_appends_and_drains_the_queue, |db| async {
    let (_store, log) = open_log(&db).await;
    let mut appends = JoinSet::new();
    for number in 0..500 {
        let log = log.clone();
        appends.spawn(async move { log.append(event(&format!("msg_{number}"), "body")).await });
    }
    tokio::task::yield_now().await;
    log.shut_down().await;
    assert_eq!(log.append(event("msg_late", "body")).await, Err(AppendError::Closed));
    let outcomes = appends.join_all().await;
    let recorded = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || *outcome == Err(AppendError::Closed)), "{outcomes:?}");
    assert_eq!(assert_gapless(&log).await, Size(i64::try_from(recorded).expect("a few")));
});

on_both!(size_is_published_after_each_append, |db| async {
    let (_store, log) = open_log(&db).await;
    let mut sizes = log.subscribe();
    assert_eq!(*sizes.borrow(), Size(0));
    log.append(event("msg_a", "body")).await.expect("recorded");
    sizes.changed().await.expect("the log is open");
    assert_eq!(*sizes.borrow_and_update(), Size(1));
});

/// `SQLite` has one appending process, `PostgreSQL` any number. Each event is recorded once.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_record_the_same_events_once() {
    const EVENTS: usize = 2_000;
    let Some(db) = crate::support::Db::postgres().await else { return };
    let (_first_store, first) = open_log(&db).await;
    let second_store = db.open(Access::Append).await.expect("opens");
    let second = EventLog::start(second_store, Clock::system()).await.expect("starts");

    let mut appends = JoinSet::new();
    for number in 0..EVENTS {
        // In opposite orders, so that each process is first for some events.
        for (log, number) in [(first.clone(), number), (second.clone(), EVENTS - 1 - number)] {
            appends.spawn(async move {
                let appended = log.append(event(&format!("msg_{number}"), format!("{number}"))).await;
                (number, appended.expect("acknowledged"))
            });
        }
    }
    let outcomes = appends.join_all().await;
    let recorded: HashSet<usize> = outcomes
        .iter()
        .filter_map(|(number, appended)| matches!(appended, AppendOutcome::Recorded(_)).then_some(*number))
        .collect();
    assert_eq!(recorded.len(), EVENTS);
    assert_eq!(outcomes.iter().filter(|(_, appended)| matches!(appended, AppendOutcome::Duplicate(_))).count(), EVENTS);
    assert_eq!(assert_gapless(&first).await, Size(2_000));
    let events = read_all(&second).await;
    for (number, appended) in outcomes {
        let at = usize::try_from(appended.position().0).expect("from 0");
        assert_eq!(events[at].id.as_str(), format!("msg_{number}"));
    }

    // Each process receives the sizes of the other's appends.
    first.append(event("msg_last", "body")).await.expect("recorded");
    let mut sizes = second.subscribe();
    sizes.wait_for(|size| *size == Size(2_001)).await.expect("the log is open");
}

#[test]
fn reserved_ids_and_source_names_are_refused() {
    assert_eq!(EventId::parse("sys_0190"), Err(EventIdError::Reserved));
    for name in ["system", "import", "backfill"] {
        assert_eq!(Source::parse(name), Err(SourceError::Reserved));
    }
}

/// Polls all futures concurrently in this task.
async fn join_all<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.map(Box::pin).collect();
    let mut outcomes: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, outcome) in waiting.iter_mut().zip(&mut outcomes) {
            if outcome.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(context)
            {
                *outcome = Some(value);
            }
        }
        if outcomes.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    outcomes.into_iter().flatten().collect()
}
