//! Records system events about the process itself: start, stop, migrations, rebuilds. They hold
//! names and ids only. A failure to record one is logged and stops nothing.

use std::time::Instant;

use serde::Serialize;

use crate::{
    clock::{Clock, Timestamp},
    config::{Settings, SourceSettings},
    event::{Size, SystemEvent, system::SystemEventKind},
    event_log::EventLog,
    projection::{Rebuilt, log_behind_views::Dropped},
};

#[derive(Clone, Debug)]
pub(super) struct LifecycleEvents {
    pub(super) log: EventLog,
    pub(super) clock: Clock,
    started_at: Instant,
}

#[derive(Serialize)]
struct Started<'a> {
    version: &'static str,
    process_id: u32,
    listen: String,
    sources: Vec<StartedSource<'a>>,
}

/// A configured source without its secrets.
#[derive(Serialize)]
struct StartedSource<'a> {
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
struct LogBehindViews<'a> {
    size: i64,
    dropped: &'a [Dropped],
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

impl LifecycleEvents {
    pub(super) fn new(log: EventLog, clock: Clock) -> Self {
        Self { log, clock, started_at: Instant::now() }
    }

    async fn append(&self, kind: SystemEventKind, facts: &impl Serialize) {
        self.log.record_best_effort(SystemEvent::new(kind, self.now(), facts)).await;
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) async fn started(&self, settings: &Settings) {
        let sources = settings.sources.iter().map(StartedSource::new).collect();
        let listen = settings.listen.to_string();
        let facts = Started { version: VERSION, process_id: std::process::id(), listen, sources };
        self.append(SystemEventKind::Started, &facts).await;
    }

    pub(super) async fn stopped(&self) {
        let ran_for_seconds = self.started_at.elapsed().as_secs();
        self.append(
            SystemEventKind::Stopped,
            &Stopped { version: VERSION, process_id: std::process::id(), ran_for_seconds },
        )
        .await;
    }

    /// Records nothing when no migration ran.
    pub(super) async fn migrated(&self, migrations: &[String]) {
        if !migrations.is_empty() {
            self.append(SystemEventKind::Migrated, &Migrated { version: VERSION, migrations }).await;
        }
    }

    /// `by` is `command` or `serve`.
    pub(super) async fn rebuilt(&self, projections: &[&str], events: u64, since: Instant, by: &str) {
        self.log.record_best_effort(Rebuilt::new(projections, events, since, by).event(&self.clock)).await;
    }

    /// A command rolled these projections back to a kept generation.
    pub(super) async fn rollback(&self, projections: &[&str], since: Instant) {
        self.log.record_best_effort(Rebuilt::new(projections, 0, since, "command").rollback_event(&self.clock)).await;
    }

    /// The views had folded events that the log does not hold: it was restored from an older
    /// backup.
    pub(super) async fn log_behind_views(&self, size: Size, dropped: &[Dropped]) {
        self.append(SystemEventKind::LogBehindViews, &LogBehindViews { size: size.0, dropped }).await;
    }
}

impl<'a> StartedSource<'a> {
    fn new(settings: &'a SourceSettings) -> Self {
        Self {
            source: settings.source.as_str(),
            secret_ids: settings.secrets.iter().map(crate::ingest::secret::Secret::id).collect(),
            instances: &settings.instances,
        }
    }
}
