//! Organizations: how they were last described, and whether they were deleted.

use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select, sea_query::Condition};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    incomplete,
    instances::Instances,
    page::{Page, PageRequest, Walk},
    unseen::{self, Named, Of},
    view::View,
    within,
};
use crate::{
    access::Sources,
    clock::Timestamp,
    store::Store,
    views::{
        Organizations,
        organizations::{Column, Entity, OrganizationRow},
    },
};

/// By the key of the view.
const LIST: List = List { name: "organizations", key: &[Kind::Text, Kind::Text] };

/// Which organizations are asked for.
#[derive(Clone, Debug, Default)]
pub struct OrganizationFilter {
    /// Of this source.
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    /// Of this name.
    pub name: Option<String>,
    /// Of this name in addresses.
    pub slug: Option<String>,
    /// Made by this user.
    pub created_by: Option<String>,
}

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// As the view has it.
    pub row: OrganizationRow,
    /// Since when this may be incomplete: an event about it could not be read.
    pub incomplete_since: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    row: OrganizationRow,
    incomplete_since: Option<i64>,
}

/// One page of organizations, by source and id.
pub async fn list(
    store: &Store,
    filter: &OrganizationFilter,
    instances: &Instances,
    within: &Sources,
    page: &PageRequest,
) -> Result<Page<Organization>, QueryError> {
    let walk = Walk::of(page, &LIST)?;
    let on = store.begin_read().await?;
    let mut select = find(&on).await?.filter(filter.condition(instances, within));
    walk.select(QueryTrait::query(&mut select), [(Entity, Column::Source), (Entity, Column::OrganizationId)]);
    let rows = select.into_model::<Found>().all(&on).await?;
    let page = walk
        .page(rows, |found| vec![Part::Text(found.row.source.clone()), Part::Text(found.row.organization_id.clone())]);
    let mut page = page.map(Organization::from);
    unseen::explain(&mut page, &on, within, filter.names()).await?;
    Ok(page)
}

/// The organization with that id, of whatever instance.
pub async fn one(
    store: &Store,
    organization_id: &str,
    source: Option<&str>,
    within: &Sources,
) -> Result<Option<Organization>, QueryError> {
    let on = store.begin_read().await?;
    let mut select = find(&on).await?.filter(Column::OrganizationId.eq(organization_id));
    select = select.filter(within::candidates(&on, Column::Source, source, within).await?);
    let found = within::only(select.into_model::<Found>().all(&on).await?, |found| found.row.source.as_str())?;
    Ok(found.map(Organization::from))
}

async fn find(on: &impl ConnectionTrait) -> Result<Select<Entity>, QueryError> {
    let view = View::of::<Organizations>(on).await?;
    let incomplete = incomplete::since(&view, (Entity, Column::Source), (Entity, Column::OrganizationId));
    let mut select = view.find::<Organizations>();
    QueryTrait::query(&mut select).expr_as(incomplete, "incomplete_since");
    Ok(select)
}

/// An organization whose row is in no table.
pub(super) fn shown(row: OrganizationRow, incomplete_since: Option<i64>) -> Organization {
    Found { row, incomplete_since }.into()
}

impl From<Found> for Organization {
    fn from(found: Found) -> Self {
        Self { row: found.row, incomplete_since: found.incomplete_since.map(Timestamp::from_micros) }
    }
}

impl OrganizationFilter {
    fn condition(&self, instances: &Instances, within: &Sources) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let asked = self.instance_id.as_deref();
        Condition::all()
            .add_option(within::rows((Entity, Column::Source), within))
            .add(instances.shown((Entity, Column::Source), (Entity, Column::InstanceId), asked))
            .add_option(is(Column::Source, &self.source))
            .add_option(is(Column::Name, &self.name))
            .add_option(is(Column::Slug, &self.slug))
            .add_option(is(Column::CreatedBy, &self.created_by))
    }

    fn names(&self) -> [Option<Named>; 2] {
        [
            Named::new("created_by", Of::User, self.created_by.as_ref()),
            Named::new("instance_id", Of::Instance, self.instance_id.as_ref()),
        ]
    }
}
