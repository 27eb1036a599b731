//! On `SQLite` a refusal ends its transaction: nothing of it stays, and the next append works.

use gatelog::{
    event::{Position, Size},
    event_log::AppendOutcome,
    storage::{Head, NewEvent},
};
use rusqlite::Connection;

use super::{SQLITE, log_of_three};
use crate::support::{Db, assert_gapless, event, open_log};

/// What a writer would have appended before the refused statement.
const NEXT_EVENT: &str = "INSERT OR ROLLBACK INTO events VALUES
    (3, 'clerk', 'msg_next', 'door', NULL, 0, (SELECT received_at FROM log_head), 0, randomblob(32))";

fn rows(on: &Connection) -> i64 {
    on.query_row("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM payloads)", [], |row| row.get(0))
        .expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_ends_its_transaction() {
    let db = Db::sqlite();
    log_of_three(&db).await;
    let Db::Sqlite(folder) = &db else { unreachable!("made so") };
    let on = Connection::open(folder.path().join("gatelog.db")).expect("opens");
    for attempt in SQLITE {
        on.execute_batch("BEGIN IMMEDIATE").expect("begins");
        // Some attempts are right but for their own fault, and would be right with one event more.
        if !["SELECT 3,", "size + 1"].iter().any(|next| attempt.sql.contains(next)) {
            on.execute_batch(NEXT_EVENT).expect("the next event");
        }
        let refusal = on.execute_batch(attempt.sql).expect_err(attempt.sql).to_string();
        assert!(attempt.is_refused_by(&refusal), "{}: {refusal}", attempt.sql);
        // A constraint undoes its own statement only, unless that says otherwise.
        let is_by_trigger = refusal.contains(super::REFUSAL);
        assert_eq!(on.is_autocommit(), is_by_trigger, "{}: {refusal}", attempt.sql);
        if !is_by_trigger {
            on.execute_batch("ROLLBACK").expect("rolls back");
        }
        assert_eq!(rows(&on), 6, "{}", attempt.sql);
    }
    drop(on);
    let (_store, log) = open_log(&db).await;
    assert_eq!(log.append(event("msg_next", "body")).await, Ok(AppendOutcome::Recorded(Position(3))));
    assert_eq!(assert_gapless(&log).await, Size(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn writer_goes_on_after_a_refusal() {
    let db = Db::sqlite();
    let (store, log) = open_log(&db).await;
    let (good, repeated) = (event("msg_good", "body"), event("msg_good", "body"));
    for refused_position in [0, 7] {
        let mut transaction = store.begin_append().await.expect("begins");
        let Head { received_at, .. } = transaction.head().await.expect("the head");
        let new = |position, event| {
            let body = gatelog::storage::StoredBody { encoding: 0, bytes: b"body" };
            NewEvent { position: Position(position), received_at, event, body }
        };
        let refused = transaction.insert(&[new(0, &good), new(refused_position, &repeated)]).await;
        assert!(refused.expect_err("a refusal").is_in_the_data());
        // What follows in the same transaction is not appended outside of it.
        let committed = transaction.commit(Head { size: Size(1), received_at }).await;
        assert!(committed.is_err(), "there is no transaction to commit");
    }
    assert_eq!(log.size().await.expect("a size"), Size(0));
    assert_eq!(log.append(event("msg_next", "body")).await, Ok(AppendOutcome::Recorded(Position(0))));
    assert_eq!(assert_gapless(&log).await, Size(1));
}
