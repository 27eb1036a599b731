//! Memberships with their true end. Where no event told it, it is inferred here, in SQL, so that filters and pages see
//! it: a membership ends with its user and with its organization. An event that told it beats both.

mod role;

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait, JoinType},
};

use self::role::{EVER, HeldRole};
use super::{
    bodies,
    cursor::{Kind, List, Part},
    error::QueryError,
    incomplete,
    instances::Instances,
    interval::Interval,
    left_out,
    names::{NamedPage, Names, PAGE, PersonName},
    page::{Page, PageRequest, Walk},
    unseen::{self, Named, Of},
    view::{View, unindexed},
    within,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    store::Store,
    views::{
        Memberships, Organizations, Users,
        memberships::{self, Column, Entity, MembershipRow},
        organizations, over_time, users,
    },
};

const LIST: List = List { name: "memberships", key: &[Kind::Integer, Kind::Text, Kind::Text] };

/// The reason of an end that an event told.
pub const DELETED: &str = "deleted";
/// The reason of the end of a membership whose user was deleted.
pub const USER_DELETED: &str = "user_deleted";
/// The reason of the end of a membership whose organization was deleted.
pub const ORGANIZATION_DELETED: &str = "organization_deleted";

#[derive(Clone, Debug, Default)]
pub struct MembershipFilter {
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    pub organization_id: Option<String>,
    pub user_id: Option<String>,
    /// With this role, in either spelling: at `active_at`; else at some time from `since` to `until`; else today.
    pub role: Option<String>,
    /// That have not ended, or that have.
    pub active: Option<bool>,
    /// That had not ended by `since`, began before `until`, and had begun and not ended at `active_at`.
    pub interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// As the view has it; what follows stands above its `deleted_at`.
    pub row: MembershipRow,
    /// The audited fields of the description, as a [`Snapshot`](crate::views::audited::Snapshot) in
    /// JSON.
    pub audited: Option<String>,
    pub ended_at: Option<Timestamp>,
    pub end_reason: Option<String>,
    /// Whether the end is inferred: no event told it.
    pub inferred: bool,
    /// In a list that asks for times, the roles that it had then, oldest first.
    pub roles: Option<Vec<String>>,
    /// Since when this may be incomplete: an event about it could not be read.
    pub incomplete_since: Option<Timestamp>,
    /// What its user is called; absent from versions and differences.
    pub user: PersonName,
    /// What its organization is called; likewise.
    pub organization_name: Option<String>,
}

#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    row: MembershipRow,
    shown_ended_at: Option<i64>,
    shown_end_reason: Option<String>,
    incomplete_since: Option<i64>,
    user_name: Option<String>,
    user_email: Option<String>,
    organization_name: Option<String>,
}

/// One page of memberships, by the time they began.
pub async fn list(
    store: &Store,
    filter: &MembershipFilter,
    instances: &Instances,
    within: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<Membership>, QueryError> {
    let (mut walk, on) = Walk::begin(store, page, &LIST).await?;
    walk.ends_at(filter.interval.until);
    let memberships = View::of::<Memberships>(&on).await?;
    let by = if filter.is_led_by_role() { EVER } else { memberships.name };
    let role = filter.role.as_deref().map(|role| HeldRole::new(&memberships, role, filter.interval, by));
    let all = find(&on, &memberships).await?;
    let key = [Column::StartedAt, Column::Source, Column::MembershipId];
    let select = |instances: &Instances| {
        let mut select = all.clone().filter(filter.condition(role.as_ref(), by, instances, within));
        let query = QueryTrait::query(&mut select);
        if let Some(role) = role.as_ref().filter(|_| by == EVER) {
            role.lead(query);
        }
        walk.select(query, key.map(|column| (by, column)));
        select
    };
    let names = Names::of(&on).await?;
    let mut with_names = named(&names, select(instances));
    walk.order(&mut with_names.statement, key.map(|column| (PAGE, column)));
    let rows = with_names.all::<Found>(&on).await?;
    let key = |found: &Found| {
        let MembershipRow { started_at, source, membership_id, .. } = &found.row;
        vec![Part::Integer(*started_at), Part::Text(source.clone()), Part::Text(membership_id.clone())]
    };
    let page = walk.page(&on, rows, key).await?;
    let mut audited = audited(store, page.data.iter()).await?;
    let mut page = page.map(|found| {
        let audited = found.row.described_position.and_then(|position| audited.remove(&position));
        filter.with_roles(Membership { audited, ..found.into() })
    });
    page.interval = filter.interval.named();
    unseen::explain(&mut page, &on, within, filter.source.as_deref(), filter.names()).await?;
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let asked = (filter.instance_id.as_deref(), filter.source.as_deref(), within);
    left_out::explain(&mut page, &on, instances, asked, of_row, select).await?;
    Ok(page)
}

/// The membership with that id, of whatever instance.
pub async fn one(
    store: &Store,
    membership_id: &str,
    source: Option<&str>,
    within: &SourceAccess,
) -> Result<Option<Membership>, QueryError> {
    let on = store.begin_read().await?;
    let memberships = View::of::<Memberships>(&on).await?;
    let mut select = find(&on, &memberships).await?.filter(Column::MembershipId.eq(membership_id));
    select = select.filter(within::candidates(&on, Column::Source, source, within).await?);
    let found = within::only(named(&Names::of(&on).await?, select).all::<Found>(&on).await?, |found| {
        found.row.source.as_str()
    })?;
    let audited = audited(store, found.iter()).await?.into_values().next();
    Ok(found.map(|found| Membership { audited, ..found.into() }))
}

/// The audited fields of memberships, by the position of the event that describes each.
async fn audited(store: &Store, found: impl Iterator<Item = &Found>) -> Result<HashMap<i64, String>, QueryError> {
    let positions: Vec<i64> = found.filter_map(|found| found.row.described_position).collect();
    bodies::read(store, positions, memberships::audited).await
}

/// The rows of a page with the names of whom they are about.
fn named(names: &Names, page: Select<Entity>) -> NamedPage<'_> {
    names.beside(page).person(Column::UserId, "user_name", "user_email").organization()
}

/// Memberships beside their users and organizations: without either, one of a deleted would be shown as going on.
async fn find(on: &impl ConnectionTrait, memberships: &View) -> Result<Select<Entity>, QueryError> {
    let users = View::of::<Users>(on).await?;
    let organizations = View::of::<Organizations>(on).await?;
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
    let told = Expr::col((Entity, Column::DeletedAt));
    cases(told, user_deleted_at(), organization_deleted_at(), Expr::value(None::<i64>))
}

fn end_reason() -> Expr {
    cases(DELETED.into(), USER_DELETED.into(), ORGANIZATION_DELETED.into(), Expr::value(None::<String>))
}

/// Told, or by whichever was deleted first.
fn cases(told: Expr, by_user: Expr, by_organization: Expr, open: Expr) -> Expr {
    let user_first =
        Condition::any().add(organization_deleted_at().is_null()).add(user_deleted_at().lte(organization_deleted_at()));
    CaseStatement::new()
        .case(Condition::all().add(Expr::col((Entity, Column::DeletedAt)).is_not_null()), told)
        .case(Condition::all().add(user_deleted_at().is_not_null()).add(user_first), by_user)
        .case(Condition::all().add(organization_deleted_at().is_not_null()), by_organization)
        .finally(open)
        .into()
}

/// What [`cases`] says in SQL, of a membership whose row is in no table.
pub(super) fn shown(
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
        (Some(told), ..) => (Some(told), Some(DELETED)),
        (None, Some(deleted_at), _) if user_first => (Some(deleted_at), Some(USER_DELETED)),
        (None, _, Some(deleted_at)) => (Some(deleted_at), Some(ORGANIZATION_DELETED)),
        (None, _, None) => (None, None),
    };
    let shown_end_reason = reason.map(str::to_owned);
    let (user_name, user_email, organization_name) = (None, None, None);
    let found =
        Found { row, shown_ended_at, shown_end_reason, incomplete_since, user_name, user_email, organization_name };
    Membership { audited, ..found.into() }
}

fn user_deleted_at() -> Expr {
    unless_begun_later(Expr::col((users::Entity, users::Column::DeletedAt)))
}

fn organization_deleted_at() -> Expr {
    unless_begun_later(Expr::col((organizations::Entity, organizations::Column::DeletedAt)))
}

/// A deletion ends no membership that began after it: that is shown as what it is, a way in.
fn unless_begun_later(deleted_at: Expr) -> Expr {
    let ends = deleted_at.clone().gte(Expr::col((Entity, Column::StartedAt)));
    CaseStatement::new().case(ends, deleted_at).into()
}

impl MembershipFilter {
    /// Whether a list follows the index of a role at any time: no other index that is narrower is asked.
    fn is_led_by_role(&self) -> bool {
        let has_times = self.interval != Interval::default();
        self.role.is_some() && has_times && !self.names_object()
    }

    /// Whether it names a user or an organization, whose index is narrower than that of a role.
    const fn names_object(&self) -> bool {
        self.user_id.is_some() || self.organization_id.is_some()
    }

    /// The same with the roles that it had at the times of the filter.
    fn with_roles(&self, membership: Membership) -> Membership {
        let Some(Interval { since, until, active_at }) = self.interval.named() else { return membership };
        let (since, until) = match active_at.map(Timestamp::micros) {
            Some(active_at) => (Some(active_at), Some(active_at.saturating_add(1))),
            None => (since.map(Timestamp::micros), until.map(Timestamp::micros)),
        };
        let ended_at = membership.ended_at.map(Timestamp::micros);
        let until = until.into_iter().chain(ended_at).min();
        Membership { roles: Some(over_time::roles(membership.row.roles.as_deref(), since, until)), ..membership }
    }

    /// `by` has the times at which memberships began: that which the list is walked along.
    fn condition(
        &self,
        role: Option<&HeldRole<'_>>,
        by: &'static str,
        instances: &Instances,
        within: &SourceAccess,
    ) -> Condition {
        let started_at = || Expr::col((by, Column::StartedAt));
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let asked = self.instance_id.as_deref();
        let active = |active: bool| if active { ended_at().is_null() } else { ended_at().is_not_null() };
        let ends_after =
            |moment: Timestamp| Condition::any().add(ended_at().is_null()).add(ended_at().gt(moment.micros()));
        let active_at =
            |moment: Timestamp| Condition::all().add(started_at().lte(moment.micros())).add(ends_after(moment));
        Condition::all()
            .add_option(within::rows_in_order((Entity, Column::Source), within))
            .add(instances.shown((Entity, Column::Source), (Entity, Column::InstanceId), asked))
            .add_option(self.source.as_ref().map(|source| unindexed((Entity, Column::Source)).eq(source.as_str())))
            .add_option(is(Column::OrganizationId, &self.organization_id))
            .add_option(is(Column::UserId, &self.user_id))
            .add_option(role.map(|role| role.condition(ended_at(), self.names_object())))
            .add_option(self.active.map(active))
            .add_option(self.interval.since.map(ends_after))
            .add_option(self.interval.until.map(|until| started_at().lt(until.micros())))
            .add_option(self.interval.active_at.map(active_at))
    }

    fn names(&self) -> [Option<Named>; 4] {
        [
            Named::new("role", Of::Role, self.role.as_ref()),
            Named::new("user_id", Of::User, self.user_id.as_ref()),
            Named::new("organization_id", Of::Organization, self.organization_id.as_ref()),
            Named::new("instance_id", Of::Instance, self.instance_id.as_ref()),
        ]
    }
}

impl From<Found> for Membership {
    fn from(found: Found) -> Self {
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
