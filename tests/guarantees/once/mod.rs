//! An id of a source is recorded once, for ever: retries, batches, two processes, and another body
//! under the same id.

mod conflicts;
mod two_processes;

use std::collections::HashSet;

use gatelog::{
    clock::Clock,
    event::{EventId, EventIdError, Position, Size, Source, SourceError},
    event_log::{AppendOutcome, EventLog},
    storage::OpenMode,
};
use tokio::task::JoinSet;

use crate::support::{assert_gapless, body_of, clerk, event, event_of, on_both, open_log, read_all};

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
    assert_eq!(body_of(&log.find(&clerk(), &id).await.expect("reads").expect("there")), "ours");
    assert_eq!(body_of(&log.find(&other, &id).await.expect("reads").expect("there")), "theirs");
});

/// `SQLite` has one appending process, `PostgreSQL` any number. Each event is recorded once.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_record_the_same_events_once() {
    const EVENTS: usize = 2_000;
    let Some(db) = crate::support::Db::postgres().await else { return };
    let (_first_store, first) = open_log(&db).await;
    let second_store = db.open(OpenMode::Append).await.expect("opens");
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
