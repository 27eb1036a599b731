//! The past over HTTP: versions and differences of users, sessions, organizations and memberships. What was true at a moment is `as_of` of the
//! resources themselves.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    auth::BearerKey,
    history_asking::Asking,
    history_change::{Difference, Version},
    memberships::Membership,
    organizations::Organization,
    page::{self, Listed},
    parameters::{Limit, Order, Side, Text},
    refusals::OneProblem,
    sessions::Session,
    state::State,
    tags::Tag,
    users::User,
};
use crate::{
    access::{Grant, Scope},
    query::history::{
        of_memberships::OfMemberships, of_organizations::OfOrganizations, of_sessions::OfSessions, of_users::OfUsers,
    },
};

pub(super) struct Histories;

#[OpenApi]
impl Histories {
    /// Get the history of a user
    ///
    /// Every version with the event that told it and what it changed: descriptions by the user's own events, snapshots in
    /// those of sessions and memberships, the deletion. In version order: the order in which the descriptions were made,
    /// whenever they arrived. What a version changes is counted at the moment at which its event happened, sign-ins
    /// included. At most 20,000 events are read.
    #[oai(
        path = "/v1/users/:user_id/history",
        method = "get",
        operation_id = "list_user_history",
        tag = "Tag::Users",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn of_user(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// The id of the user, percent-encoded.
        user_id: Path<Text>,
        /// Who told of the user; needed only where two sources know the id.
        source: Query<Option<Text>>,
        /// How many versions at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; the newest version, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Version>, OneProblem> {
        let asking = Asking { state, grant, id: &user_id.0, source };
        asking.versions::<OfUsers, User>(uri, &page::request(limit, order, after, before)).await
    }

    /// Get what changed of a user
    ///
    /// The fields that differ between any two moments or versions. A time asks what was true then, a position what was
    /// known then, and the id of an event for the version that it told.
    #[oai(path = "/v1/users/:user_id/diff", method = "get", operation_id = "diff_user", tag = "Tag::Users")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn diff_user(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the user, percent-encoded.
        user_id: Path<Text>,
        /// The one moment: a time, a position, or the `svix_id` of an event.
        from: Query<Side>,
        /// The other.
        to: Query<Side>,
        /// Who told of the user; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Difference>, OneProblem> {
        Asking { state, grant, id: &user_id.0, source }.difference::<OfUsers, User>(from.0, to.0).await
    }

    /// Get the history of a session
    ///
    /// Every version with the event that told it and what it changed, in version order. At most 20,000 events are read.
    #[oai(
        path = "/v1/sessions/:session_id/history",
        method = "get",
        operation_id = "list_session_history",
        tag = "Tag::Sessions",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn of_session(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// The id of the session, percent-encoded.
        session_id: Path<Text>,
        /// Who told of the session; needed only where two sources know the id.
        source: Query<Option<Text>>,
        /// How many versions at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; the newest version, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Version>, OneProblem> {
        let asking = Asking { state, grant, id: &session_id.0, source };
        asking.versions::<OfSessions, Session>(uri, &page::request(limit, order, after, before)).await
    }

    /// Get what changed of a session
    ///
    /// As for users.
    #[oai(path = "/v1/sessions/:session_id/diff", method = "get", operation_id = "diff_session", tag = "Tag::Sessions")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn diff_session(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the session, percent-encoded.
        session_id: Path<Text>,
        /// The one moment: a time, a position, or the `svix_id` of an event.
        from: Query<Side>,
        /// The other.
        to: Query<Side>,
        /// Who told of the session; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Difference>, OneProblem> {
        Asking { state, grant, id: &session_id.0, source }.difference::<OfSessions, Session>(from.0, to.0).await
    }

    /// Get the history of an organization
    ///
    /// Every version with the event that told it and what it changed, in version order. At most 20,000 events are read. Once an event of its own describes it, what
    /// memberships say of it counts no more, and is not listed.
    #[oai(
        path = "/v1/organizations/:organization_id/history",
        method = "get",
        operation_id = "list_organization_history",
        tag = "Tag::Organizations",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn of_organization(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// The id of the organization, percent-encoded.
        organization_id: Path<Text>,
        /// Who told of the organization; needed only where two sources know the id.
        source: Query<Option<Text>>,
        /// How many versions at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; the newest version, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Version>, OneProblem> {
        let asking = Asking { state, grant, id: &organization_id.0, source };
        asking.versions::<OfOrganizations, Organization>(uri, &page::request(limit, order, after, before)).await
    }

    /// Get what changed of an organization
    ///
    /// As for users.
    #[oai(
        path = "/v1/organizations/:organization_id/diff",
        method = "get",
        operation_id = "diff_organization",
        tag = "Tag::Organizations"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn diff_organization(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the organization, percent-encoded.
        organization_id: Path<Text>,
        /// The one moment: a time, a position, or the `svix_id` of an event.
        from: Query<Side>,
        /// The other.
        to: Query<Side>,
        /// Who told of the organization; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Difference>, OneProblem> {
        Asking { state, grant, id: &organization_id.0, source }
            .difference::<OfOrganizations, Organization>(from.0, to.0)
            .await
    }

    /// Get the history of a membership
    ///
    /// Every version with the event that told it and what it changed, in version order. At most 20,000 events are read.
    #[oai(
        path = "/v1/memberships/:membership_id/history",
        method = "get",
        operation_id = "list_membership_history",
        tag = "Tag::Organizations",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn of_membership(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// The id of the membership, percent-encoded.
        membership_id: Path<Text>,
        /// Who told of the membership; needed only where two sources know the id.
        source: Query<Option<Text>>,
        /// How many versions at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; the newest version, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Version>, OneProblem> {
        let asking = Asking { state, grant, id: &membership_id.0, source };
        asking.versions::<OfMemberships, Membership>(uri, &page::request(limit, order, after, before)).await
    }

    /// Get what changed of a membership
    ///
    /// As for users.
    #[oai(
        path = "/v1/memberships/:membership_id/diff",
        method = "get",
        operation_id = "diff_membership",
        tag = "Tag::Organizations"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn diff_membership(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the membership, percent-encoded.
        membership_id: Path<Text>,
        /// The one moment: a time, a position, or the `svix_id` of an event.
        from: Query<Side>,
        /// The other.
        to: Query<Side>,
        /// Who told of the membership; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Difference>, OneProblem> {
        Asking { state, grant, id: &membership_id.0, source }
            .difference::<OfMemberships, Membership>(from.0, to.0)
            .await
    }
}
