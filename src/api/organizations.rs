//! Organizations over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::Value;

use super::{
    auth::BearerKey,
    error::Problem,
    history::asking::Asking,
    matched::Matched,
    page::{self, Listed, listed},
    parameters::{AsOf, Limit, Moment, Order, Text, identifiers, text},
    refusals::OneProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::{
        history::of_organizations::OfOrganizations,
        organizations::{self, OrganizationFilter},
    },
    text::identifier::IdentifierKind,
    views::audited::Snapshot,
};

pub(super) struct OrganizationList;

/// An organization as last described. One that is known by an invitation or a deletion only has an id and little else.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(super) struct Organization {
    /// The id.
    organization_id: String,
    /// Who told of the organization.
    source: String,
    /// The instance of the provider.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// Its name.
    #[oai(nullable)]
    name: Option<String>,
    /// Its name in addresses.
    #[oai(nullable)]
    slug: Option<String>,
    /// The user who made it.
    #[oai(nullable)]
    created_by: Option<String>,
    /// How many members it may have; 0 means any number.
    #[oai(nullable)]
    max_allowed_memberships: Option<i64>,
    /// Whether its administrators may delete it.
    #[oai(nullable)]
    admin_delete_enabled: Option<bool>,
    /// The set of roles that it has.
    #[oai(nullable)]
    role_set_key: Option<String>,
    /// When it was created.
    #[oai(nullable)]
    created_at: Option<Moment>,
    /// When it was last changed.
    #[oai(nullable)]
    updated_at: Option<Moment>,
    /// When it was deleted, for good.
    #[oai(nullable)]
    deleted_at: Option<Moment>,
    /// Since when this may be incomplete, because an event about it could not be read: see `/v1/undecodable`; else null.
    #[oai(nullable)]
    incomplete_since: Option<Moment>,
    /// In a list, by which of the identifiers that were asked for the organization was found; else absent.
    #[oai(skip_serializing_if_is_none)]
    matched: Option<Vec<Matched>>,
}

impl From<organizations::Organization> for Organization {
    fn from(organization: organizations::Organization) -> Self {
        let organizations::Organization { row, matched, incomplete_since } = organization;
        let moment = |micros: Option<i64>| micros.map(|micros| Moment(Timestamp::from_micros(micros)));
        let audited = Snapshot::parse(row.audited.as_deref());
        Self {
            role_set_key: audited.get("role_set_key").and_then(Value::as_str).map(str::to_owned),
            organization_id: row.organization_id,
            source: row.source,
            instance_id: row.instance_id,
            name: row.name,
            slug: row.slug,
            created_by: row.created_by,
            max_allowed_memberships: row.max_allowed_memberships,
            admin_delete_enabled: row.admin_delete_enabled,
            created_at: moment(row.created_at),
            updated_at: moment(row.updated_at),
            deleted_at: moment(row.deleted_at),
            incomplete_since: incomplete_since.map(Moment),
            matched: Matched::each(matched),
        }
    }
}

#[OpenApi(tag = "Tag::Organizations")]
impl OrganizationList {
    /// List organizations
    ///
    /// By source and id, deleted ones included. Those of instances that are not configured are left out unless
    /// `instance_id` asks for them.
    #[oai(
        path = "/v1/organizations",
        method = "get",
        operation_id = "list_organizations",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// With this name, now or formerly; capital and small letters are the same.
        name: Query<Option<Text>>,
        /// With this name in addresses, now or formerly; capital and small letters are the same.
        slug: Query<Option<Text>>,
        /// Made by this user.
        created_by: Query<Option<Text>>,
        /// Told by this source.
        source: Query<Option<Text>>,
        /// Of this instance of the provider.
        instance_id: Query<Option<Text>>,
        /// How many rows at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; the greatest id, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Organization>, Problem> {
        let filter = OrganizationFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            identifiers: identifiers([(IdentifierKind::Name, name.0), (IdentifierKind::Slug, slug.0)])?,
            created_by: text(created_by.0),
        };
        let request = page::request(limit, order, after, before);
        Ok(listed(uri, organizations::list(&state.store, &filter, &state.instances(), &grant.sources, &request).await?))
    }

    /// Get an organization
    #[oai(path = "/v1/organizations/:organization_id", method = "get", operation_id = "get_organization")]
    async fn one(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the organization, percent-encoded.
        organization_id: Path<Text>,
        /// As of this moment: a time (what was true then) or a position of the log (what was known then). A position that
        /// the log does not hold is a 409; so is `POSITION@DIGITS`, the first 12 digits of the `commitment` of the event
        /// at it, where another event is there now.
        as_of: Query<Option<AsOf>>,
        /// Who told of the organization; needed only where two sources know the id.
        source: Query<Option<Text>>,
    ) -> Result<Json<Organization>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return Asking { state, grant, id: &organization_id.0, source }.at::<OfOrganizations, _>(moment).await;
        }
        let source = text(source.0);
        let found = organizations::one(&state.store, &organization_id.0.0, source.as_deref(), &grant.sources).await?;
        found.map(|organization| Json(organization.into())).ok_or_else(|| OneProblem::not_found("organization"))
    }
}
