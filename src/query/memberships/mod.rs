//! Memberships with their end. If no event reports it, it is inferred in SQL, so that filters and
//! pages use it: a membership ends with its user and with its organization. A reported end takes
//! precedence.

mod role;

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait, JoinType, SelectStatement},
};

use super::{
    bodies,
    cursor::{KeyPart, List},
    error::QueryError,
    filter::Filter,
    hidden_instances, incomplete,
    instances::Instances,
    interval::Interval,
    live_view::LiveView,
    names::{NameViews, NamedPage, PersonName},
    page::{Page, PageRequest, Pager},
    source_access,
    started::{self, FoundRows, Postings, StartedList},
    unknown_names::{self, FilterName, NameKind},
    values::Values,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    projection::Row as _,
    storage::Store,
    views::{
        Memberships, Organizations, Users,
        memberships::{self, Column, Entity, MembershipRow},
        organizations, over_time, users,
    },
};

const LIST: List = List { name: "memberships", key: started::KEY };

/// The reason of a reported end.
pub const DELETED: &str = "deleted";
/// The reason of an end that follows from the deletion of the user.
pub const USER_DELETED: &str = "user_deleted";
/// The reason of an end that follows from the deletion of the organization.
pub const ORGANIZATION_DELETED: &str = "organization_deleted";

#[derive(Clone, Debug, Default)]
pub struct MembershipFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    pub organization_id: Values<String>,
    pub user_id: Values<String>,
    /// In either spelling: the role at `active_at`, otherwise at some time from `since` to
    /// `until`, otherwise today.
    pub role: Values<String>,
    /// True for memberships that have not ended, false for ended ones.
    pub active: Option<bool>,
    /// Not ended by `since`, started before `until`, and active at `active_at`.
    pub interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The stored row. The fields below take precedence over its `deleted_at`.
    pub row: MembershipRow,
    /// The audited fields of the description, as a [`Snapshot`](crate::views::audited::Snapshot) in
    /// JSON.
    pub audited: Option<String>,
    pub ended_at: Option<Timestamp>,
    pub end_reason: Option<String>,
    /// True if the end is inferred: no event reports it.
    pub inferred: bool,
    /// In a list with times, the roles at these times, oldest first.
    pub roles: Option<Vec<String>>,
    /// Since when this may be incomplete because of a failure.
    pub incomplete_since: Option<Timestamp>,
    /// The name of the user; absent in versions and diffs.
    pub user: PersonName,
    /// The name of the organization; absent in versions and diffs.
    pub organization_name: Option<String>,
}

#[derive(FromQueryResult)]
struct FoundMembership {
    #[sea_orm(nested)]
    row: MembershipRow,
    shown_ended_at: Option<i64>,
    shown_end_reason: Option<String>,
    incomplete_since: Option<i64>,
    user_name: Option<String>,
    user_email: Option<String>,
    organization_name: Option<String>,
}

/// One page of memberships, by start time.
pub async fn list(
    store: &Store,
    filter: &MembershipFilter,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<Membership>, QueryError> {
    let (mut pager, on) = Pager::begin(store, page, &LIST).await?;
    pager.ends_at(filter.interval.until);
    let memberships = LiveView::load::<Memberships>(&on).await?;
    let (all, names) = (find(&on, &memberships).await?, NameViews::load(&on).await?);
    let query = MembershipQuery { on: &on, memberships: &memberships, all, names, filter, allowed_sources };
    let (rows, stopped_at) = query.page(&pager, instances).await?;
    let page = pager.page_up_to(&on, rows, key, stopped_at).await?;
    let mut audited = audited(store, page.data.iter()).await?;
    let mut page = page.map(|found| {
        let audited = found.row.described_position.and_then(|position| audited.remove(&position));
        filter.with_roles(Membership { audited, ..found.into() })
    });
    page.interval = filter.interval.named();
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    let hidden = async || {
        let first = query.page(&pager.first_only(&LIST), &Instances::default()).await?.0.into_iter().next();
        Ok(first.and_then(|found| Some((found.row.source, found.row.instance_id?))))
    };
    hidden_instances::explain_by(&mut page, &on, instances, requested, hidden).await?;
    Ok(page)
}

fn key(found: &FoundMembership) -> Vec<KeyPart> {
    let MembershipRow { started_at, source, membership_id, .. } = &found.row;
    vec![KeyPart::Integer(*started_at), KeyPart::Text(source.clone()), KeyPart::Text(membership_id.clone())]
}

/// A list of memberships in one generation.
struct MembershipQuery<'a, C> {
    on: &'a C,
    memberships: &'a LiveView,
    all: Select<Entity>,
    names: NameViews,
    filter: &'a MembershipFilter,
    allowed_sources: &'a SourceAccess,
}

impl<C: ConnectionTrait> MembershipQuery<'_, C> {
    async fn page(&self, pager: &Pager, instances: &Instances) -> Result<FoundRows<FoundMembership>, QueryError> {
        let list = StartedList {
            list: &LIST,
            view: self.memberships,
            id: MembershipRow::KEY_COLUMN,
            before: self.filter.interval.starts_before(),
        };
        let filters = self.filter.filters(&list);
        let requested = (self.filter.instance_id.as_deref(), self.filter.source.as_deref());
        let condition = self.filter.times().add(list.visible(instances, self.allowed_sources, requested));
        let select = || self.all.clone().filter(condition.clone()).into_query();
        list.page(self.on, pager, &filters, (select, |page| named(&self.names, page).statement), key).await
    }
}

/// The membership with this id, of any instance.
pub async fn one(
    store: &Store,
    membership_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Option<Membership>, QueryError> {
    let on = store.begin_read().await?;
    let memberships = LiveView::load::<Memberships>(&on).await?;
    let mut select = find(&on, &memberships).await?.filter(Column::MembershipId.eq(membership_id));
    select = select.filter(source_access::candidates(&on, Column::Source, source, allowed_sources).await?);
    let found = source_access::only(
        named(&NameViews::load(&on).await?, select.into_query()).all::<FoundMembership>(&on).await?,
        |found| found.row.source.as_str(),
    )?;
    let audited = audited(store, found.iter()).await?.into_values().next();
    Ok(found.map(|found| Membership { audited, ..found.into() }))
}

/// The audited fields, by the position of the describing event.
async fn audited(
    store: &Store,
    found: impl Iterator<Item = &FoundMembership>,
) -> Result<HashMap<i64, String>, QueryError> {
    let positions: Vec<i64> = found.filter_map(|found| found.row.described_position).collect();
    bodies::read(store, positions, memberships::audited).await
}

/// Adds the names to the rows of a page.
fn named(names: &NameViews, page: SelectStatement) -> NamedPage<'_> {
    names.add_to(page).person(Column::UserId, "user_name", "user_email").organization()
}

/// Joins memberships with users and organizations, whose deletions end them.
async fn find(on: &impl ConnectionTrait, memberships: &LiveView) -> Result<Select<Entity>, QueryError> {
    let users = LiveView::load::<Users>(on).await?;
    let organizations = LiveView::load::<Organizations>(on).await?;
    let own = |column: Column| Expr::col((Entity, column));
    let of_user = own(Column::Source)
        .equals((users::Entity, users::Column::Source))
        .and(own(Column::UserId).equals((users::Entity, users::Column::UserId)));
    let of_organization = own(Column::Source)
        .equals((organizations::Entity, organizations::Column::Source))
        .and(own(Column::OrganizationId).equals((organizations::Entity, organizations::Column::OrganizationId)));
    let incomplete = incomplete::since(memberships, (Entity, Column::Source), (Entity, Column::MembershipId));
    let mut select = memberships.find::<Memberships>();
    QueryTrait::query(&mut select)
        .join_as(JoinType::LeftJoin, users.table, users::Entity, of_user)
        .join_as(JoinType::LeftJoin, organizations.table, organizations::Entity, of_organization)
        .expr_as(ended_at(), "shown_ended_at")
        .expr_as(end_reason(), "shown_end_reason")
        .expr_as(incomplete, "incomplete_since");
    Ok(select)
}

fn ended_at() -> Expr {
    let reported = Expr::col((Entity, Column::DeletedAt));
    cases(reported, user_deleted_at(), organization_deleted_at(), Expr::value(None::<i64>))
}

fn end_reason() -> Expr {
    cases(DELETED.into(), USER_DELETED.into(), ORGANIZATION_DELETED.into(), Expr::value(None::<String>))
}

/// The reported end, otherwise the earlier deletion.
fn cases(reported: Expr, by_user: Expr, by_organization: Expr, open: Expr) -> Expr {
    let user_first =
        Condition::any().add(organization_deleted_at().is_null()).add(user_deleted_at().lte(organization_deleted_at()));
    CaseStatement::new()
        .case(Condition::all().add(Expr::col((Entity, Column::DeletedAt)).is_not_null()), reported)
        .case(Condition::all().add(user_deleted_at().is_not_null()).add(user_first), by_user)
        .case(Condition::all().add(organization_deleted_at().is_not_null()), by_organization)
        .finally(open)
        .into()
}

/// The same as [`cases`] in SQL, for a row in memory.
pub(super) fn present(
    row: MembershipRow,
    audited: Option<String>,
    user_deleted_at: Option<i64>,
    organization_deleted_at: Option<i64>,
    incomplete_since: Option<i64>,
) -> Membership {
    let [user_deleted_at, organization_deleted_at] =
        [user_deleted_at, organization_deleted_at].map(|at| at.filter(|at| *at >= row.started_at));
    let user_first = organization_deleted_at.is_none() || user_deleted_at <= organization_deleted_at;
    let (shown_ended_at, reason) = match (row.deleted_at, user_deleted_at, organization_deleted_at) {
        (Some(reported), ..) => (Some(reported), Some(DELETED)),
        (None, Some(deleted_at), _) if user_first => (Some(deleted_at), Some(USER_DELETED)),
        (None, _, Some(deleted_at)) => (Some(deleted_at), Some(ORGANIZATION_DELETED)),
        (None, _, None) => (None, None),
    };
    let shown_end_reason = reason.map(str::to_owned);
    let (user_name, user_email, organization_name) = (None, None, None);
    let found = FoundMembership {
        row,
        shown_ended_at,
        shown_end_reason,
        incomplete_since,
        user_name,
        user_email,
        organization_name,
    };
    Membership { audited, ..found.into() }
}

fn user_deleted_at() -> Expr {
    unless_begun_later(Expr::col((users::Entity, users::Column::DeletedAt)))
}

fn organization_deleted_at() -> Expr {
    unless_begun_later(Expr::col((organizations::Entity, organizations::Column::DeletedAt)))
}

/// A deletion does not end a membership that began later; that membership is presented as it is.
fn unless_begun_later(deleted_at: Expr) -> Expr {
    let ends = deleted_at.clone().gte(Expr::col((Entity, Column::StartedAt)));
    CaseStatement::new().case(ends, deleted_at).into()
}

impl MembershipFilter {
    /// Adds the roles at the times of the filter.
    fn with_roles(&self, membership: Membership) -> Membership {
        let Some(Interval { since, until, active_at, .. }) = self.interval.named() else { return membership };
        let (since, until) = match active_at.map(Timestamp::micros) {
            Some(active_at) => (Some(active_at), Some(active_at.saturating_add(1))),
            None => (since.map(Timestamp::micros), until.map(Timestamp::micros)),
        };
        let ended_at = membership.ended_at.map(Timestamp::micros);
        let until = until.into_iter().chain(ended_at).min();
        Membership { roles: Some(over_time::roles(membership.row.roles.as_deref(), since, until)), ..membership }
    }

    /// The filters with an index; those that usually have few rows are first.
    fn filters(&self, list: &StartedList<'_>) -> Vec<Filter<Postings>> {
        let mut filters = Vec::new();
        filters.extend(list.by_text(Column::UserId, &self.user_id));
        filters.extend(list.by_text(Column::OrganizationId, &self.organization_id));
        let by_role = |role: &String| role::filter(list, role, self.interval, ended_at());
        filters.extend(Filter::by_values(&self.role, by_role));
        let active = |active: bool| if active { ended_at().is_null() } else { ended_at().is_not_null() };
        filters.extend(self.active.map(|is| Filter::tested(Condition::all().add(active(is)))));
        filters
    }

    /// The times, but for that of the start.
    fn times(&self) -> Condition {
        let ends_after =
            |moment: Timestamp| Condition::any().add(ended_at().is_null()).add(ended_at().gt(moment.micros()));
        Condition::all()
            .add_option(self.interval.since.map(ends_after))
            .add_option(self.interval.active_at.map(ends_after))
    }

    fn names(&self) -> [Vec<FilterName>; 4] {
        let instance = self.instance_id.clone().map(Values::from).unwrap_or_default();
        let values = [
            ("role", NameKind::Role, &self.role),
            ("user_id", NameKind::User, &self.user_id),
            ("organization_id", NameKind::Organization, &self.organization_id),
            ("instance_id", NameKind::Instance, &instance),
        ];
        values.map(|(parameter, kind, values)| FilterName::of(parameter, kind, values))
    }
}

impl From<FoundMembership> for Membership {
    fn from(found: FoundMembership) -> Self {
        Self {
            inferred: found.row.deleted_at.is_none() && found.shown_ended_at.is_some(),
            ended_at: found.shown_ended_at.map(Timestamp::from_micros),
            end_reason: found.shown_end_reason,
            roles: None,
            audited: None,
            incomplete_since: found.incomplete_since.map(Timestamp::from_micros),
            user: PersonName { name: found.user_name, email: found.user_email },
            organization_name: found.organization_name,
            row: found.row,
        }
    }
}
