//! This version opens, migrates and reads a log of the first version without changing a bit.

use std::{fs, path::Path};

use gatelog::{
    clock::Clock,
    event::Position,
    event_log::{AppendOutcome, EventLog},
    storage::{OpenMode, StoreError},
};

use crate::support::{Db, assert_gapless, body_of, event, read_all, shell::Shell};

/// Every column of both tables. The fixture has their values from when that version closed the
/// file.
const COLUMNS: &str = "SELECT e.position, source, svix_id, via, coalesce(event_type, ''), svix_timestamp, received_at, body_bytes, \
    lower(hex(commitment)), lower(hex(salt)), signature, secret_id, encoding, lower(hex(body)) \
    FROM events e JOIN payloads p USING (position) ORDER BY 1;";

fn fixture() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/log-v1")
}

fn first_version() -> Db {
    let db = Db::sqlite();
    let Db::Sqlite(folder) = &db else { unreachable!("made so") };
    fs::copy(fixture().join("gatelog.db"), folder.path().join("gatelog.db")).expect("a copy");
    db
}

#[tokio::test(flavor = "multi_thread")]
async fn first_version_log_is_migrated_unchanged() {
    let db = first_version();
    let written = fs::read_to_string(fixture().join("events.txt")).expect("the fixture");
    let store = db.open(OpenMode::Append).await.expect("opens");
    let refused = store.check_migrated().await.expect_err("a migration is due");
    assert!(
        matches!(&refused, StoreError::NotMigrated { pending } if pending.contains("m20261125_000001_secrets")),
        "{refused}"
    );
    store.migrate().await.expect("migrates");
    store.check_migrated().await.expect("up to date");

    let log = EventLog::start(store, Clock::system()).await.expect("starts");
    let events = read_all(&log).await;
    assert_eq!(events.len(), written.lines().count());
    for (event, line) in events.iter().zip(written.lines()) {
        let columns: Vec<&str> = line.split('|').collect();
        let hex = body_of(event).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!((event.id.as_str(), hex.as_str()), (columns[2], columns[13]));
        assert_eq!(event.event_type.as_ref().map_or("", |name| name.as_str()), columns[4]);
    }
    if let Some(shell) = Shell::of(&db) {
        assert_eq!(shell.run(COLUMNS).as_deref(), Ok(written.trim()), "every column of every row");
    }
    // Appends continue: recorded ids are recognised, and new events follow.
    let again = body_of(&events[3]).clone();
    assert_eq!(log.append(event("msg_empty", again)).await, Ok(AppendOutcome::Duplicate(Position(3))));
    assert_eq!(log.append(event("msg_bytes", "another")).await, Ok(AppendOutcome::Conflict(Position(2))));
    assert_eq!(log.append(event("msg_new", "{}")).await, Ok(AppendOutcome::Recorded(Position(8))));
    assert_eq!(assert_gapless(&log).await.0, 9);
}
