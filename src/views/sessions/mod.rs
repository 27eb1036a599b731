//! The sessions view: when each session began and ended, whose it was, from where. Infers nothing: what follows from
//! the clock or from other rows (expired, closed because the user was deleted) is for the query.

mod row;

pub use row::{ActiveModel, Column, Entity, Model, PrimaryKey, Relation, SessionRow};

use super::{
    over_time,
    version::{
        DESCRIBED_BY_NOTICE, DESCRIBED_BY_OWN, STARTED_BASIS_CREATED_AT, STARTED_BASIS_OCCURRED_AT, Version,
        unreadable, verb,
    },
};
use crate::{
    clock::Timestamp,
    event::{
        RecordedEvent,
        clerk::{Body, Data, DecodeError, Session, body::Text},
    },
    projection::{Index, IndexKind, Projection},
};

/// Statuses that end a session for good, and event types by their second segment.
const TERMINAL: [&str; 6] = ["abandoned", "ended", "expired", "removed", "replaced", "revoked"];

pub use crate::event::clerk::session::AGENT;

/// The status of a session whose user is signed in.
pub const ACTIVE: &str = "active";
/// The status of a session whose user has something to do before being signed in: choose an organization, reset a password,
/// set up a second factor.
pub const PENDING: &str = "pending";

/// Name of the index that has the statuses of one session over time.
pub const STATUSES: &str = "statuses";

/// The projection of sessions, made of the family `session`.
#[derive(Clone, Copy, Debug)]
pub struct Sessions;

impl Projection for Sessions {
    const NAME: &'static str = "sessions";
    const VERSION: i32 = 4;
    // "Overlaps the interval, newest first" walks `started` down from the interval's end; what had already begun
    // before it and was open still (`ended_at` later, or null) is found by `ended`.
    const INDEXES: &'static [Index] = &[
        Index { name: "started", columns: &["started_at", "source", "session_id"], kind: IndexKind::Ordered },
        Index { name: "ended", columns: &["ended_at", "started_at", "source", "session_id"], kind: IndexKind::Ordered },
        Index { name: "user", columns: &["user_id", "started_at", "source", "session_id"], kind: IndexKind::Ordered },
        Index {
            name: "impersonator",
            columns: &["impersonator_id", "started_at", "source", "session_id"],
            kind: IndexKind::Sparse,
        },
        Index {
            name: "actor_kind",
            columns: &["actor_kind", "started_at", "source", "session_id"],
            kind: IndexKind::Sparse,
        },
        Index {
            name: "organization",
            columns: &["organization_id", "started_at", "source", "session_id"],
            kind: IndexKind::Sparse,
        },
        Index { name: STATUSES, columns: &["statuses"], kind: IndexKind::EachByRow },
    ];
    type Row = SessionRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<SessionRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        match &body.data {
            Ok(Data::Session(session)) => Ok(vec![SessionRow::told(event, body, session)]),
            Ok(_) => Ok(Vec::new()),
            Err(error) => unreadable(event, error, &["session"]),
        }
    }
}

impl SessionRow {
    /// All that one event says of its session.
    fn told(event: &RecordedEvent, body: &Body<'_>, session: &Session<'_>) -> Self {
        let text = |text: &Option<Text<'_>>| text.as_deref().map(str::to_owned);
        let occurred_at = body.occurred_at.at.micros();
        let version = Version::of(event, body, session.updated_at);
        let status = status(verb(event), session);
        let is_pending = is_pending(verb(event), session);
        let open = if is_pending { Some(PENDING) } else { status.filter(|status| *status == ACTIVE) };
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
            has_actor: session.actor.is_some(),

            started_at: session.created_at.map_or(occurred_at, Timestamp::micros),
            started_basis: session.created_at.map_or(STARTED_BASIS_OCCURRED_AT, |_| STARTED_BASIS_CREATED_AT),
            activated_at: (status == Some(ACTIVE)).then_some(occurred_at),
            pending_at: is_pending.then_some(occurred_at),
            statuses: open.and_then(|open| over_time::described(occurred_at, &version, Some(open))),

            last_active_at: session.last_active_at.map(Timestamp::micros),

            ended_at: end.map(|_| occurred_at),
            end_reason: end.map(str::to_owned),
            end_id: end.map(|_| version.id.to_owned()),

            described_by: if session.is_bare() { DESCRIBED_BY_NOTICE } else { DESCRIBED_BY_OWN },
            terminal: end.is_some(),
            version_at: version.at,
            version_occurred_at: version.occurred_at,
            version_rank: version.rank,
            version_id: version.id.to_owned(),
            status: status.map(str::to_owned),
            expire_at: session.expire_at.map(Timestamp::micros),
            abandon_at: session.abandon_at.map(Timestamp::micros),
            organization_id: text(&session.organization_id),

            activity_version_at: activity.map(|_| version.at),
            activity_occurred_at: activity.map(|_| version.occurred_at),
            activity_rank: activity.map(|_| version.rank),
            activity_id: activity.map(|_| version.id.to_owned()),
            activity_ip: activity.and_then(|activity| text(&activity.ip)),
            browser: activity.and_then(|activity| text(&activity.browser)),
            browser_version: activity.and_then(|activity| text(&activity.browser_version)),
            device_type: activity.and_then(|activity| text(&activity.device_type)),
            is_mobile: activity.and_then(|activity| activity.is_mobile),
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
}

/// Whether an event with this verb leaves its session with something to do before its user is signed in: by its status,
/// and by the verb only where it has none.
pub(super) fn is_pending(verb: Option<&str>, session: &Session<'_>) -> bool {
    status(verb, session).or(verb) == Some(PENDING)
}

/// The status that an event leaves its session in: `data.status`, but an event of an end ends it whatever stands there.
fn status<'a>(verb: Option<&'a str>, session: &'a Session<'_>) -> Option<&'a str> {
    let status = session.status.as_deref();
    let end = verb.filter(|verb| TERMINAL.contains(verb));
    status.filter(|status| end.is_none() || TERMINAL.contains(status)).or(end)
}
