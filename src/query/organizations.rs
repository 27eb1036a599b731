//! Organizations: the last description of each, and whether it was deleted.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryTrait, Select, sea_query::Condition};

use super::{
    bodies,
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    hidden_instances,
    identifier_match::{self, IdentifierMatch},
    incomplete,
    instances::Instances,
    live_view::LiveView,
    page::{Page, PageRequest, Pager},
    source_access,
    unknown_names::{self, FilterName, NameKind},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    storage::Store,
    text::identifier::{Identifier, IdentifierKind},
    views::{
        Organizations,
        organizations::{self, Column, Entity, OrganizationRow},
        set,
    },
};

/// By the key of the view.
const LIST: List = List { name: "organizations", key: &[KeyKind::Text, KeyKind::Text] };

#[derive(Clone, Debug, Default)]
pub struct OrganizationFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    /// All of these identifiers, current or former.
    pub identifiers: Vec<Identifier>,
    pub created_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    pub row: OrganizationRow,
    /// The audited fields of the description, as a [`Snapshot`](crate::views::audited::Snapshot) in
    /// JSON.
    pub audited: Option<String>,
    /// In a list, the requested identifiers that found it.
    pub matched: Vec<IdentifierMatch>,
    /// Since when this may be incomplete because of a failure.
    pub incomplete_since: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct FoundOrganization {
    #[sea_orm(nested)]
    row: OrganizationRow,
    incomplete_since: Option<i64>,
}

/// One page of organizations, by source and id.
pub async fn list(
    store: &Store,
    filter: &OrganizationFilter,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<Organization>, QueryError> {
    let (pager, on) = Pager::begin(store, page, &LIST).await?;
    let view = LiveView::load::<Organizations>(&on).await?;
    let select = |instances: &Instances| {
        let mut select = find(&view).filter(filter.condition(&view, instances, allowed_sources));
        let query = QueryTrait::query(&mut select);
        let key = [(Entity, Column::Source), (Entity, Column::OrganizationId)];
        if filter.finds_few() {
            pager.gather(query, key);
        } else {
            let source = source_access::one_source(filter.source.as_deref(), allowed_sources);
            pager.in_source(query, source, (Entity, Column::OrganizationId));
            pager.select(query, key);
        }
        select
    };
    let rows = select(instances).into_model::<FoundOrganization>().all(&on).await?;
    let key = |found: &FoundOrganization| {
        vec![KeyPart::Text(found.row.source.clone()), KeyPart::Text(found.row.organization_id.clone())]
    };
    let page = pager.page(&on, rows, key).await?;
    let mut audited = audited(store, page.data.iter()).await?;
    let mut page = page.map(|found| {
        let audited = found.row.described_position.and_then(|position| audited.remove(&position));
        let current = filter.identifiers.iter().filter_map(|identifier| named(&found.row, identifier.kind));
        let current = set::from_texts(current.collect::<Vec<_>>().iter().map(String::as_str));
        let matched =
            identifier_match::matched(&filter.identifiers, current.as_deref(), found.row.identifiers.as_deref());
        Organization { audited, matched, ..found.into() }
    });
    identifier_match::explain(&mut page, &filter.identifiers);
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    hidden_instances::explain(&mut page, &on, instances, requested, of_row, select).await?;
    Ok(page)
}

/// The organization with this id, of any instance.
pub async fn one(
    store: &Store,
    organization_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Option<Organization>, QueryError> {
    let on = store.begin_read().await?;
    let mut select =
        find(&LiveView::load::<Organizations>(&on).await?).filter(Column::OrganizationId.eq(organization_id));
    select = select.filter(source_access::candidates(&on, Column::Source, source, allowed_sources).await?);
    let found = source_access::only(select.into_model::<FoundOrganization>().all(&on).await?, |found| {
        found.row.source.as_str()
    })?;
    let audited = audited(store, found.iter()).await?.into_values().next();
    Ok(found.map(|found| Organization { audited, ..found.into() }))
}

/// The audited fields, by the position of the describing event.
async fn audited(
    store: &Store,
    found: impl Iterator<Item = &FoundOrganization>,
) -> Result<HashMap<i64, String>, QueryError> {
    let positions: Vec<i64> = found.filter_map(|found| found.row.described_position).collect();
    bodies::read(store, positions, organizations::audited).await
}

fn find(view: &LiveView) -> Select<Entity> {
    let incomplete = incomplete::since(view, (Entity, Column::Source), (Entity, Column::OrganizationId));
    let mut select = view.find::<Organizations>();
    QueryTrait::query(&mut select).expr_as(incomplete, "incomplete_since");
    select
}

/// The current name or slug of an organization.
fn named(row: &OrganizationRow, kind: IdentifierKind) -> Option<String> {
    let value = match kind {
        IdentifierKind::Name => row.name.as_deref(),
        IdentifierKind::Slug => row.slug.as_deref(),
        _ => None,
    };
    value.map(|value| kind.tag(value))
}

/// Presents a row in memory.
pub(super) fn present(row: OrganizationRow, audited: Option<String>, incomplete_since: Option<i64>) -> Organization {
    Organization { audited, ..FoundOrganization { row, incomplete_since }.into() }
}

impl From<FoundOrganization> for Organization {
    fn from(found: FoundOrganization) -> Self {
        // Former names are searched but not presented, because a past state does not read all of
        // them.
        let row = OrganizationRow { identifiers: None, identifier_terms: None, ..found.row };
        let incomplete_since = found.incomplete_since.map(Timestamp::from_micros);
        Self { row, audited: None, matched: Vec::new(), incomplete_since }
    }
}

impl OrganizationFilter {
    /// True if it filters by identifier: an index has the few organizations with it.
    fn finds_few(&self) -> bool {
        !self.identifiers.is_empty()
    }

    fn condition(&self, view: &LiveView, instances: &Instances, allowed_sources: &SourceAccess) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let requested = self.instance_id.as_deref();
        Condition::all()
            .add_option(source_access::rows((Entity, Column::Source), allowed_sources))
            .add(instances.visible((Entity, Column::Source), (Entity, Column::InstanceId), requested))
            .add_option(is(Column::Source, &self.source))
            .add(identifier_match::with(view, [Column::Source, Column::OrganizationId], Entity, &self.identifiers))
            .add_option(is(Column::CreatedBy, &self.created_by))
    }

    fn names(&self) -> [Option<FilterName>; 2] {
        [
            FilterName::new("created_by", NameKind::User, self.created_by.as_ref()),
            FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref()),
        ]
    }
}
