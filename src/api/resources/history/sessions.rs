//! History and diff of a session.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    change::{Diff, Version},
    query::HistoryQuery,
};
use crate::{
    access::{Grant, Scope},
    api::{
        middleware::auth::BearerKey,
        resources::sessions::Session,
        state::State,
        wire::{
            page::{self, Listed},
            parameters::{Limit, NonEmptyText, Order, Side},
            refusals::OneProblem,
            tags::Tag,
        },
    },
    query::history::of_sessions::OfSessions,
};

pub struct SessionHistories;

#[OpenApi(tag = "Tag::Sessions")]
impl SessionHistories {
    /// Get a session's history
    ///
    /// Returns every version with the event that reported it and the fields that it changed, in
    /// version order: when the change was made, not when the delivery arrived. Each version is
    /// shown as it was at the time of its event. Reads at most 20,000 events; beyond that the
    /// answer is 422.
    #[oai(
        path = "/v1/sessions/:session_id/history",
        method = "get",
        operation_id = "list_session_history",
        response_header(
            name = "link",
            ty = "Option<String>",
            description = "Links to the next and previous page (RFC 8288)."
        )
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn history(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// Id of the session, percent-encoded.
        session_id: Path<NonEmptyText>,
        /// Source of the session. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
        /// Maximum number of rows on the page.
        limit: Query<Option<Limit>>,
        /// Sort direction: `desc` returns the newest version first.
        order: Query<Option<Order>>,
        /// Cursor: return the rows after it. Take it from `page.next`.
        after: Query<Option<NonEmptyText>>,
        /// Cursor: return the rows before it. Take it from `page.prev`.
        before: Query<Option<NonEmptyText>>,
    ) -> Result<Listed<Version>, OneProblem> {
        let query = HistoryQuery { state, grant, id: &session_id.0, source };
        query.versions::<OfSessions, Session>(uri, &page::request(limit, order, after, before)).await
    }

    /// Compare two versions of a session
    ///
    /// Returns the fields that differ between two points. A time means what was true then, a
    /// position what was known then, and an event id the version that this event reported. If
    /// nothing was known at one point, each of its fields counts as null.
    #[oai(path = "/v1/sessions/:session_id/diff", method = "get", operation_id = "diff_session")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn diff(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// Id of the session, percent-encoded.
        session_id: Path<NonEmptyText>,
        /// First point: a time, a log position, or the `svix_id` of an event.
        from: Query<Side>,
        /// Second point: a time, a log position, or the `svix_id` of an event.
        to: Query<Side>,
        /// Source of the session. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Json<Diff>, OneProblem> {
        let query = HistoryQuery { state, grant, id: &session_id.0, source };
        query.diff::<OfSessions, Session>(from.0, to.0).await
    }
}
