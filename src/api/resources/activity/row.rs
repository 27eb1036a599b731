//! A row of the activity trail.

use poem_openapi::{Enum, Object};

use crate::{
    api::wire::{
        field_change::FieldChange,
        label::{Label, OccurredBasisLabels},
        parameters::DateTime,
    },
    clock::Timestamp,
    query::activity::{self, ActivityItem},
    views::{
        activity::actor::{self, ActorKind},
        set,
    },
};

/// What one event reports: who did what, when, from where, and what changed.
#[derive(Debug, Object)]
#[oai(rename = "Activity")]
pub(crate) struct Row {
    /// Position of the event in the log.
    position: i64,
    /// Id of the event, as the sender assigned it.
    svix_id: String,
    /// Name of the source that sent the event. `system` is Gatelog itself.
    source: String,
    /// Clerk instance (`ins_…`). Null if the event names none.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// When it happened.
    occurred_at: DateTime,
    /// Where `occurred_at` comes from: `timestamp` (of the event), `updated_at` or `created_at`
    /// (of its object), `event_id` (the time in the id), `svix_timestamp` (of the delivery), `at`
    /// (Gatelog's own events), or `day` (`system.key_used` says on which day a key was used, and
    /// `occurred_at` is the beginning of that day; the first use was shortly before
    /// `received_at`).
    occurred_basis: Label<OccurredBasisLabels>,
    /// When the event was recorded in the log.
    received_at: DateTime,
    /// Event type, for example `session.created`. Null if the body has no usable type.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// First part of the event type, for example `session`.
    #[oai(nullable)]
    family: Option<String>,
    /// Actions, most severe first. Never empty: an event of a type without an action of its own
    /// has its type here. `list_activity` lists all actions.
    actions: Vec<String>,
    /// The event in one English sentence. People who are not named in the event appear with the
    /// name that they had then, or with their id.
    summary: String,
    /// Who did it.
    actor: Actor,
    /// User it was done to or for. Of an impersonation, the user who was impersonated.
    #[oai(nullable)]
    user_id: Option<String>,
    /// Session it happened in.
    #[oai(nullable)]
    session_id: Option<String>,
    /// Organization it happened in.
    #[oai(nullable)]
    organization_id: Option<String>,
    /// Fields that changed, compared with the previous version of the same object. Empty if
    /// nothing changed or nothing can be compared.
    changes: Vec<FieldChange>,
    /// True if this is the first event that is known about the object, so that it cannot be
    /// compared.
    baseline: bool,
    /// The position of the row, or of the late event that last changed what it says: its
    /// `actions`, `changes` or `baseline`, for example. The row with the greatest revision is the
    /// newest one. Names (in `summary` and `actor.name`) and `new_to_user` are not counted: a late
    /// event can change them without a new revision.
    revision: i64,
    /// IP address of the request.
    #[oai(nullable)]
    ip: Option<String>,
    /// All IP addresses that the event names: of the request, and of the device as its session
    /// reports it. The filter `ip` finds the row by each.
    ips: Vec<String>,
    /// User agent of the request.
    #[oai(nullable)]
    user_agent: Option<String>,
    /// Country of the session's device, estimated by Clerk from the IP address. Null unless the
    /// event reports a device: mostly `session.created` does.
    #[oai(nullable)]
    country: Option<String>,
    /// City of the session's device, estimated by Clerk from the IP address.
    #[oai(nullable)]
    city: Option<String>,
    /// Browser of the session's device, without its version.
    #[oai(nullable)]
    browser: Option<String>,
    /// What was new to the user about the sign-in. Absent unless the event opens a session.
    #[oai(skip_serializing_if_is_none)]
    new_to_user: Option<NewToUser>,
}

/// What was new to the user about a sign-in: true if no earlier sign-in in the log had the same.
/// Null if the event does not report it, for the first sign-in of the user, and for sessions of
/// impersonators and agents. Sign-ins are compared in order of `occurred_at`, so that an older one
/// that is delivered late can change this; one that waits for a task (`sign_in_pending`) counts.
/// What two events report about one session is new in the first of them.
#[derive(Clone, Copy, Debug, Object)]
struct NewToUser {
    /// The country.
    #[oai(nullable)]
    country: Option<bool>,
    /// The browser, without its version.
    #[oai(nullable)]
    browser: Option<bool>,
    /// The device: its type, and whether it is a mobile one, as Clerk reports them.
    #[oai(nullable)]
    device: Option<bool>,
    /// The network: the IPv4 address, or the first 64 bits of the IPv6 address, of the session's
    /// device, or else of the request.
    #[oai(nullable)]
    network: Option<bool>,
}

/// Who did something. Events say whom something was done to and seldom who did it; a guess is
/// marked `inferred`.
#[derive(Debug, Object)]
struct Actor {
    /// Type of the actor.
    kind: Kind,
    /// Id of the actor: a user id, a key id, or the id that the session gives for an agent. Null
    /// if unknown.
    #[oai(nullable)]
    id: Option<String>,
    /// Name of the actor: the name that a user or impersonator had then, or the name of an API
    /// key. Null if the actor is unknown or has no name.
    #[oai(nullable)]
    name: Option<String>,
    /// True if the actor is a guess. False if the event names it.
    inferred: bool,
    /// How the actor is known or guessed.
    basis: Basis,
}

/// Type of an actor: `user`; `impersonator` (someone else signed in as the user); `agent` (an AI
/// agent signed in for the user); `administrator_or_api` (an administrator in the dashboard, or a
/// program with a secret key); `api_key` (an API key of Gatelog); `environment_key` (the key in
/// `GATELOG_API_KEY`); `command` (the command line); `gatelog` (Gatelog itself); `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ActorKind", rename_all = "snake_case")]
enum Kind {
    /// A user.
    User,
    /// Someone else, signed in as the user.
    Impersonator,
    /// An AI agent, signed in for the user.
    Agent,
    /// An administrator in the dashboard, or a program with a secret key.
    AdministratorOrApi,
    /// An API key of Gatelog.
    ApiKey,
    /// The key in `GATELOG_API_KEY`.
    EnvironmentKey,
    /// The command line.
    Command,
    /// Gatelog itself.
    Gatelog,
    /// Unknown.
    Unknown,
}

/// How the actor is known: `session_user` or `session_actor` (named by the session), `inviter`,
/// `invitee` or `creator` (named by the event), `system_event` (Gatelog's own event). How it is
/// guessed: `request` (a server or a browser sent it) or `change` (users do not ban themselves).
/// `none` if unknown.
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
            revision: row.revision(),
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
            ips: set::texts(row.ips.as_deref()),
            ip: row.ip,
            user_agent: row.user_agent,
            country: row.country,
            city: row.city,
            browser: row.browser,
            new_to_user: item.new_to_user.map(NewToUser::from),
            occurred_at: DateTime(Timestamp::from_micros(row.occurred_at)),
            occurred_basis: Label::new(row.occurred_basis),
            received_at: DateTime(Timestamp::from_micros(row.received_at)),
        }
    }
}

impl From<activity::NewToUser> for NewToUser {
    fn from(new: activity::NewToUser) -> Self {
        let activity::NewToUser { country, browser, device, network } = new;
        Self { country, browser, device, network }
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
