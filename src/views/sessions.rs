//! The sessions view: when each session began and ended, whose it was, from where. Infers nothing: what follows from
//! the clock or from other rows (expired, closed because the user was deleted) is for the query.

use sea_orm::entity::prelude::*;

use super::version::{Version, precedes, smallest_known, take, verb};
use crate::{
    clock::Timestamp,
    event::{
        EventType, RecordedEvent,
        clerk::{Body, Data, DecodeError, Session, body::Text},
    },
    projection::{Index, IndexKind, Projection, Row},
};

/// Statuses that end a session for good, and event types by their second segment.
const TERMINAL: [&str; 6] = ["abandoned", "ended", "expired", "removed", "replaced", "revoked"];

/// `started_basis`: the session told it.
pub const STARTED_BASIS_CREATED_AT: i16 = 0;
/// `started_basis`: no event told it; the earliest of them happened then.
pub const STARTED_BASIS_OCCURRED_AT: i16 = 1;

/// The projection of sessions, made of the family `session`.
#[derive(Clone, Copy, Debug)]
pub struct Sessions;

/// A session, or what one event says of it. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Who told of the session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// `sess_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: String,
    /// The Clerk instance.
    pub instance_id: Option<String>,
    /// Whose session it is.
    pub user_id: Option<String>,
    /// The client it lives in.
    pub client_id: Option<String>,
    /// Who acts as the user: an impersonator, or an agent.
    pub impersonator_id: Option<String>,
    /// What acts as the user: `agent` for an AI agent.
    pub actor_kind: Option<String>,

    /// When it began.
    pub started_at: i64,
    /// How that is known; the smaller wins.
    pub started_basis: i16,
    /// When it was first seen active.
    pub activated_at: Option<i64>,

    /// When it ended: by the first event that says so, which nothing undoes.
    pub ended_at: Option<i64>,
    /// How it ended, by that event.
    pub end_reason: Option<String>,
    /// That event.
    pub end_id: Option<String>,

    /// Whether `status` is one that ends a session; such a status is never followed by another.
    pub terminal: bool,
    /// Version of the status: when the session was updated.
    pub version_at: i64,
    /// Version: when the event happened.
    pub version_occurred_at: i64,
    /// Version: created, updated or deleted.
    pub version_rank: i16,
    /// Version: the event.
    pub version_id: String,
    /// The newest status.
    pub status: Option<String>,
    /// When it ends if nothing happens.
    pub expire_at: Option<i64>,
    /// The organization last active in it.
    pub organization_id: Option<String>,

    /// Version of the device: when the session was updated.
    pub activity_version_at: Option<i64>,
    /// Version of the device: when the event happened.
    pub activity_occurred_at: Option<i64>,
    /// Version of the device: created, updated or deleted.
    pub activity_rank: Option<i16>,
    /// Version of the device: the event.
    pub activity_id: Option<String>,
    /// The device's address. The address of the session is this, else `request_ip`.
    pub activity_ip: Option<String>,
    /// Browser.
    pub browser: Option<String>,
    /// Its version.
    pub browser_version: Option<String>,
    /// Kind of device.
    pub device_type: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,

    /// Version of the request: when the session was updated.
    pub request_version_at: Option<i64>,
    /// Version of the request: when the event happened.
    pub request_occurred_at: Option<i64>,
    /// Version of the request: created, updated or deleted.
    pub request_rank: Option<i16>,
    /// Version of the request: the event.
    pub request_id: Option<String>,
    /// The address of the request that opened the session.
    pub request_ip: Option<String>,
    /// The user agent of that request.
    pub user_agent: Option<String>,
}

/// A row of the sessions view.
pub type SessionRow = Model;

/// Views refer to each other by id only: a session may be known before its user.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Sessions {
    const NAME: &'static str = "sessions";
    const VERSION: i32 = 1;
    // "Overlaps the interval, newest first" walks `started` down from the interval's end; what had already begun
    // before it and was open still (`ended_at` later, or null) is found by `ended`.
    const INDEXES: &'static [Index] = &[
        Index { name: "started", columns: &["started_at", "source", "session_id"], kind: IndexKind::Ordered },
        Index { name: "ended", columns: &["ended_at", "started_at", "source", "session_id"], kind: IndexKind::Ordered },
        Index { name: "user", columns: &["user_id", "started_at", "source", "session_id"], kind: IndexKind::Ordered },
        Index {
            name: "impersonator",
            columns: &["impersonator_id", "started_at", "source", "session_id"],
            kind: IndexKind::Ordered,
        },
    ];
    type Row = SessionRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<SessionRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        match &body.data {
            Ok(Data::Session(session)) => Ok(vec![SessionRow::told(event, body, session)]),
            Ok(_) => Ok(Vec::new()),
            Err(error) => match event.event_type.as_ref().map(EventType::family) {
                Some("session") => Err(error.clone()),
                _ => Ok(Vec::new()),
            },
        }
    }
}

impl Model {
    /// All that one event says of its session.
    fn told(event: &RecordedEvent, body: &Body<'_>, session: &Session<'_>) -> Self {
        let text = |text: &Option<Text<'_>>| text.as_deref().map(str::to_owned);
        let occurred_at = body.occurred_at.at.micros();
        let version = Version::of(event, body, session.updated_at);
        let status = status(event, session);
        let end = status.filter(|status| TERMINAL.contains(status));
        let activity = session.latest_activity.as_ref();
        // Whoever revokes a session makes the request of its end: only the one that opens it comes from its device.
        let opens = matches!(verb(event), Some("created" | "pending"));
        let request = (opens && (body.client_ip.is_some() || body.user_agent.is_some())).then_some(body);
        Self {
            source: event.source.as_str().to_owned(),
            session_id: session.id.as_ref().to_owned(),
            instance_id: text(&body.instance_id),
            user_id: text(&session.user_id),
            client_id: text(&session.client_id),
            impersonator_id: session.actor.as_ref().and_then(|actor| text(&actor.id)),
            actor_kind: session.actor.as_ref().and_then(|actor| text(&actor.kind)),

            started_at: session.created_at.map_or(occurred_at, Timestamp::micros),
            started_basis: session.created_at.map_or(STARTED_BASIS_OCCURRED_AT, |_| STARTED_BASIS_CREATED_AT),
            activated_at: (status == Some("active")).then_some(occurred_at),

            ended_at: end.map(|_| occurred_at),
            end_reason: end.map(str::to_owned),
            end_id: end.map(|_| version.id.to_owned()),

            terminal: end.is_some(),
            version_at: version.at,
            version_occurred_at: version.occurred_at,
            version_rank: version.rank,
            version_id: version.id.to_owned(),
            status: status.map(str::to_owned),
            expire_at: session.expire_at.map(Timestamp::micros),
            organization_id: text(&session.organization_id),

            activity_version_at: activity.map(|_| version.at),
            activity_occurred_at: activity.map(|_| version.occurred_at),
            activity_rank: activity.map(|_| version.rank),
            activity_id: activity.map(|_| version.id.to_owned()),
            activity_ip: activity.and_then(|activity| text(&activity.ip)),
            browser: activity.and_then(|activity| text(&activity.browser)),
            browser_version: activity.and_then(|activity| text(&activity.browser_version)),
            device_type: activity.and_then(|activity| text(&activity.device_type)),
            city: activity.and_then(|activity| text(&activity.city)),
            country: activity.and_then(|activity| text(&activity.country)),

            request_version_at: request.map(|_| version.at),
            request_occurred_at: request.map(|_| version.occurred_at),
            request_rank: request.map(|_| version.rank),
            request_id: request.map(|_| version.id.to_owned()),
            request_ip: request.and_then(|request| text(&request.client_ip)),
            user_agent: request.and_then(|request| text(&request.user_agent)),
        }
    }

    fn start(&self) -> (i16, i64) {
        (self.started_basis, self.started_at)
    }

    fn end(&self) -> Option<(i64, &str)> {
        Some((self.ended_at?, self.end_id.as_deref()?))
    }

    /// A status that ends the session beats every other; among equals the newest version does.
    fn standing(&self) -> (bool, Version<'_>) {
        let version = Version {
            at: self.version_at,
            occurred_at: self.version_occurred_at,
            rank: self.version_rank,
            id: &self.version_id,
        };
        (self.terminal, version)
    }

    fn activity(&self) -> Option<Version<'_>> {
        let id = self.activity_id.as_deref();
        Version::stored(self.activity_version_at, self.activity_occurred_at, self.activity_rank, id)
    }

    fn request(&self) -> Option<Version<'_>> {
        let id = self.request_id.as_deref();
        Version::stored(self.request_version_at, self.request_occurred_at, self.request_rank, id)
    }
}

/// The status that an event leaves its session in: `data.status`, but an event of an end ends it whatever stands there.
fn status<'a>(event: &'a RecordedEvent, session: &'a Session<'_>) -> Option<&'a str> {
    let status = session.status.as_deref();
    let end = verb(event).filter(|verb| TERMINAL.contains(verb));
    status.filter(|status| end.is_none() || TERMINAL.contains(status)).or(end)
}

impl Row for Model {
    type Entity = Entity;
    type ActiveModel = ActiveModel;
    const KEY_COLUMN: &'static str = "session_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.session_id)
    }

    fn merge(mut self, other: Self) -> Self {
        let starts = other.start() < self.start();
        let ends = precedes(other.end(), self.end());
        let stands = other.standing() > self.standing();
        let device = precedes(other.activity(), self.activity());
        let opens = precedes(other.request(), self.request());

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        self.user_id = smallest_known(self.user_id, other.user_id);
        self.client_id = smallest_known(self.client_id, other.client_id);
        self.impersonator_id = smallest_known(self.impersonator_id, other.impersonator_id);
        self.actor_kind = smallest_known(self.actor_kind, other.actor_kind);
        self.activated_at = smallest_known(self.activated_at, other.activated_at);
        if starts {
            take!(self from other: started_at, started_basis);
        }
        if ends {
            take!(self from other: ended_at, end_reason, end_id);
        }
        if stands {
            take!(self from other:
                terminal, version_at, version_occurred_at, version_rank, version_id,
                status, expire_at, organization_id);
        }
        // The device of the beginning; later events mostly know none, and a later one is not where it began.
        if device {
            take!(self from other:
                activity_version_at, activity_occurred_at, activity_rank, activity_id,
                activity_ip, browser, browser_version, device_type, city, country);
        }
        if opens {
            take!(self from other:
                request_version_at, request_occurred_at, request_rank, request_id, request_ip, user_agent);
        }
        self
    }
}
