//! Invitations and their results. No event reports that an invitation expired, so this is inferred
//! in SQL, and filters and pages use it. An event that settled the invitation takes precedence.

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait},
};

use super::{
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    hidden_instances, incomplete,
    instances::Instances,
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
    text::{identifier::Identifier, spelling},
    views::{
        Invitations,
        invitations::{Column, Entity, InvitationRow},
    },
};

const LIST: List = List { name: "invitations", key: &[KeyKind::Integer, KeyKind::Text, KeyKind::Text] };

/// The status of an expired invitation.
pub const EXPIRED: &str = "expired";
/// The status if no event reports a known one. Every status in a response can be used as a filter.
pub const UNKNOWN: &str = "unknown";

#[derive(Clone, Debug, Default)]
pub struct InvitationFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    pub organization_id: Option<String>,
    pub email: Option<Identifier>,
    /// In either spelling.
    pub role: Option<String>,
    /// Including inferred ones.
    pub status: Option<Status>,
    pub inviter_id: Option<String>,
}

/// A presented status: from the provider, or inferred.
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
    /// The stored row. The fields below take precedence over its `status` and `settled_at`.
    pub row: InvitationRow,
    /// The result, the inferred expiry, the status from the provider, or [`UNKNOWN`].
    pub status: String,
    pub settled_at: Option<Timestamp>,
    /// True if it is inferred: no event reports it.
    pub inferred: bool,
    /// Since when this may be incomplete because of a failure.
    pub incomplete_since: Option<Timestamp>,
    /// The current name of the organization.
    pub organization_name: Option<String>,
    /// The current name of the inviter.
    pub inviter: PersonName,
    /// The current name of the user who accepted.
    pub user: PersonName,
}

#[derive(FromQueryResult)]
struct FoundInvitation {
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

/// One page of invitations, by creation time. What is inferred is as of the first page, on every
/// page.
pub async fn list(
    store: &Store,
    filter: &InvitationFilter,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<Invitation>, QueryError> {
    let (mut pager, on) = Pager::begin(store, page, &LIST).await?;
    let now = pager.fix_now(now.micros());
    let all = find(&on, now).await?;
    let key = [Column::StartedAt, Column::Source, Column::InvitationId];
    let select = |instances: &Instances| {
        let mut select = all.clone().filter(filter.condition(now, instances, allowed_sources));
        let query = QueryTrait::query(&mut select);
        // An index has the few invitations to one address.
        if filter.email.is_some() {
            pager.gather(query, key.map(|column| (Entity, column)));
        } else {
            pager.select(query, key.map(|column| (Entity, column)));
        }
        select
    };
    let names = NameViews::load(&on).await?;
    let mut with_names = named(&names, select(instances));
    pager.order(&mut with_names.statement, key.map(|column| (PAGE, column)));
    let rows = with_names.all::<FoundInvitation>(&on).await?;
    let key = |found: &FoundInvitation| {
        let InvitationRow { started_at, source, invitation_id, .. } = &found.row;
        vec![KeyPart::Integer(*started_at), KeyPart::Text(source.clone()), KeyPart::Text(invitation_id.clone())]
    };
    let page = pager.page(&on, rows, key).await?;
    let mut page = page.map(Invitation::from);
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    hidden_instances::explain(&mut page, &on, instances, requested, of_row, select).await?;
    Ok(page)
}

/// The invitation with this id, of any instance.
pub async fn one(
    store: &Store,
    invitation_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
    now: Timestamp,
) -> Result<Option<Invitation>, QueryError> {
    let on = store.begin_read().await?;
    let mut select = find(&on, now.micros()).await?.filter(Column::InvitationId.eq(invitation_id));
    select = select.filter(source_access::candidates(&on, Column::Source, source, allowed_sources).await?);
    let found =
        source_access::only(named(&NameViews::load(&on).await?, select).all::<FoundInvitation>(&on).await?, |found| {
            found.row.source.as_str()
        })?;
    Ok(found.map(Invitation::from))
}

/// Adds the names to the rows of a page.
fn named(names: &NameViews, page: Select<Entity>) -> NamedPage<'_> {
    let with_organization = names.add_to(page).organization();
    let with_inviter = with_organization.person(Column::InviterId, "inviter_name", "inviter_email");
    with_inviter.person(Column::UserId, "user_name", "user_email")
}

async fn find(on: &impl ConnectionTrait, now: i64) -> Result<Select<Entity>, QueryError> {
    let view = LiveView::load::<Invitations>(on).await?;
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
    fn condition(&self, now: i64, instances: &Instances, allowed_sources: &SourceAccess) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let requested = self.instance_id.as_deref();
        // The index of a role is the broadest: a planner without statistics would take it.
        let has_narrower = self.organization_id.is_some() || self.email.is_some() || self.inviter_id.is_some();
        let role_short = if has_narrower { unindexed((Entity, Column::RoleShort)) } else { column(Column::RoleShort) };
        Condition::all()
            .add_option(source_access::rows_in_order((Entity, Column::Source), allowed_sources))
            .add(instances.visible((Entity, Column::Source), (Entity, Column::InstanceId), requested))
            .add_option(self.source.as_ref().map(|source| unindexed((Entity, Column::Source)).eq(source.as_str())))
            .add_option(is(Column::OrganizationId, &self.organization_id))
            .add_option(self.email.as_ref().map(|email| Column::EmailTerm.eq(email.term.as_str())))
            .add_option(is(Column::InviterId, &self.inviter_id))
            .add_option(self.role.as_ref().map(|role| role_short.clone().eq(spelling::short_role(role))))
            .add_option(self.status.map(|wanted| status(now).eq(wanted.as_str())))
    }

    fn names(&self) -> [Option<FilterName>; 4] {
        [
            FilterName::new("role", NameKind::Role, self.role.as_ref()),
            FilterName::new("inviter_id", NameKind::User, self.inviter_id.as_ref()),
            FilterName::new("organization_id", NameKind::Organization, self.organization_id.as_ref()),
            FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref()),
        ]
    }
}

impl From<FoundInvitation> for Invitation {
    fn from(found: FoundInvitation) -> Self {
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
