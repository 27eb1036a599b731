//! The activity trail over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{Object, OpenApi, param::Query};

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
    query::activity::{self, ActivityFilter},
    views::activity::ActivityRow,
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
    /// What was done: `signed_in`, `signed_out`, `session_revoked`, `impersonation_started`, …, else the event's type.
    action: String,
    /// The user it was done to, or for.
    #[oai(nullable)]
    user_id: Option<String>,
    /// Who acted as that user: an impersonator, or an agent.
    #[oai(nullable)]
    actor_id: Option<String>,
    /// The session.
    #[oai(nullable)]
    session_id: Option<String>,
    /// The organization.
    #[oai(nullable)]
    organization_id: Option<String>,
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

impl From<ActivityRow> for Row {
    fn from(row: ActivityRow) -> Self {
        Self {
            position: row.position,
            svix_id: row.svix_id,
            source: row.source,
            instance_id: row.instance_id,
            event_type: row.event_type,
            family: row.family,
            action: row.action,
            user_id: row.user_id,
            actor_id: row.actor_id,
            session_id: row.session_id,
            organization_id: row.organization_id,
            ip: row.ip,
            user_agent: row.user_agent,
            occurred_at: Moment(Timestamp::from_micros(row.occurred_at)),
            occurred_basis: row.occurred_basis,
            received_at: Moment(Timestamp::from_micros(row.received_at)),
        }
    }
}

#[OpenApi(tag = "Tag::Activity")]
impl ActivityTrail {
    /// List activity
    ///
    /// By the time it happened. An event that comes in late appears in between, behind a cursor that was there before:
    /// to follow what comes in, ask with `order_by=position&order=asc`. Activity in instances that are not configured is
    /// left out unless `instance_id` asks for it.
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
        /// With this action.
        action: Query<Option<Text>>,
        /// Of this event type, or, with `*` at the end, of every type that begins so: `session.*`.
        r#type: Query<Option<Types>>,
        /// Of this user.
        user_id: Query<Option<Text>>,
        /// Done by this impersonator or agent.
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
