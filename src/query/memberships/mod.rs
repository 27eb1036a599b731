//! Memberships with their end. If no event reports it, it is inferred in SQL, so that filters and
//! pages use it: a membership ends with its user and with its organization. A reported end takes
//! precedence.

mod role;

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait, JoinType},
};

use self::role::{EVER, HeldRole};
use super::{
    bodies,
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    hidden_instances, incomplete,
    instances::Instances,
    interval::Interval,
    live_view::{LiveView, unindexed},
    names::{NameViews, NamedPage, PAGE, PersonName},
    page::{Page, PageRequest, Pager},
    source_access,
    unknown_names::{self, FilterName, NameKind},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    storage::Store,
    views::{
        Memberships, Organizations, Users,
        memberships::{self, Column, Entity, MembershipRow},
        organizations, over_time, users,
    },
};

const LIST: List = List { name: "memberships", key: &[KeyKind::Integer, KeyKind::Text, KeyKind::Text] };

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
    pub organization_id: Option<String>,
    pub user_id: Option<String>,
    /// In either spelling: the role at `active_at`, otherwise at some time from `since` to
    /// `until`, otherwise today.
    pub role: Option<String>,
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
    let by = if filter.is_led_by_role() { EVER } else { memberships.name };
    let role = filter.role.as_deref().map(|role| HeldRole::new(&memberships, role, filter.interval, by));
    let all = find(&on, &memberships).await?;
    let key = [Column::StartedAt, Column::Source, Column::MembershipId];
    let select = |instances: &Instances| {
        let mut select = all.clone().filter(filter.condition(role.as_ref(), by, instances, allowed_sources));
        let query = QueryTrait::query(&mut select);
        if let Some(role) = role.as_ref().filter(|_| by == EVER) {
            role.lead(query);
        }
        pager.select(query, key.map(|column| (by, column)));
        select
    };
    let names = NameViews::load(&on).await?;
    let mut with_names = named(&names, select(instances));
    pager.order(&mut with_names.statement, key.map(|column| (PAGE, column)));
    let rows = with_names.all::<FoundMembership>(&on).await?;
    let key = |found: &FoundMembership| {
        let MembershipRow { started_at, source, membership_id, .. } = &found.row;
        vec![KeyPart::Integer(*started_at), KeyPart::Text(source.clone()), KeyPart::Text(membership_id.clone())]
    };
    let page = pager.page(&on, rows, key).await?;
    let mut audited = audited(store, page.data.iter()).await?;
    let mut page = page.map(|found| {
        let audited = found.row.described_position.and_then(|position| audited.remove(&position));
        filter.with_roles(Membership { audited, ..found.into() })
    });
    page.interval = filter.interval.named();
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    hidden_instances::explain(&mut page, &on, instances, requested, of_row, select).await?;
    Ok(page)
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
    let found =
        source_access::only(named(&NameViews::load(&on).await?, select).all::<FoundMembership>(&on).await?, |found| {
            found.row.source.as_str()
        })?;
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
fn named(names: &NameViews, page: Select<Entity>) -> NamedPage<'_> {
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
    /// True if a list follows the index of roles: no filter has a more selective index.
    fn is_led_by_role(&self) -> bool {
        let has_times = self.interval != Interval::default();
        self.role.is_some() && has_times && !self.names_object()
    }

    /// Whether it names a user or an organization, whose index is narrower than that of a role.
    const fn names_object(&self) -> bool {
        self.user_id.is_some() || self.organization_id.is_some()
    }

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

    /// `by` is the table with the start times that the list follows.
    fn condition(
        &self,
        role: Option<&HeldRole<'_>>,
        by: &'static str,
        instances: &Instances,
        allowed_sources: &SourceAccess,
    ) -> Condition {
        let started_at = || Expr::col((by, Column::StartedAt));
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let requested = self.instance_id.as_deref();
        let active = |active: bool| if active { ended_at().is_null() } else { ended_at().is_not_null() };
        let ends_after =
            |moment: Timestamp| Condition::any().add(ended_at().is_null()).add(ended_at().gt(moment.micros()));
        let active_at =
            |moment: Timestamp| Condition::all().add(started_at().lte(moment.micros())).add(ends_after(moment));
        Condition::all()
            .add_option(source_access::rows_in_order((Entity, Column::Source), allowed_sources))
            .add(instances.visible((Entity, Column::Source), (Entity, Column::InstanceId), requested))
            .add_option(self.source.as_ref().map(|source| unindexed((Entity, Column::Source)).eq(source.as_str())))
            .add_option(is(Column::OrganizationId, &self.organization_id))
            .add_option(is(Column::UserId, &self.user_id))
            .add_option(role.map(|role| role.condition(ended_at(), self.names_object())))
            .add_option(self.active.map(active))
            .add_option(self.interval.since.map(ends_after))
            .add_option(self.interval.until.map(|until| started_at().lt(until.micros())))
            .add_option(self.interval.active_at.map(active_at))
    }

    fn names(&self) -> [Option<FilterName>; 4] {
        [
            FilterName::new("role", NameKind::Role, self.role.as_ref()),
            FilterName::new("user_id", NameKind::User, self.user_id.as_ref()),
            FilterName::new("organization_id", NameKind::Organization, self.organization_id.as_ref()),
            FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref()),
        ]
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
