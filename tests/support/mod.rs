//! What tests are built from: both databases and their shells, events, and the real binary. Nothing is
//! mocked.

pub mod backup;
pub mod captured_log;
pub mod cli;
pub mod cluster;
pub mod configured;
pub mod event_stream;
pub mod in_process;
pub mod peer;
pub mod postgres;
pub mod shell;
pub mod terminal;
pub mod test_server;

use std::{
    sync::{
        Arc, Once,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use gatelog::{
    clock::{Clock, Timestamp},
    event::{Event, EventId, EventType, Position, RecordedEvent, Salt, Size, Source, Via},
    event_log::EventLog,
    storage::{Location, OpenMode, Store, StoreError},
};
use tempfile::TempDir;

/// A new database, deleted with the test.
pub enum Db {
    /// A folder with the two files.
    Sqlite(TempDir),
    /// A database of the cluster.
    Postgres(postgres::Database),
}

impl Db {
    /// A new folder, still empty.
    pub fn sqlite() -> Self {
        show_log();
        Self::Sqlite(tempfile::tempdir().expect("a folder for the test"))
    }

    /// A new empty database, or `None` (and a note on stderr) where there is no `PostgreSQL`.
    pub async fn postgres() -> Option<Self> {
        show_log();
        Some(Self::Postgres(postgres::Database::create().await?))
    }

    /// The value of `DATABASE_URL`.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("gatelog.db").display()),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }

    pub fn location(&self) -> Location {
        Location::parse(&self.url()).expect("a good URL")
    }

    /// Opens it as it is.
    pub async fn open(&self, mode: OpenMode) -> Result<Arc<Store>, StoreError> {
        Store::open(&self.location(), mode).await.map(Arc::new)
    }

    /// Opens it for appending, with the schema of this binary.
    pub async fn store(&self) -> Arc<Store> {
        let mut opened = self.open(OpenMode::Append).await;
        // A program that another test of this process is starting holds the lock of a log that was
        // just closed, from its fork to its exec.
        for _ in 0..100 {
            if !matches!(opened, Err(StoreError::InUse { .. })) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
            opened = self.open(OpenMode::Append).await;
        }
        let store = opened.expect("the database opens");
        store.migrate().await.expect("the schema goes in");
        store
    }
}

/// Prints the log of the code under test where a test fails.
fn show_log() {
    static SHOWN: Once = Once::new();
    SHOWN.call_once(|| {
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_test_writer().finish();
        _ = tracing::subscriber::set_global_default(lines);
    });
}

/// One test on each database: `on_both!(name, |db| async { … })`. Without `PostgreSQL` its half is
/// reported as skipped, or fails under `GATELOG_REQUIRE_POSTGRES=1`.
macro_rules! on_both {
    ($name:ident, |$db:ident| $test:expr) => {
        mod $name {
            use super::*;

            async fn holds($db: crate::support::Db) {
                $test.await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                holds(crate::support::Db::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if let Some(db) = crate::support::Db::postgres().await {
                    holds(db).await;
                }
            }
        }
    };
}
pub(crate) use on_both;

/// The log of a database, with a schema and the machine's clock.
pub async fn open_log(db: &Db) -> (Arc<Store>, EventLog) {
    open_log_at(db, Clock::system()).await
}

/// The same, with a clock that the test controls.
pub async fn open_log_at(db: &Db, clock: Clock) -> (Arc<Store>, EventLog) {
    let store = db.store().await;
    let log = EventLog::start(Arc::clone(&store), clock).await.expect("the log starts");
    (store, log)
}

/// The default source of events.
pub fn clerk() -> Source {
    Source::parse("clerk").expect("a good name")
}

/// An event as the webhook receiver appends it.
pub fn event(id: &str, body: impl Into<Bytes>) -> Event {
    event_of(&clerk(), id, body)
}

/// The same, from another source.
pub fn event_of(source: &Source, id: &str, body: impl Into<Bytes>) -> Event {
    static ATTEMPT: AtomicU64 = AtomicU64::new(0);
    let body = body.into();
    let salt = Salt::random().expect("randomness");
    // Each attempt is signed anew, as senders do: a retry never repeats the signature.
    let signature = format!("v1,attempt{}", ATTEMPT.fetch_add(1, Ordering::Relaxed));
    Event {
        source: source.clone(),
        id: EventId::parse(id).expect("a good id"),
        via: Via::Webhook,
        event_type: EventType::from_body(&body),
        svix_timestamp: Timestamp::from_seconds(1_790_000_000).seconds(),
        commitment: salt.commit(&signature, &body),
        signature,
        secret_id: "0badcafe".to_owned(),
        salt,
        body,
    }
}

/// The body of an event whose body the log gives back.
pub fn body_of(event: &RecordedEvent) -> &Bytes {
    event.body.kept().expect("the log gives the body back")
}

/// The whole log.
pub async fn read_all(log: &EventLog) -> Vec<RecordedEvent> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let from = Position(events.last().map_or(0, |last| last.position.0 + 1));
        let more = log.read(from, 1_000, 16 * 1024 * 1024).await.expect("the log reads");
        if more.is_empty() {
            return events;
        }
        events.extend(more);
    }
}

/// Asserts that the positions of the log are 0, 1, 2, … up to its size.
pub async fn assert_gapless(log: &EventLog) -> Size {
    let positions: Vec<i64> = read_all(log).await.iter().map(|event| event.position.0).collect();
    let size = log.size().await.expect("the log reads");
    assert_eq!(positions, (0..size.0).collect::<Vec<_>>(), "positions are 0, 1, 2, … without a gap");
    size
}
