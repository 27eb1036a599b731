//! Lists organizations and returns one of them.

use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::Value;

use super::history::query::HistoryQuery;
use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{
            document::Tag,
            error::Problem,
            identifiers::MatchedIdentifier,
            ids::{InstanceId, OrganizationId, UserId},
            page::{Asked, Listed, listed},
            parameters::{AsOf, DateTime, Limit, NonEmptyText, Order, SearchParam, identifiers, search, text},
            refusals::OneProblem,
        },
    },
    clock::Timestamp,
    query::{
        history::organizations::OrganizationHistory,
        organizations::{self, OrganizationFilter},
    },
    text::identifier::IdentifierKind,
    views::audited::Snapshot,
};

pub(crate) struct Organizations;

/// An organization, as last reported.
///
/// If an organization is known only from an invitation or a deletion, most fields are null.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
pub(crate) struct Organization {
    /// Organization id, as Clerk writes it.
    organization_id: String,
    /// Name of the source that reported the organization, as configured.
    source: String,
    /// Clerk instance (`ins_…`). Null if the event names none.
    #[oai(nullable)]
    instance_id: Option<String>,
    /// Name.
    #[oai(nullable)]
    name: Option<String>,
    /// URL-friendly name.
    #[oai(nullable)]
    slug: Option<String>,
    /// User who created the organization.
    #[oai(nullable)]
    created_by: Option<String>,
    /// Maximum number of members. 0 means no limit.
    #[oai(nullable)]
    max_allowed_memberships: Option<i64>,
    /// True if its administrators may delete the organization.
    #[oai(nullable)]
    admin_delete_enabled: Option<bool>,
    /// Key of its role set.
    #[oai(nullable)]
    role_set_key: Option<String>,
    /// When the organization was created.
    #[oai(nullable)]
    created_at: Option<DateTime>,
    /// When the organization was last updated.
    #[oai(nullable)]
    updated_at: Option<DateTime>,
    /// When the organization was deleted. Null if it was not deleted.
    #[oai(nullable)]
    deleted_at: Option<DateTime>,
    /// Set when a projection skipped an event about this organization (a failure): data may be
    /// missing from this time on. `/v1/undecodable` lists those events. Null otherwise.
    #[oai(nullable)]
    failure_since: Option<DateTime>,
    /// In lists filtered by an identifier: the identifiers that matched. Absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    matched: Option<Vec<MatchedIdentifier>>,
}

impl From<organizations::Organization> for Organization {
    fn from(organization: organizations::Organization) -> Self {
        let organizations::Organization { row, audited, matched, incomplete_since } = organization;
        let moment = |micros: Option<i64>| micros.map(|micros| DateTime(Timestamp::from_micros(micros)));
        let audited = Snapshot::parse(audited.as_deref());
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
            failure_since: incomplete_since.map(DateTime),
            matched: MatchedIdentifier::each(matched),
        }
    }
}

#[OpenApi(tag = "Tag::Organizations")]
impl Organizations {
    /// List organizations
    ///
    /// Sorted by source and id, including deleted organizations. `name`, `slug` and `q` match
    /// current and former values.
    #[oai(path = "/v1/organizations", method = "get", operation_id = "list_organizations")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<ViewsRead>,
        asked: Asked,
        /// Only organizations that have or had words that begin with these, in any order: words of
        /// name and slug, and the `organization_id`. Case and accents do not matter. At least
        /// 2 letters or digits (1 ideograph), at most 8 words. Sorted by the word that is found,
        /// unless `name` or `slug` is asked for too. A page examines at most 2,500 words.
        q: Query<Option<SearchParam>>,
        /// Only organizations that have or had this name. Case-insensitive.
        name: Query<Option<NonEmptyText>>,
        /// Only organizations that have or had this slug. Case-insensitive.
        slug: Query<Option<NonEmptyText>>,
        /// Only organizations created by this user.
        created_by: Query<Option<UserId>>,
        /// Only rows from this source.
        source: Query<Option<NonEmptyText>>,
        /// Only rows of this Clerk instance. Without it, rows of instances that are not
        /// configured are left out.
        instance_id: Query<Option<InstanceId>>,
        /// Maximum number of rows on the page.
        limit: Query<Option<Limit>>,
        /// Sort direction by source and id.
        order: Query<Option<Order>>,
        /// Cursor: return the rows after it. Take it from `page.next`.
        after: Query<Option<NonEmptyText>>,
        /// Cursor: return the rows before it. Take it from `page.prev`.
        before: Query<Option<NonEmptyText>>,
    ) -> Result<Listed<Organization>, Problem> {
        let filter = OrganizationFilter {
            source: text(source.0),
            instance_id: text(instance_id.0),
            identifiers: identifiers([(IdentifierKind::Name, text(name.0)), (IdentifierKind::Slug, text(slug.0))])?,
            search: search(q.0),
            created_by: text(created_by.0),
        };
        let request = asked.page(limit, order, after, before);
        Ok(listed(
            asked,
            organizations::list(granted.store(), &filter, &granted.instances(), granted.allowed_sources(), &request)
                .await?,
        ))
    }

    /// Get an organization
    #[oai(path = "/v1/organizations/:organization_id", method = "get", operation_id = "get_organization")]
    async fn one(
        &self,
        granted: Granted<ViewsRead>,
        /// Id of the organization, percent-encoded.
        organization_id: Path<OrganizationId>,
        /// Point in the past: a time (what was true then, by what is known today) or a log
        /// position (what was known when the log ended there). `POSITION@DIGITS`, with the first
        /// 12 hex digits of that event's `commitment`, makes sure that it is still the same log.
        /// A position that the log does not have is answered 409.
        as_of: Query<Option<AsOf>>,
        /// Source of the organization. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Json<Organization>, OneProblem> {
        if let Some(moment) = as_of.0 {
            return HistoryQuery { caller: &granted, id: &organization_id.0.0, source }
                .at::<OrganizationHistory, _>(moment)
                .await;
        }
        let source = text(source.0);
        let found =
            organizations::one(granted.store(), &organization_id.0.0, source.as_deref(), granted.allowed_sources())
                .await?;
        found.map(|organization| Json(organization.into())).ok_or_else(|| OneProblem::not_found("organization"))
    }
}
