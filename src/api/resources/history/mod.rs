//! Histories and diffs of the resources that have them. The state at a point in the past is
//! `as_of` of the resource itself.

mod change;
pub(crate) mod query;

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use self::{
    change::{Diff, Version},
    query::HistoryQuery,
};
use super::{memberships::Membership, organizations::Organization, sessions::Session, users::User};
use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{
            document::Tag,
            ids::{MembershipId, OrganizationId, SessionId, UserId},
            page::{Asked, Listed},
            parameters::{Limit, NonEmptyText, Order, Side},
            refusals::OneProblem,
        },
    },
    query::history::{
        memberships::MembershipHistory, organizations::OrganizationHistory, sessions::SessionHistory,
        users::UserHistory,
    },
};

/// Defines the two operations on the past of a resource. Only their texts and paths differ, which
/// the framework takes as literals.
macro_rules! past {
    (
        $operations:ident: $resource:ident as $shown:ident, $tag:tt,
        $(#[doc = $id_text:tt])+ $id:ident: $id_type:ident,
        $(#[doc = $source_text:tt])+ source,
        $(#[doc = $history_text:tt])+ history $history_path:tt $history_id:tt,
        $(#[doc = $diff_text:tt])+ diff $diff_path:tt $diff_id:tt $(,)?
    ) => {
        pub(crate) struct $operations;

        #[OpenApi(tag = $tag)]
        impl $operations {
            $(#[doc = $history_text])+
            #[oai(path = $history_path, method = "get", operation_id = $history_id)]
            #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
            async fn history(
                &self,
                granted: Granted<ViewsRead>,
                asked: Asked,
                $(#[doc = $id_text])+
                $id: Path<$id_type>,
                $(#[doc = $source_text])+
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
                let query = HistoryQuery { caller: &granted, id: &$id.0.0, source };
                let page = asked.page(limit, order, after, before);
                query.versions::<$resource, $shown>(asked, &page).await
            }

            $(#[doc = $diff_text])+
            ///
            /// Returns the fields that differ between two points. A time means what was true then,
            /// a position what was known then, and an event id the version that this event
            /// reported. If nothing was known at one point, each of its fields counts as null.
            #[oai(path = $diff_path, method = "get", operation_id = $diff_id)]
            async fn diff(
                &self,
                granted: Granted<ViewsRead>,
                $(#[doc = $id_text])+
                $id: Path<$id_type>,
                /// First point: a time, a log position, or the `svix_id` of an event.
                from: Query<Side>,
                /// Second point: a time, a log position, or the `svix_id` of an event.
                to: Query<Side>,
                $(#[doc = $source_text])+
                source: Query<Option<NonEmptyText>>,
            ) -> Result<Json<Diff>, OneProblem> {
                let query = HistoryQuery { caller: &granted, id: &$id.0.0, source };
                query.diff::<$resource, $shown>(from.0, to.0).await
            }
        }
    };
}

past! {
    UserHistories: UserHistory as User, "Tag::Users",
    /// Id of the user, percent-encoded.
    user_id: UserId,
    /// Source of the user. Required only if two sources have the same id.
    source,
    /// Get a user's history
    ///
    /// Returns every version with the event that reported it and the fields that it changed, in
    /// version order: when the change was made, not when the delivery arrived. Snapshots inside
    /// session and membership events are versions too, but the user's own events take precedence.
    /// Sign-ins are counted. Each version is shown as it was at the time of its event. Reads at
    /// most 20,000 events; beyond that the answer is 422.
    history "/v1/users/:user_id/history" "list_user_history",
    /// Compare two versions of a user
    diff "/v1/users/:user_id/diff" "diff_user",
}

past! {
    SessionHistories: SessionHistory as Session, "Tag::Sessions",
    /// Id of the session, percent-encoded.
    session_id: SessionId,
    /// Source of the session. Required only if two sources have the same id.
    source,
    /// Get a session's history
    ///
    /// Returns every version with the event that reported it and the fields that it changed, in
    /// version order: when the change was made, not when the delivery arrived. Each version is
    /// shown as it was at the time of its event. Reads at most 20,000 events; beyond that the
    /// answer is 422.
    history "/v1/sessions/:session_id/history" "list_session_history",
    /// Compare two versions of a session
    diff "/v1/sessions/:session_id/diff" "diff_session",
}

past! {
    OrganizationHistories: OrganizationHistory as Organization, "Tag::Organizations",
    /// Id of the organization, percent-encoded.
    organization_id: OrganizationId,
    /// Source of the organization. Required only if two sources have the same id.
    source,
    /// Get an organization's history
    ///
    /// Returns every version with the event that reported it and the fields that it changed, in
    /// version order: when the change was made, not when the delivery arrived. Snapshots inside
    /// membership events count, and are listed, only until the first event of the organization
    /// itself. Each version is shown as it was at the time of its event. Reads at most 20,000
    /// events; beyond that the answer is 422.
    history "/v1/organizations/:organization_id/history" "list_organization_history",
    /// Compare two versions of an organization
    diff "/v1/organizations/:organization_id/diff" "diff_organization",
}

past! {
    MembershipHistories: MembershipHistory as Membership, "Tag::Organizations",
    /// Id of the membership, percent-encoded.
    membership_id: MembershipId,
    /// Source of the membership. Required only if two sources have the same id.
    source,
    /// Get a membership's history
    ///
    /// Returns every version with the event that reported it and the fields that it changed, in
    /// version order: when the change was made, not when the delivery arrived. Each version is
    /// shown as it was at the time of its event. Reads at most 20,000 events; beyond that the
    /// answer is 422.
    history "/v1/memberships/:membership_id/history" "list_membership_history",
    /// Compare two versions of a membership
    diff "/v1/memberships/:membership_id/diff" "diff_membership",
}

pub(crate) type Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);

pub(crate) const HISTORIES: Histories = (UserHistories, SessionHistories, OrganizationHistories, MembershipHistories);
