//! The queue in front of the writer: events that do not fit are refused at once, queued events are
//! never lost, and an event that the database refuses fails alone.

use gatelog::{
    event::{Event, EventType, Size},
    event_log::{AppendError, AppendOutcome},
};
use sea_orm::sqlx::{
    self, Connection,
    sqlite::{SqliteConnectOptions, SqliteConnection},
};
use tokio::task::JoinSet;

use crate::support::{Db, assert_gapless, event, on_both, open_log, read_all};

on_both!(full_queue_refuses_and_loses_nothing, |db| async {
    let (store, log) = open_log(&db).await;
    // The test holds the lock on the log, so that no event leaves the queue.
    let mut blocking = store.begin_append().await.expect("begins");
    blocking.head().await.expect("locks");

    let mut appends = JoinSet::new();
    let mib_body = vec![b'x'; 1024 * 1024];
    for number in 0..100 {
        let (log, body) = (log.clone(), mib_body.clone());
        appends.spawn(async move { (number, log.append(event(&format!("msg_{number}"), body)).await) });
    }
    // Refusals arrive while the lock is held; the other appends wait.
    let mut refused = 0;
    while refused < 100 - 63 {
        let (_, outcome) = appends.join_next().await.expect("there are more").expect("no panic");
        assert_eq!(outcome, Err(AppendError::Busy));
        refused += 1;
    }
    drop(blocking);
    let mut recorded = 0;
    for (number, outcome) in appends.join_all().await {
        assert!(matches!(outcome, Ok(AppendOutcome::Recorded(_))), "{number}: {outcome:?}");
        recorded += 1;
    }
    assert_eq!(recorded, 63, "64 MiB, with the overhead of each event");
    assert_eq!(assert_gapless(&log).await, Size(recorded));
});

on_both!(event_refused_by_the_database_fails_alone, |db| async {
    let (store, log) = open_log(&db).await;
    refuse_nul(&db).await;
    let mut blocking = store.begin_append().await.expect("begins");
    blocking.head().await.expect("locks");
    let mut appends = JoinSet::new();
    for number in 0..100 {
        let log = log.clone();
        let event = if number == 50 { refused() } else { event(&format!("msg_{number}"), format!("{number}")) };
        appends.spawn(async move { (number, log.append(event).await) });
    }
    // All events wait for the lock, so they form few batches.
    tokio::task::yield_now().await;
    drop(blocking);
    for (number, outcome) in appends.join_all().await {
        if number == 50 {
            assert_eq!(outcome, Err(AppendError::Store));
        } else {
            assert!(matches!(outcome, Ok(AppendOutcome::Recorded(_))), "{number}: {outcome:?}");
        }
    }
    assert_eq!(assert_gapless(&log).await, Size(99));
    assert!(read_all(&log).await.iter().all(|event| event.id.as_str() != "msg_refused"));
    // The log continues.
    assert!(matches!(log.append(event("msg_after", "body")).await, Ok(AppendOutcome::Recorded(_))));
});

/// An event that the webhook receiver never creates: with U+0000 in a text, which `PostgreSQL`
/// refuses.
fn refused() -> Event {
    let mut event = event("msg_refused", "body");
    event.event_type = Some(EventType::recorded("a\0b".to_owned()));
    event
}

/// Adds a rule to `SQLite`, which would accept U+0000.
async fn refuse_nul(db: &Db) {
    let Db::Sqlite(folder) = db else { return };
    let options = SqliteConnectOptions::new().filename(folder.path().join("gatelog.db"));
    let mut connection = SqliteConnection::connect_with(&options).await.expect("opens");
    let rule = "CREATE TRIGGER no_nul BEFORE INSERT ON events WHEN instr(NEW.event_type, char(0))
                BEGIN SELECT RAISE(ABORT, 'a text holds U+0000'); END";
    sqlx::query(rule).execute(&mut connection).await.expect("the rule goes in");
    connection.close().await.expect("closes");
}
