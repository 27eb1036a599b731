//! The activity trail over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    activity_row::Row,
    auth::{self, BearerKey},
    error::Problem,
    page::{self, Listed, listed},
    parameters::{Action, ActivityOrder, Address, Limit, Moment, Order, Text, Types, moment, text, word},
    refusals::OneProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    event::source::SYSTEM_SOURCE,
    query::{
        Interval,
        activity::{self, ActivityFilter},
    },
};

pub(super) struct ActivityTrail;

/// What Gatelog's own events need, here as in the list of events.
const SYSTEM_SCOPE: Scope = Scope::EventsRead;

#[OpenApi(tag = "Tag::Activity")]
impl ActivityTrail {
    /// List activity
    ///
    /// By the time it happened. An event that comes in late appears in between, behind a cursor
    /// that was there before: to follow what comes in, ask with `order_by=position&order=asc`.
    /// Activity in instances that are not configured is left out unless `instance_id` asks for it.
    /// So are Gatelog's own events, which tell who read the log and what was done to it:
    /// `source=system` asks for them, with a key that holds the scope `events:read` too.
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
        action: Query<Option<Action>>,
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
        /// From this address, in any spelling.
        ip: Query<Option<Address>>,
        /// That happened then or later.
        since: Query<Option<Moment>>,
        /// That happened before then, which is after `since`.
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
            action: action.0.map(|Action(action)| action),
            event_type: r#type.0.map(|Types(pattern)| pattern),
            user_id: text(user_id.0),
            actor_id: text(actor_id.0),
            session_id: text(session_id.0),
            organization_id: text(organization_id.0),
            ip: ip.0.map(|Address(ip)| ip),
            interval: Interval::new(moment(since.0), moment(until.0), None)?,
        };
        if filter.source.as_deref() == Some(SYSTEM_SOURCE) {
            auth::require(grant, SYSTEM_SCOPE)?;
        }
        let order_by = word(order_by.0).unwrap_or_default();
        let request = page::request(limit, order, after, before);
        Ok(listed(
            uri,
            activity::list(&state.store, &filter, order_by, &state.instances(), &grant.sources, &request).await?,
        ))
    }

    /// Get what one event did
    #[oai(path = "/v1/activity/:svix_id", method = "get", operation_id = "get_activity")]
    async fn one(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the event, percent-encoded.
        svix_id: Path<Text>,
        /// Who sent the event; needed only where two sources hold the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Row>, OneProblem> {
        let found = activity::one(&state.store, &svix_id.0.0, text(source.0).as_deref(), &grant.sources).await?;
        let item = found.ok_or_else(|| OneProblem::not_found("activity"))?;
        if item.is_system() {
            auth::require(grant, SYSTEM_SCOPE)?;
        }
        Ok(Json(item.into()))
    }
}
