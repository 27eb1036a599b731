//! Gatelog's own events: administrative actions and observations that belong in an audit log.

use bytes::Bytes;
use serde::Serialize;
use uuid::Uuid;

use super::{
    event_type::EventType,
    id::{EventId, SYSTEM_ID_PREFIX},
    record::Event,
};
use crate::clock::Timestamp;

/// The types of Gatelog's own events. The log stores their names for ever: a name never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemEventKind {
    /// A process started to serve.
    Started,
    /// A process stopped serving after a signal.
    Stopped,
    /// The live configuration changed. Contains names and ids only.
    ConfigurationChanged,
    /// The secrets of a source changed. Contains ids only.
    SecretsChanged,
    KeyCreated,
    KeyRevoked,
    /// An API key was used; once per key and day.
    KeyUsed,
    /// Refused API requests, counted per minute.
    AccessDenied,
    /// Answered API requests, counted per key, operation and minute.
    Read,
    /// A list was exported, whole or in part.
    Exported,
    /// Somebody signed an export off.
    Reviewed,
    /// A delivery had the id of a recorded event and another body.
    Conflict,
    ImportStarted,
    /// An import read its file to the end.
    ImportFinished,
    Rebuilt,
    /// A kept generation of views was put back. Stored as `system.projections_put_back`.
    Rollback,
    /// The log is shorter than the views: it was restored from an older backup. Stored as
    /// `system.rolled_back`.
    LogBehindViews,
    Migrated,
    ClockStepped,
}

impl SystemEventKind {
    /// All types in the order of their declaration.
    pub const ALL: [Self; 19] = [
        Self::Started,
        Self::Stopped,
        Self::ConfigurationChanged,
        Self::SecretsChanged,
        Self::KeyCreated,
        Self::KeyRevoked,
        Self::KeyUsed,
        Self::AccessDenied,
        Self::Read,
        Self::Exported,
        Self::Reviewed,
        Self::Conflict,
        Self::ImportStarted,
        Self::ImportFinished,
        Self::Rebuilt,
        Self::Rollback,
        Self::LogBehindViews,
        Self::Migrated,
        Self::ClockStepped,
    ];

    /// The value in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "system.started",
            Self::Stopped => "system.stopped",
            Self::ConfigurationChanged => "system.configuration_changed",
            Self::SecretsChanged => "system.secrets_changed",
            Self::KeyCreated => "system.key_created",
            Self::KeyRevoked => "system.key_revoked",
            Self::KeyUsed => "system.key_used",
            Self::AccessDenied => "system.access_denied",
            Self::Read => "system.read",
            Self::Exported => "system.exported",
            Self::Reviewed => "system.reviewed",
            Self::Conflict => "system.conflict",
            Self::ImportStarted => "system.import_started",
            Self::ImportFinished => "system.import_finished",
            Self::Rebuilt => "system.rebuilt",
            Self::Rollback => "system.projections_put_back",
            Self::LogBehindViews => "system.rolled_back",
            Self::Migrated => "system.migrated",
            Self::ClockStepped => "system.clock_stepped",
        }
    }

    #[must_use]
    pub fn event_type(self) -> EventType {
        EventType::recorded(self.as_str().to_owned())
    }
}

/// One of Gatelog's own events that is not recorded yet.
#[derive(Clone, Debug)]
pub struct SystemEvent {
    kind: SystemEventKind,
    id: EventId,
    at: Timestamp,
    body: Bytes,
}

/// The payload: the type, the time of the observation, and the facts as further fields.
#[derive(Serialize)]
struct SystemEventBody<'a, F> {
    #[serde(rename = "type")]
    event_type: &'static str,
    at: String,
    #[serde(flatten)]
    facts: &'a F,
}

impl SystemEvent {
    /// An event with a unique id. The facts contain no secrets, e-mail addresses or IP addresses.
    ///
    /// # Panics
    ///
    /// If the facts are neither a struct nor a map.
    #[must_use]
    pub fn new(kind: SystemEventKind, at: Timestamp, facts: &impl Serialize) -> Self {
        let seconds = u64::try_from(at.seconds()).unwrap_or_default();
        let nanos = u32::try_from(at.micros().rem_euclid(1_000_000) * 1_000).unwrap_or_default();
        let unique = Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos));
        Self::named(kind, at, &unique.simple().to_string(), facts)
    }

    /// An event that is recorded once, no matter how many processes observe it and how often.
    /// `name` identifies it and contains neither space nor full stop.
    ///
    /// # Panics
    ///
    /// If the facts are neither a struct nor a map.
    #[must_use]
    pub fn named(kind: SystemEventKind, at: Timestamp, name: &str, facts: &impl Serialize) -> Self {
        let body = SystemEventBody { event_type: kind.as_str(), at: at.to_string(), facts };
        let body = serde_json::to_vec(&body).expect("the facts are a struct or a map of text and numbers");
        Self { kind, id: EventId::recorded(format!("{SYSTEM_ID_PREFIX}{name}")), at, body: Bytes::from(body) }
    }

    #[must_use]
    pub const fn kind(&self) -> SystemEventKind {
        self.kind
    }

    pub fn into_event(self) -> Result<Event, getrandom::Error> {
        Event::system(self.kind.event_type(), self.id, self.at.seconds(), self.body)
    }
}
