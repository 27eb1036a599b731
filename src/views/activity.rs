//! The activity view: one row per event, whatever its family, for time lines of who did what. Written once and never
//! merged with what another event says.

use sea_orm::entity::prelude::*;

use crate::{
    event::{
        EventType, RecordedEvent,
        clerk::{Actor, Body, Data, DecodeError, body::Text},
    },
    projection::{Index, IndexKind, Projection, Row},
};

/// The action of an event without a usable type.
pub const ACTION_UNKNOWN: &str = "unknown";

/// The projection of activity, made of every family.
#[derive(Clone, Copy, Debug)]
pub struct Activity;

/// What one event did. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    /// The event's place in the log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Who told of it.
    pub source: String,
    /// The event's id.
    pub svix_id: String,
    /// The Clerk instance.
    pub instance_id: Option<String>,
    /// The event's type, where it has a usable one.
    pub event_type: Option<String>,
    /// The type's first segment.
    pub family: Option<String>,
    /// What was done, in a word for people; else the event type.
    pub action: String,
    /// The user it was done to, or for.
    pub user_id: Option<String>,
    /// Who acted as that user: an impersonator, or an agent.
    pub actor_id: Option<String>,
    /// The session.
    pub session_id: Option<String>,
    /// The organization.
    pub organization_id: Option<String>,
    /// The address that the request came from.
    pub ip: Option<String>,
    /// The user agent of the request.
    pub user_agent: Option<String>,
    /// When it happened.
    pub occurred_at: i64,
    /// By which field that is known.
    pub occurred_basis: String,
    /// When the log took it.
    pub received_at: i64,
}

/// A row of the activity view.
pub type ActivityRow = Model;

/// Views refer to each other by id only.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Activity {
    const NAME: &'static str = "activity";
    const VERSION: i32 = 2;
    const INDEXES: &'static [Index] = &[
        Index { name: "occurred", columns: &["occurred_at", "position"], kind: IndexKind::Ordered },
        Index { name: "user", columns: &["user_id", "occurred_at", "position"], kind: IndexKind::Ordered },
        Index { name: "session", columns: &["session_id", "occurred_at", "position"], kind: IndexKind::Ordered },
        Index { name: "action", columns: &["action", "occurred_at", "position"], kind: IndexKind::Ordered },
        Index { name: "ip", columns: &["ip", "occurred_at", "position"], kind: IndexKind::Ordered },
    ];
    type Row = ActivityRow;

    /// The one view that looks at every event says of each what is wrong with its body.
    fn doubts(&self, body: &Body<'_>) -> Option<DecodeError> {
        body.fault.clone()
    }

    /// Never an error: an event that cannot be read has happened all the same.
    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<ActivityRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        let about = body.about();
        let event_type = event.event_type.as_ref();
        Ok(vec![ActivityRow {
            position: event.position.0,
            source: event.source.as_str().to_owned(),
            svix_id: event.id.as_str().to_owned(),
            instance_id: owned(body.instance_id.as_ref()),
            event_type: event_type.map(|event_type| event_type.as_str().to_owned()),
            family: event_type.map(|event_type| event_type.family().to_owned()),
            action: action(event, body, about.actor).to_owned(),
            user_id: owned(about.user_id),
            actor_id: owned(about.actor.and_then(|actor| actor.id.as_ref())),
            session_id: owned(about.session_id),
            organization_id: owned(about.organization_id),
            ip: owned(body.client_ip.as_ref()),
            user_agent: owned(body.user_agent.as_ref()),
            occurred_at: body.occurred_at.at.micros(),
            occurred_basis: body.occurred_at.basis.as_str().to_owned(),
            received_at: event.received_at.micros(),
        }])
    }
}

fn action<'a>(event: &'a RecordedEvent, body: &Body<'_>, actor: Option<&Actor<'_>>) -> &'a str {
    let Some(event_type) = event.event_type.as_ref().map(EventType::as_str) else {
        return ACTION_UNKNOWN;
    };
    // What another sender means by `session.created` is not known.
    if body.data == Ok(Data::Foreign) {
        return event_type;
    }
    match event_type {
        "session.created" => match actor {
            Some(actor) if actor.kind.as_deref() == Some("agent") => "agent_session_started",
            Some(actor) if actor.id.is_some() => "impersonation_started",
            _ => "signed_in",
        },
        "session.pending" => "sign_in_pending",
        // `removed` is the ordinary sign-out of today's SDKs, `ended` that of older ones.
        "session.ended" | "session.removed" => "signed_out",
        "session.revoked" => "session_revoked",
        _ => event_type,
    }
}

fn owned(text: Option<&Text<'_>>) -> Option<String> {
    text.map(|text| text.as_ref().to_owned())
}

impl Row for Model {
    type Entity = Entity;
    type ActiveModel = ActiveModel;
    const WRITE_ONCE: bool = true;
    const KEY_COLUMN: &'static str = "svix_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.svix_id)
    }

    /// A log holds an event once, so rows of one key are the same row; of two logs' the earlier place is kept.
    fn merge(self, other: Self) -> Self {
        if other.position < self.position { other } else { self }
    }
}
