//! The past of organizations over HTTP. What was true at a moment is `as_of` of the organization itself.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use super::{
    asking::Asking,
    change::{Difference, Version},
};
use crate::{
    access::{Grant, Scope},
    api::{
        auth::BearerKey,
        organizations::Organization,
        page::{self, Listed},
        parameters::{Limit, Order, Side, Text},
        refusals::OneProblem,
        state::State,
        tags::Tag,
    },
    query::history::of_organizations::OfOrganizations,
};

pub struct OrganizationHistories;

#[OpenApi(tag = "Tag::Organizations")]
impl OrganizationHistories {
    /// Get the history of an organization
    ///
    /// Every version with the event that told it and what it changed, in version order: the order in which the descriptions
    /// were made, whenever they arrived. Snapshots inside events of memberships count, and are listed, only until
    /// the first event of the organization's own. Each is shown as of the moment at which its event happened. At most
    /// 20,000 events are read.
    #[oai(
        path = "/v1/organizations/:organization_id/history",
        method = "get",
        operation_id = "list_organization_history",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn history(
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
    /// The fields that differ between any two moments or versions. A time asks for what was true then, a position for what
    /// was known then, and the id of an event for the version that it told; a side of which nothing was known counts as
    /// null in every field.
    #[oai(path = "/v1/organizations/:organization_id/diff", method = "get", operation_id = "diff_organization")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn diff(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the organization, percent-encoded.
        organization_id: Path<Text>,
        /// The one: a time, a position (digits only, or as `as_of` takes it), or the `svix_id` of an event.
        from: Query<Side>,
        /// The other.
        to: Query<Side>,
        /// Who told of the organization; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Difference>, OneProblem> {
        let asking = Asking { state, grant, id: &organization_id.0, source };
        asking.difference::<OfOrganizations, Organization>(from.0, to.0).await
    }
}
