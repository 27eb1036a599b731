//! Invitations and their results. No event reports that an invitation expired, so this is inferred
//! in SQL, and filters and pages use it. An event that settled the invitation takes precedence.

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait, SelectStatement},
};

use super::{
    cursor::{KeyPart, List},
    error::QueryError,
    filter::Filter,
    hidden_instances, incomplete,
    instances::Instances,
    live_view::{LiveView, unindexed},
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
    text::{identifier::Identifier, spelling},
    views::{
        Invitations,
        invitations::{Column, Entity, InvitationRow},
    },
};

const LIST: List = List { name: "invitations", key: started::KEY };

/// The status of an expired invitation.
pub const EXPIRED: &str = "expired";
/// The status if no event reports a known one. Every status in a response can be used as a filter.
pub const UNKNOWN: &str = "unknown";

#[derive(Clone, Debug, Default)]
pub struct InvitationFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    pub organization_id: Values<String>,
    pub email: Option<Identifier>,
    /// In either spelling.
    pub role: Values<String>,
    /// Including inferred ones.
    pub status: Values<Status>,
    pub inviter_id: Values<String>,
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
    let (view, names) = (LiveView::load::<Invitations>(&on).await?, NameViews::load(&on).await?);
    let query = InvitationQuery { on: &on, view: &view, names, now, filter, allowed_sources };
    let (rows, stopped_at) = query.page(&pager, instances).await?;
    let page = pager.page_up_to(&on, rows, key, stopped_at).await?;
    let mut page = page.map(Invitation::from);
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    let hidden = async || {
        let first = query.page(&pager.first_only(&LIST), &Instances::default()).await?.0.into_iter().next();
        Ok(first.and_then(|found| Some((found.row.source, found.row.instance_id?))))
    };
    hidden_instances::explain_by(&mut page, &on, instances, requested, hidden).await?;
    Ok(page)
}

fn key(found: &FoundInvitation) -> Vec<KeyPart> {
    let InvitationRow { started_at, source, invitation_id, .. } = &found.row;
    vec![KeyPart::Integer(*started_at), KeyPart::Text(source.clone()), KeyPart::Text(invitation_id.clone())]
}

/// A list of invitations in one generation.
struct InvitationQuery<'a, C> {
    on: &'a C,
    view: &'a LiveView,
    names: NameViews,
    now: i64,
    filter: &'a InvitationFilter,
    allowed_sources: &'a SourceAccess,
}

impl<C: ConnectionTrait> InvitationQuery<'_, C> {
    async fn page(&self, pager: &Pager, instances: &Instances) -> Result<FoundRows<FoundInvitation>, QueryError> {
        let list = StartedList { list: &LIST, view: self.view, id: InvitationRow::KEY_COLUMN, before: None };
        let filters = self.filter.filters(&list, self.now);
        let requested = (self.filter.instance_id.as_deref(), self.filter.source.as_deref());
        let visible = list.visible(instances, self.allowed_sources, requested);
        let select = || find(self.view, self.now).filter(visible.clone()).into_query();
        list.page(self.on, pager, &filters, (select, |page| named(&self.names, page).statement), key).await
    }
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
    let view = LiveView::load::<Invitations>(&on).await?;
    let mut select = find(&view, now.micros()).filter(Column::InvitationId.eq(invitation_id));
    select = select.filter(source_access::candidates(&on, Column::Source, source, allowed_sources).await?);
    let found = source_access::only(
        named(&NameViews::load(&on).await?, select.into_query()).all::<FoundInvitation>(&on).await?,
        |found| found.row.source.as_str(),
    )?;
    Ok(found.map(Invitation::from))
}

/// Adds the names to the rows of a page.
fn named(names: &NameViews, page: SelectStatement) -> NamedPage<'_> {
    let with_organization = names.add_to(page).organization();
    let with_inviter = with_organization.person(Column::InviterId, "inviter_name", "inviter_email");
    with_inviter.person(Column::UserId, "user_name", "user_email")
}

fn find(view: &LiveView, now: i64) -> Select<Entity> {
    let incomplete = incomplete::since(view, (Entity, Column::Source), (Entity, Column::InvitationId));
    let mut select = view.find::<Invitations>();
    let settled_at = cases(now, column(Column::SettledAt), column(Column::ExpiresAt), Expr::value(None::<i64>));
    QueryTrait::query(&mut select)
        .expr_as(status(now), "shown_status")
        .expr_as(settled_at, "shown_settled_at")
        .expr_as(incomplete, "incomplete_since");
    select
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
    /// The filters with an index; those that usually have few rows are first.
    fn filters(&self, list: &StartedList<'_>, now: i64) -> Vec<Filter<Postings>> {
        let mut filters = Vec::new();
        filters.extend(self.email.as_ref().map(|email| {
            let condition = Condition::all().add(Column::EmailTerm.eq(email.term.as_str()));
            Filter { postings: Some(vec![Postings::Few(condition.clone())]), condition }
        }));
        filters.extend(list.by_text(Column::InviterId, &self.inviter_id));
        filters.extend(list.by_text(Column::OrganizationId, &self.organization_id));
        filters.extend(Filter::by_values(&self.role, |role| {
            let role = spelling::short_role(role);
            let condition = Condition::all().add(unindexed((Entity, Column::RoleShort)).eq(role));
            Filter::walked([list.column(Column::RoleShort, role)], condition)
        }));
        let has_status = |wanted: &Status| Condition::all().add(status(now).eq(wanted.as_str()));
        filters.extend(Filter::by_values(&self.status, |wanted| Filter::tested(has_status(wanted))));
        filters
    }

    fn names(&self) -> [Vec<FilterName>; 4] {
        let instance = self.instance_id.clone().map(Values::from).unwrap_or_default();
        let values = [
            ("role", NameKind::Role, &self.role),
            ("inviter_id", NameKind::User, &self.inviter_id),
            ("organization_id", NameKind::Organization, &self.organization_id),
            ("instance_id", NameKind::Instance, &instance),
        ];
        values.map(|(parameter, kind, values)| FilterName::of(parameter, kind, values))
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
