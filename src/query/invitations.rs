//! Invitations and what came of them. That one has expired is told by no event: it is inferred here, in SQL, so that
//! filters and pages see it. An event that settled it beats that.

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait},
};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    incomplete,
    instances::Instances,
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
    text::{identifier::Identifier, spelling},
    views::{
        Invitations,
        invitations::{Column, Entity, InvitationRow},
    },
};

const LIST: List = List { name: "invitations", key: &[Kind::Integer, Kind::Text, Kind::Text] };

/// The status of an invitation whose time is up.
pub const EXPIRED: &str = "expired";
/// The status where no event told one, or one that has no meaning here: nothing that a row shows
/// cannot be asked for.
pub const UNKNOWN: &str = "unknown";

#[derive(Clone, Debug, Default)]
pub struct InvitationFilter {
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    pub organization_id: Option<String>,
    pub email: Option<Identifier>,
    /// With this role, in either spelling.
    pub role: Option<String>,
    /// With this status, inferred ones included.
    pub status: Option<Status>,
    pub inviter_id: Option<String>,
}

/// A status as the answer shows it: the provider's, or the inferred one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(&'static str);

impl Status {
    pub const ALL: [Self; 5] = [Self("pending"), Self("accepted"), Self("revoked"), Self(EXPIRED), Self(UNKNOWN)];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// As the view has it; what follows stands above its `status` and `settled_at`.
    pub row: InvitationRow,
    /// What came of it, or that it has expired, or as the provider last said, or [`UNKNOWN`].
    pub status: String,
    pub settled_at: Option<Timestamp>,
    /// Whether it is inferred: no event told it.
    pub inferred: bool,
    /// Since when this may be incomplete: an event about it could not be read.
    pub incomplete_since: Option<Timestamp>,
    /// What the organization is called today.
    pub organization_name: Option<String>,
    /// What the user who invited is called today.
    pub inviter: PersonName,
    /// What the user who accepted is called today.
    pub user: PersonName,
}

#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    row: InvitationRow,
    shown_status: String,
    shown_settled_at: Option<i64>,
    incomplete_since: Option<i64>,
    organization_name: Option<String>,
    inviter_name: Option<String>,
    inviter_email: Option<String>,
    user_name: Option<String>,
    user_email: Option<String>,
}

/// One page of invitations, by the time they were made. What is inferred holds for the moment of the first page, on
/// every page.
pub async fn list(
    store: &Store,
    filter: &InvitationFilter,
    instances: &Instances,
    within: &SourceAccess,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<Invitation>, QueryError> {
    let (mut walk, on) = Walk::begin(store, page, &LIST).await?;
    let now = walk.fix_now(now.micros());
    let all = find(&on, now).await?;
    let key = [Column::StartedAt, Column::Source, Column::InvitationId];
    let select = |instances: &Instances| {
        let mut select = all.clone().filter(filter.condition(now, instances, within));
        let query = QueryTrait::query(&mut select);
        // An index has the few invitations to one address.
        if filter.email.is_some() {
            walk.gather(query, key.map(|column| (Entity, column)));
        } else {
            walk.select(query, key.map(|column| (Entity, column)));
        }
        select
    };
    let names = Names::of(&on).await?;
    let mut with_names = named(&names, select(instances));
    walk.order(&mut with_names.statement, key.map(|column| (PAGE, column)));
    let rows = with_names.all::<Found>(&on).await?;
    let key = |found: &Found| {
        let InvitationRow { started_at, source, invitation_id, .. } = &found.row;
        vec![Part::Integer(*started_at), Part::Text(source.clone()), Part::Text(invitation_id.clone())]
    };
    let page = walk.page(&on, rows, key).await?;
    let mut page = page.map(Invitation::from);
    unseen::explain(&mut page, &on, within, filter.source.as_deref(), filter.names()).await?;
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let asked = (filter.instance_id.as_deref(), filter.source.as_deref(), within);
    left_out::explain(&mut page, &on, instances, asked, of_row, select).await?;
    Ok(page)
}

/// The invitation with that id, of whatever instance.
pub async fn one(
    store: &Store,
    invitation_id: &str,
    source: Option<&str>,
    within: &SourceAccess,
    now: Timestamp,
) -> Result<Option<Invitation>, QueryError> {
    let on = store.begin_read().await?;
    let mut select = find(&on, now.micros()).await?.filter(Column::InvitationId.eq(invitation_id));
    select = select.filter(within::candidates(&on, Column::Source, source, within).await?);
    let found = within::only(named(&Names::of(&on).await?, select).all::<Found>(&on).await?, |found| {
        found.row.source.as_str()
    })?;
    Ok(found.map(Invitation::from))
}

/// The rows of a page with the names of whom they are about.
fn named(names: &Names, page: Select<Entity>) -> NamedPage<'_> {
    let with_organization = names.beside(page).organization();
    let with_inviter = with_organization.person(Column::InviterId, "inviter_name", "inviter_email");
    with_inviter.person(Column::UserId, "user_name", "user_email")
}

async fn find(on: &impl ConnectionTrait, now: i64) -> Result<Select<Entity>, QueryError> {
    let view = View::of::<Invitations>(on).await?;
    let incomplete = incomplete::since(&view, (Entity, Column::Source), (Entity, Column::InvitationId));
    let mut select = view.find::<Invitations>();
    let settled_at = cases(now, column(Column::SettledAt), column(Column::ExpiresAt), Expr::value(None::<i64>));
    QueryTrait::query(&mut select)
        .expr_as(status(now), "shown_status")
        .expr_as(settled_at, "shown_settled_at")
        .expr_as(incomplete, "incomplete_since");
    Ok(select)
}

fn status(now: i64) -> Expr {
    let is_known = Column::Status.is_in(Status::ALL.map(Status::as_str));
    let open = CaseStatement::new().case(is_known, column(Column::Status)).finally(UNKNOWN);
    cases(now, column(Column::SettledStatus), EXPIRED.into(), open.into())
}

fn cases(now: i64, settled: Expr, expired: Expr, open: Expr) -> Expr {
    CaseStatement::new()
        .case(Condition::all().add(column(Column::SettledAt).is_not_null()), settled)
        .case(Condition::all().add(column(Column::ExpiresAt).lte(now)), expired)
        .finally(open)
        .into()
}

fn column(column: Column) -> Expr {
    Expr::col((Entity, column))
}

impl InvitationFilter {
    fn condition(&self, now: i64, instances: &Instances, within: &SourceAccess) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let asked = self.instance_id.as_deref();
        // The index of a role is the broadest: a planner without statistics would take it.
        let has_narrower = self.organization_id.is_some() || self.email.is_some() || self.inviter_id.is_some();
        let role_short = if has_narrower { unindexed((Entity, Column::RoleShort)) } else { column(Column::RoleShort) };
        Condition::all()
            .add_option(within::rows_in_order((Entity, Column::Source), within))
            .add(instances.shown((Entity, Column::Source), (Entity, Column::InstanceId), asked))
            .add_option(self.source.as_ref().map(|source| unindexed((Entity, Column::Source)).eq(source.as_str())))
            .add_option(is(Column::OrganizationId, &self.organization_id))
            .add_option(self.email.as_ref().map(|email| Column::EmailTerm.eq(email.term.as_str())))
            .add_option(is(Column::InviterId, &self.inviter_id))
            .add_option(self.role.as_ref().map(|role| role_short.clone().eq(spelling::short_role(role))))
            .add_option(self.status.map(|wanted| status(now).eq(wanted.as_str())))
    }

    fn names(&self) -> [Option<Named>; 4] {
        [
            Named::new("role", Of::Role, self.role.as_ref()),
            Named::new("inviter_id", Of::User, self.inviter_id.as_ref()),
            Named::new("organization_id", Of::Organization, self.organization_id.as_ref()),
            Named::new("instance_id", Of::Instance, self.instance_id.as_ref()),
        ]
    }
}

impl From<Found> for Invitation {
    fn from(found: Found) -> Self {
        Self {
            inferred: found.row.settled_at.is_none() && found.shown_settled_at.is_some(),
            status: found.shown_status,
            settled_at: found.shown_settled_at.map(Timestamp::from_micros),
            incomplete_since: found.incomplete_since.map(Timestamp::from_micros),
            organization_name: found.organization_name,
            inviter: PersonName { name: found.inviter_name, email: found.inviter_email },
            user: PersonName { name: found.user_name, email: found.user_email },
            row: found.row,
        }
    }
}
