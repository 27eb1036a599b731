//! A row of the activity trail as the API shows it. Asks nothing.

use poem_openapi::{Enum, Object};

use super::{field_change::FieldChange, parameters::Moment};
use crate::{
    clock::Timestamp,
    query::activity::{
        ActivityItem,
        actor::{self, ActorKind},
    },
};

/// What one event tells: who did what, when, from where.
#[derive(Debug, Object)]
#[oai(rename = "Activity")]
pub(super) struct Row {
    /// The event's place in the log.
    position: i64,
    /// The event's id.
    svix_id: String,
    /// Who told of it.
    source: String,
    /// The instance of the provider.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// When it happened.
    occurred_at: Moment,
    /// By which field of the event that is known.
    occurred_basis: String,
    /// When the log took the event.
    received_at: Moment,
    /// The event's type.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// The first part of the type, for example `session`.
    #[oai(nullable)]
    family: Option<String>,
    /// What was done, the gravest first: one event may have done several things, and does one at least. What has no word
    /// in the table of actions at the beginning of this document is called by the event's type.
    actions: Vec<String>,
    /// All of it in one sentence, for people. Names in it are what users call themselves; whom the event does not name is
    /// called by today's name, or by the id.
    summary: String,
    /// Who did it.
    actor: Actor,
    /// The user it was done to, or for.
    #[oai(nullable)]
    user_id: Option<String>,
    /// The session.
    #[oai(nullable)]
    session_id: Option<String>,
    /// The organization.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// What changed, against what was known of the same user, organization or membership before: before it happened, not
    /// before it came in.
    changes: Vec<FieldChange>,
    /// Whether nothing was known before it, so that nobody can tell what changed.
    baseline: bool,
    /// The position of a later arrival that happened just before this, and so changed what this did: its `actions` and
    /// `changes` were others before. Null where that never happened.
    #[oai(nullable)]
    revised_at_position: Option<i64>,
    /// The address that the request came from.
    #[oai(nullable)]
    ip: Option<String>,
    /// The user agent of the request.
    #[oai(nullable)]
    user_agent: Option<String>,
}

/// Who did something. Events name whom it was done to and seldom who did it: a guess is marked as one.
#[derive(Debug, Object)]
struct Actor {
    /// What they are.
    kind: Kind,
    /// Which one, where that is known: a user's id, a key's id, or whatever the session says of an
    /// agent.
    #[oai(nullable)]
    id: Option<String>,
    /// What it is called: of a key, the name that it was made with; else null.
    #[oai(nullable)]
    name: Option<String>,
    /// Whether this is a guess by the request or by what was done, and not the event's own word.
    inferred: bool,
    /// What it is known, or guessed, by.
    basis: Basis,
}

/// What somebody is who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ActorKind", rename_all = "snake_case")]
enum Kind {
    /// A user.
    User,
    /// Somebody else, signed in as the user.
    Impersonator,
    /// An AI agent, signed in for the user.
    Agent,
    /// An administrator in the dashboard, or a program with an API key.
    AdministratorOrApi,
    /// A key of the query API, made by `gatelog keys create` or by another key.
    ApiKey,
    /// The key of `GATELOG_API_KEY`.
    EnvironmentKey,
    /// A command on the machine of the log.
    Command,
    /// Gatelog by itself.
    Gatelog,
    /// Nobody can tell.
    Unknown,
}

/// What an actor is known, or guessed, by: `session_user` and `session_actor` (whom the session
/// names), `inviter`, `invitee` and `creator` (whom the event names); `system_event` (Gatelog's
/// own); as guesses, `request` (it came from a server, or from a browser) and `change` (users do
/// not ban themselves).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ActorBasis", rename_all = "snake_case")]
enum Basis {
    SessionUser,
    SessionActor,
    Inviter,
    Invitee,
    Creator,
    Request,
    Change,
    SystemEvent,
    None,
}

impl From<ActivityItem> for Row {
    fn from(item: ActivityItem) -> Self {
        let row = item.row;
        Self {
            position: row.position,
            svix_id: row.svix_id,
            source: row.source,
            instance_id: row.instance_id,
            event_type: row.event_type,
            family: row.family,
            actions: item.actions,
            summary: item.summary,
            actor: item.actor.into(),
            user_id: row.user_id,
            session_id: row.session_id,
            organization_id: row.organization_id,
            changes: item.changes.into_iter().map(FieldChange::from).collect(),
            baseline: row.baseline,
            revised_at_position: row.revised_at_position,
            ip: row.ip,
            user_agent: row.user_agent,
            occurred_at: Moment(Timestamp::from_micros(row.occurred_at)),
            occurred_basis: row.occurred_basis,
            received_at: Moment(Timestamp::from_micros(row.received_at)),
        }
    }
}

impl From<actor::Actor> for Actor {
    fn from(actor: actor::Actor) -> Self {
        let kind = match actor.kind {
            ActorKind::User => Kind::User,
            ActorKind::Impersonator => Kind::Impersonator,
            ActorKind::Agent => Kind::Agent,
            ActorKind::AdministratorOrApi => Kind::AdministratorOrApi,
            ActorKind::ApiKey => Kind::ApiKey,
            ActorKind::EnvironmentKey => Kind::EnvironmentKey,
            ActorKind::Command => Kind::Command,
            ActorKind::Gatelog => Kind::Gatelog,
            ActorKind::Unknown => Kind::Unknown,
        };
        let basis = match actor.basis {
            actor::Basis::SessionUser => Basis::SessionUser,
            actor::Basis::SessionActor => Basis::SessionActor,
            actor::Basis::Inviter => Basis::Inviter,
            actor::Basis::Invitee => Basis::Invitee,
            actor::Basis::Creator => Basis::Creator,
            actor::Basis::Request => Basis::Request,
            actor::Basis::Change => Basis::Change,
            actor::Basis::SystemEvent => Basis::SystemEvent,
            actor::Basis::None => Basis::None,
        };
        Self { kind, id: actor.id, name: actor.name, inferred: actor.inferred, basis }
    }
}
