//! The activity trail over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{Enum, Object, OpenApi, param::Query, types::Any};
use serde_json::Value;

use super::{
    auth::BearerKey,
    error::Problem,
    page::{self, Listed, listed},
    parameters::{ActivityOrder, Limit, Moment, Order, Text, Types, moment, text},
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::activity::{
        self, ActivityFilter, ActivityItem,
        actor::{self, ActorKind},
    },
    views::activity::Change,
};

pub(super) struct ActivityTrail;

/// What one event tells: who did what, when, from where.
#[derive(Debug, Object)]
#[oai(rename = "Activity")]
struct Row {
    /// The event's place in the log.
    position: i64,
    /// The event's id.
    svix_id: String,
    /// Who told of it.
    source: String,
    /// The instance of the provider.
    #[oai(nullable)]
    instance_id: Option<String>,
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
    /// When it happened.
    occurred_at: Moment,
    /// By which field of the event that is known.
    occurred_basis: String,
    /// When the log took the event.
    received_at: Moment,
}

/// Who did something. Events name whom it was done to and seldom who did it: a guess is marked as one.
#[derive(Debug, Object)]
struct Actor {
    /// What they are.
    kind: Kind,
    /// Which one, where that is known: a user's id, or whatever the session says of an agent.
    #[oai(nullable)]
    id: Option<String>,
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
    /// Nobody can tell.
    Unknown,
}

/// What an actor is known, or guessed, by: `session_user` and `session_actor` (whom the session names), `inviter`,
/// `invitee` and `creator` (whom the event names); as guesses, `request` (it came from a server, or from a browser) and
/// `change` (users do not ban themselves).
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
    None,
}

/// A field that changed.
#[derive(Debug, Object)]
struct FieldChange {
    /// Its name.
    field: String,
    /// What it held: a text, a number, true or false, or a list of texts. Null where it held nothing, and where values are
    /// not shown, as of metadata.
    #[oai(nullable)]
    from: Option<Any<Value>>,
    /// What it holds since.
    #[oai(nullable)]
    to: Option<Any<Value>>,
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

impl From<Change> for FieldChange {
    fn from(change: Change) -> Self {
        Self { field: change.field.into_owned(), from: change.from.map(Any), to: change.to.map(Any) }
    }
}

impl From<actor::Actor> for Actor {
    fn from(actor: actor::Actor) -> Self {
        let kind = match actor.kind {
            ActorKind::User => Kind::User,
            ActorKind::Impersonator => Kind::Impersonator,
            ActorKind::Agent => Kind::Agent,
            ActorKind::AdministratorOrApi => Kind::AdministratorOrApi,
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
            actor::Basis::None => Basis::None,
        };
        Self { kind, id: actor.id, inferred: actor.inferred, basis }
    }
}

#[OpenApi(tag = "Tag::Activity")]
impl ActivityTrail {
    /// List activity
    ///
    /// By the time it happened. An event that comes in late appears in between, behind a cursor that was there before:
    /// to follow what comes in, ask with `order_by=position&order=asc`. Activity in instances that are not configured is
    /// left out unless `instance_id` asks for it.
    ///
    /// The provider tells of updates, not of what they change. That is found by comparing each update with what was known
    /// before it, in the order in which things happened; an update that comes in late changes what the one after it did.
    #[oai(
        path = "/v1/activity",
        method = "get",
        operation_id = "list_activity",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// With this action, whatever else the same event did: one of the table of actions, or an event's type.
        action: Query<Option<Text>>,
        /// Of this event type, or, with `*` at the end, of every type that begins so: `session.*`.
        r#type: Query<Option<Types>>,
        /// Of this user.
        user_id: Query<Option<Text>>,
        /// That name this one as acting: as or for a user in a session, by inviting, or by making an organization. What
        /// users did themselves is found by `user_id`.
        actor_id: Query<Option<Text>>,
        /// In this session.
        session_id: Query<Option<Text>>,
        /// In this organization.
        organization_id: Query<Option<Text>>,
        /// From this address.
        ip: Query<Option<Text>>,
        /// That happened then or later.
        since: Query<Option<Moment>>,
        /// That happened before then.
        until: Query<Option<Moment>>,
        /// Told by this source.
        source: Query<Option<Text>>,
        /// In this instance of the provider.
        instance_id: Query<Option<Text>>,
        /// What the list is ordered by; when it happened, if nothing is said.
        order_by: Query<Option<ActivityOrder>>,
        /// How many rows at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; newest, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Row>, Problem> {
        let filter = ActivityFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            action: text(action.0),
            event_type: r#type.0.map(|Types(pattern)| pattern),
            user_id: text(user_id.0),
            actor_id: text(actor_id.0),
            session_id: text(session_id.0),
            organization_id: text(organization_id.0),
            ip: text(ip.0),
            since: moment(since.0),
            until: moment(until.0),
        };
        let order_by = order_by.0.map(|ActivityOrder(order_by)| order_by).unwrap_or_default();
        let request = page::request(limit, order, after, before);
        Ok(listed(
            uri,
            activity::list(&state.store, &filter, order_by, &state.instances(), &grant.sources, &request).await?,
        ))
    }
}
