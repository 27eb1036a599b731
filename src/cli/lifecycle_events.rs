//! What a process tells the log of itself: that it began and ended, what it migrated, built and found. Names and ids
//! only; that it cannot be recorded stops nothing.

use std::time::Instant;

use serde::Serialize;

use crate::{
    clock::{Clock, Timestamp},
    config::{Settings, SourceSettings},
    event::{Size, SystemEvent, system::Kind},
    event_log::EventLog,
    projection::{Rebuilt, roll_back::Dropped},
};

/// Tells the log.
#[derive(Clone, Debug)]
pub(super) struct Diary {
    pub(super) log: EventLog,
    pub(super) clock: Clock,
    pub(super) began: Instant,
}

#[derive(Serialize)]
struct Started<'a> {
    version: &'static str,
    process_id: u32,
    listen: String,
    sources: Vec<Configured<'a>>,
}

/// A source as configured, without its secrets.
#[derive(Serialize)]
struct Configured<'a> {
    source: &'a str,
    secret_ids: Vec<&'a str>,
    instances: &'a [String],
}

#[derive(Serialize)]
struct Stopped {
    version: &'static str,
    process_id: u32,
    ran_for_seconds: u64,
}

#[derive(Serialize)]
struct Migrated<'a> {
    version: &'static str,
    migrations: &'a [String],
}

#[derive(Serialize)]
struct RolledBack<'a> {
    size: i64,
    dropped: &'a [Dropped],
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Diary {
    pub(super) fn of(log: EventLog, clock: Clock) -> Self {
        Self { log, clock, began: Instant::now() }
    }

    async fn tell(&self, kind: Kind, facts: &impl Serialize) {
        self.log.note(SystemEvent::new(kind, self.now(), facts)).await;
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A process begins to serve.
    pub(super) async fn started(&self, settings: &Settings) {
        let sources = settings.sources.iter().map(Configured::of).collect();
        let listen = settings.listen.to_string();
        let facts = Started { version: VERSION, process_id: std::process::id(), listen, sources };
        self.tell(Kind::Started, &facts).await;
    }

    /// It ends, as it was told to.
    pub(super) async fn stopped(&self) {
        let ran_for_seconds = self.began.elapsed().as_secs();
        self.tell(Kind::Stopped, &Stopped { version: VERSION, process_id: std::process::id(), ran_for_seconds }).await;
    }

    /// The schema was brought up to date, unless there was nothing to do.
    pub(super) async fn migrated(&self, migrations: &[String]) {
        if !migrations.is_empty() {
            self.tell(Kind::Migrated, &Migrated { version: VERSION, migrations }).await;
        }
    }

    /// Views were built from the log, `by` a command or by the service.
    pub(super) async fn rebuilt(&self, projections: &[&str], events: u64, since: Instant, by: &str) {
        self.log.note(Rebuilt::new(projections, events, since, by).event(&self.clock)).await;
    }

    /// Views were put back by a command.
    pub(super) async fn put_back(&self, projections: &[&str], since: Instant) {
        self.log.note(Rebuilt::new(projections, 0, since, "command").put_back_event(&self.clock)).await;
    }

    /// The views had folded what the log does not hold.
    pub(super) async fn rolled_back(&self, size: Size, dropped: &[Dropped]) {
        self.tell(Kind::RolledBack, &RolledBack { size: size.0, dropped }).await;
    }
}

impl<'a> Configured<'a> {
    fn of(settings: &'a SourceSettings) -> Self {
        Self {
            source: settings.source.as_str(),
            secret_ids: settings.secrets.iter().map(crate::ingest::secret::Secret::id).collect(),
            instances: &settings.instances,
        }
    }
}
