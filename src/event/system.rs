//! Gatelog's own events: what was done to the log, or seen at its door. Says what they are called and how they are
//! written; when there is one to record is for others to know.

use bytes::Bytes;
use serde::Serialize;
use uuid::Uuid;

use super::{
    id::{EventId, SYSTEM_ID_PREFIX},
    type_name::EventType,
    verified::Event,
};
use crate::clock::Timestamp;

/// What Gatelog says of itself. The words are in the log for ever, so none is ever renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A process began to serve.
    Started,
    /// A process stopped serving, as it was told to.
    Stopped,
    /// The configuration that is in force is another than before; names and ids only.
    ConfigurationChanged,
    /// A source has other secrets than before; ids only.
    SecretsChanged,
    /// An API key was made.
    KeyCreated,
    /// An API key was revoked.
    KeyRevoked,
    /// An API key was used on a day.
    KeyUsed,
    /// Questions that were refused, counted by the minute.
    AccessDenied,
    /// Questions that were answered, counted by key, operation and minute.
    Read,
    /// Another body came under a recorded id.
    Conflict,
    /// A file is being imported.
    ImportStarted,
    /// A file was imported.
    ImportFinished,
    /// Views were built anew from the log.
    Rebuilt,
    /// Views that had been replaced were put back.
    PutBack,
    /// The log is shorter than what the views have folded: it was restored from a backup.
    RolledBack,
    /// The schema was brought up to date.
    Migrated,
    /// The machine's clock jumped.
    ClockStepped,
}

impl Kind {
    /// Every one, in the order of their declaration.
    pub const ALL: [Self; 17] = [
        Self::Started,
        Self::Stopped,
        Self::ConfigurationChanged,
        Self::SecretsChanged,
        Self::KeyCreated,
        Self::KeyRevoked,
        Self::KeyUsed,
        Self::AccessDenied,
        Self::Read,
        Self::Conflict,
        Self::ImportStarted,
        Self::ImportFinished,
        Self::Rebuilt,
        Self::PutBack,
        Self::RolledBack,
        Self::Migrated,
        Self::ClockStepped,
    ];

    /// The event type.
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
            Self::Conflict => "system.conflict",
            Self::ImportStarted => "system.import_started",
            Self::ImportFinished => "system.import_finished",
            Self::Rebuilt => "system.rebuilt",
            Self::PutBack => "system.projections_put_back",
            Self::RolledBack => "system.rolled_back",
            Self::Migrated => "system.migrated",
            Self::ClockStepped => "system.clock_stepped",
        }
    }

    /// The same as an event type.
    #[must_use]
    pub fn event_type(self) -> EventType {
        EventType::recorded(self.as_str().to_owned())
    }
}

/// One of Gatelog's own events, before it is recorded.
#[derive(Clone, Debug)]
pub struct SystemEvent {
    kind: Kind,
    id: EventId,
    at: Timestamp,
    body: Bytes,
}

/// Its payload: what it is, when that was seen, and the facts beside them.
#[derive(Serialize)]
struct Body<'a, F> {
    #[serde(rename = "type")]
    event_type: &'static str,
    at: String,
    #[serde(flatten)]
    facts: &'a F,
}

impl SystemEvent {
    /// With an id of its own. Secrets, e-mail and IP addresses are kept out of the facts.
    ///
    /// # Panics
    ///
    /// When the facts are neither a struct nor a map.
    #[must_use]
    pub fn new(kind: Kind, at: Timestamp, facts: &impl Serialize) -> Self {
        let seconds = u64::try_from(at.seconds()).unwrap_or_default();
        let nanos = u32::try_from(at.micros().rem_euclid(1_000_000) * 1_000).unwrap_or_default();
        let unique = Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos));
        Self::named(kind, at, &unique.simple().to_string(), facts)
    }

    /// Of something that is recorded once, by whatever process sees it and however often: `name` tells it from
    /// everything else, and holds neither space nor full stop.
    ///
    /// # Panics
    ///
    /// When the facts are neither a struct nor a map.
    #[must_use]
    pub fn named(kind: Kind, at: Timestamp, name: &str, facts: &impl Serialize) -> Self {
        let body = Body { event_type: kind.as_str(), at: at.to_string(), facts };
        let body = serde_json::to_vec(&body).expect("the facts are a struct or a map of text and numbers");
        Self { kind, id: EventId::recorded(format!("{SYSTEM_ID_PREFIX}{name}")), at, body: Bytes::from(body) }
    }

    /// What it tells of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// As the log takes it.
    pub fn into_event(self) -> Result<Event, getrandom::Error> {
        Event::system(self.kind.event_type(), self.id, self.at.seconds(), self.body)
    }
}
