//! The sessions view: when each session began and ended, whose it was, and from where. The query
//! infers ends that follow from the clock or from other rows (expired, or closed because the user
//! was deleted).

mod details;
mod origin;
mod places;
mod row;

pub use details::Details;
pub use places::DeviceField;
pub use row::{ACTIVE, ActiveModel, Column, Entity, Model, PENDING, PrimaryKey, Relation, SessionRow};

use self::origin::{EventOrigin, Origins};
use super::{
    device::device_term,
    set,
    version::{
        DESCRIBED_BY_NOTICE, DESCRIBED_BY_OWN, STARTED_BASIS_CREATED_AT, STARTED_BASIS_OCCURRED_AT, Version, tie,
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
    text::address,
};

/// Final statuses of a session; also the second segments of event types.
const TERMINAL: [&str; 6] = ["abandoned", "ended", "expired", "removed", "replaced", "revoked"];

pub use crate::event::clerk::session::AGENT;

/// Name of the index on the statuses of one session over time.
pub const STATUSES: &str = "statuses";
/// Name of the index on the places and browsers of later devices.
pub const OTHER_PLACES: &str = "other_places";
/// Name of the index on the addresses.
pub const ADDRESSES: &str = "addresses";

/// The projection of sessions, from the family `session`.
#[derive(Clone, Copy, Debug)]
pub struct Sessions;

impl Projection for Sessions {
    const NAME: &'static str = "sessions";
    const VERSION: i32 = 8;
    // No index starts with `ended_at`: the end of a session can be inferred, so it is an
    // expression. That of a user has it last, so that SQLite reads no row of a session that ended
    // before the time asked for. Those of devices end in the time: few sessions begin in the same
    // microsecond, and most sessions have an entry in each.
    const INDEXES: &'static [Index] = &[
        Index { name: "started", columns: &["started_at", "source", "session_id"], kind: IndexKind::Ordered },
        Index {
            name: "user",
            columns: &["user_id", "started_at", "source", "session_id", "ended_at"],
            kind: IndexKind::Ordered,
        },
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
        Index { name: "impersonated", columns: &["impersonated_at", "source", "session_id"], kind: IndexKind::Sparse },
        Index { name: "country", columns: &["country_term", "started_at"], kind: IndexKind::Sparse },
        Index { name: "city", columns: &["city_term", "started_at"], kind: IndexKind::Sparse },
        Index { name: "browser", columns: &["browser_term", "started_at"], kind: IndexKind::Sparse },
        Index { name: OTHER_PLACES, columns: &["other_places", "started_at"], kind: IndexKind::InvertedNumbers },
        Index { name: ADDRESSES, columns: &["addresses", "started_at"], kind: IndexKind::Inverted },
        Index { name: STATUSES, columns: &["statuses"], kind: IndexKind::InvertedByRow },
    ];
    type Row = SessionRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<SessionRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        match &body.data {
            Ok(Data::Session(session)) => Ok(vec![SessionRow::from_event(event, body, session)]),
            Ok(_) => Ok(Vec::new()),
            Err(error) => unreadable(event, error, &["session"]),
        }
    }
}

impl SessionRow {
    /// What one event reports about its session.
    fn from_event(event: &RecordedEvent, body: &Body<'_>, session: &Session<'_>) -> Self {
        let text = |text: &Option<Text<'_>>| text.as_deref().map(str::to_owned);
        let occurred_at = body.occurred_at.at.micros();
        let version = Version::new(event, body, session.updated_at);
        let status = status(verb(event), session);
        let is_pending = is_pending(verb(event), session);
        let open = if is_pending { Some(PENDING) } else { status.filter(|status| *status == ACTIVE) };
        let end = status.filter(|status| TERMINAL.contains(status));
        let origin = EventOrigin {
            at: version.at,
            occurred_at: version.occurred_at,
            tie: tie(version.rank, version.id),
            position: event.position.0,
        };
        // The request that revokes a session comes from another device: only the request that
        // opens the session counts.
        let opens = matches!(verb(event), Some("created" | "pending"));
        let device = session.latest_activity.as_ref();
        let term = |name: Option<&Text<'_>>| name.map(|name| device_term(name));
        let started_at = session.created_at.map_or(occurred_at, Timestamp::micros);
        let has_request = opens && (body.client_ip.is_some() || body.user_agent.is_some());
        let mut row = Self {
            source: event.source.as_str().to_owned(),
            session_id: session.id.as_ref().to_owned(),
            instance_id: text(&body.instance_id),
            user_id: text(&session.user_id),
            impersonator_id: session.actor.as_ref().and_then(|actor| text(&actor.id)),
            actor_kind: session.actor.as_ref().and_then(|actor| text(&actor.kind)),
            has_actor: session.actor.is_some(),
            impersonated_at: session.actor.as_ref().map(|_| started_at),

            started_at,
            started_basis: session.created_at.map_or(STARTED_BASIS_OCCURRED_AT, |_| STARTED_BASIS_CREATED_AT),
            activated_at: (status == Some(ACTIVE)).then_some(occurred_at),
            pending_at: is_pending.then_some(occurred_at),
            statuses: None,

            last_active_at: session.last_active_at.map(Timestamp::micros),

            ended_at: end.map(|_| occurred_at),
            end_reason: end.map(str::to_owned),

            described_by: if session.is_bare() { DESCRIBED_BY_NOTICE } else { DESCRIBED_BY_OWN },
            terminal: end.is_some(),
            version_at: origin.at,
            version_occurred_at: origin.occurred_at,
            version_tie: origin.tie,
            status: status.map(str::to_owned),
            expire_at: session.expire_at.map(Timestamp::micros),
            abandon_at: session.abandon_at.map(Timestamp::micros),
            organization_id: text(&session.organization_id),

            first_at: origin.at,
            first_occurred_at: origin.occurred_at,
            first_tie: origin.tie,
            first_position: origin.position,
            first_reports: 0,
            device_at: None,
            device_occurred_at: None,
            device_tie: None,
            device_position: None,
            request_at: None,
            request_occurred_at: None,
            request_tie: None,
            request_position: None,
            client_at: None,
            client_occurred_at: None,
            client_tie: None,
            client_position: None,

            country_term: term(device.and_then(|device| device.country.as_ref())),
            city_term: term(device.and_then(|device| device.city.as_ref())),
            browser_term: term(device.and_then(|device| device.browser.as_ref())),
            other_places: None,
            addresses: addresses([body.client_ip.as_deref(), device.and_then(|device| device.ip.as_deref())]),
        };
        row.set_origins(Origins {
            first: origin,
            // The device at the start: later events mostly have none, and a later device is not
            // where the session began.
            device: device.map(|_| origin),
            request: has_request.then_some(origin),
            client: session.client_id.as_ref().map(|_| origin),
            statuses: open.and_then(|open| origin.status(open)),
        });
        row
    }
}

/// The column with these addresses. A text that is no address is not found.
fn addresses(texts: [Option<&str>; 2]) -> Option<String> {
    let known = texts.into_iter().flatten().filter_map(|text| text.parse().ok());
    let sortable: Vec<String> = known.map(address::sortable).collect();
    set::from_texts(sortable.iter().map(String::as_str))
}

/// What an event reports about the sign-in that a session is.
#[derive(Clone, Debug)]
pub(super) struct SignIn {
    pub(super) session_id: String,
    pub(super) started_at: i64,
    pub(super) stage: SignInStage,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum SignInStage {
    /// The user is signed in.
    Completed,
    /// The user still has a task before that.
    Pending,
    /// It ended, or has a status of later days. Only other events know whether the user was ever
    /// signed in.
    Unclear,
}

impl SignIn {
    /// None for an impersonator or an agent, and where the event does not say when the session
    /// began.
    pub(super) fn from_event(event: &RecordedEvent, body: &Body<'_>, session: &Session<'_>) -> Option<Self> {
        if session.actor.is_some() {
            return None;
        }
        let opens = matches!(verb(event), Some("created" | "pending"));
        let started_at = session.created_at.or_else(|| opens.then_some(body.occurred_at.at))?.micros();
        let stage = match status(verb(event), session) {
            _ if is_pending(verb(event), session) => SignInStage::Pending,
            Some(ACTIVE) => SignInStage::Completed,
            _ => SignInStage::Unclear,
        };
        Some(Self { session_id: session.id.as_ref().to_owned(), started_at, stage })
    }
}

/// True if the user still has a task before being signed in, by the status of the session; by the
/// verb of the event if there is no status.
pub(super) fn is_pending(verb: Option<&str>, session: &Session<'_>) -> bool {
    status(verb, session).or(verb) == Some(PENDING)
}

/// The status after an event: `data.status`, unless the event type ends the session and the status
/// does not.
fn status<'a>(verb: Option<&'a str>, session: &'a Session<'_>) -> Option<&'a str> {
    let status = session.status.as_deref();
    let end = verb.filter(|verb| TERMINAL.contains(verb));
    status.filter(|status| end.is_none() || TERMINAL.contains(status)).or(end)
}
