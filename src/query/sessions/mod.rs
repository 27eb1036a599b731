//! Sessions with their beginning and end. If no event reports the end, it is inferred in SQL, so
//! that filters and pages use it: a session ends with its user and when it expires. A reported end
//! takes precedence.

mod addresses;
mod concurrent;
mod end;
mod places;

pub use concurrent::OPEN_MAX;
pub use end::{ABANDONED, EXPIRED, Status, UNKNOWN, USER_DELETED};
pub use places::PlaceFilter;

use ipnet::IpNet;
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use self::{
    concurrent::is_concurrent,
    end::{End, Ended},
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
    named::Named,
    names::{NameViews, NamedPage, PersonName},
    over_time::ends_in,
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
    text::words::Search,
    views::{
        Sessions, Users,
        over_time::after,
        sessions::{ACTIVE, AGENT, Column, Details, DeviceField, Entity, PENDING, STATUSES, SessionRow},
        users,
    },
};

const LIST: List = List { name: "sessions", key: started::KEY };

/// End reason of a sign-out: the provider's `removed` and `ended` mean the same to people.
pub const SIGNED_OUT: &str = "signed_out";
/// End reason of a session whose sign-in was never completed.
pub const NOT_COMPLETED: &str = "not_completed";

const PENDING_NOTE: &str = "status: a session that is pending is not signed in, so it was active at a time only if it \
     became pending later; leave active_at out, or write since and until in its place";

#[derive(Clone, Debug, Default)]
pub struct SessionFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    pub user_id: Values<String>,
    /// Including inferred ones.
    pub status: Values<Status>,
    /// Sessions in which this user acted as another.
    pub impersonator_id: Values<String>,
    /// True for sessions of AI agents, false for all others.
    pub agent: Option<bool>,
    /// True for sessions in which someone or something acted as the user, false for all others.
    pub impersonated: Option<bool>,
    /// A network with an address of any event of the session.
    pub ip: Values<IpNet>,
    /// Users and organizations by the beginnings of words.
    pub search: Option<Search>,
    pub places: PlaceFilter,
    pub organization_id: Values<String>,
    /// Not ended by `since`, started before `until`, and active at `active_at`.
    pub interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The stored row. The fields below take precedence over its `status`, `ended_at` and
    /// `end_reason`.
    pub row: SessionRow,
    /// Details from the bodies of its events.
    pub details: Details,
    /// The status, the reason of an inferred end, or [`UNKNOWN`].
    pub status: String,
    pub ended_at: Option<Timestamp>,
    /// The reason in words: [`SIGNED_OUT`], [`NOT_COMPLETED`], `revoked`, or the provider's;
    /// inferred: [`USER_DELETED`], [`EXPIRED`] or [`ABANDONED`].
    pub end_reason: Option<String>,
    /// True if the end is inferred: no event reports it.
    pub inferred: bool,
    /// In milliseconds; never negative, and absent while the session is open.
    pub duration_ms: Option<i64>,
    /// The number of other sessions of the user that were open at the start; absent if there were
    /// too many to count.
    pub concurrent: Option<u64>,
    /// Since when this may be incomplete because of a failure.
    pub incomplete_since: Option<Timestamp>,
    /// The name of the user; absent in versions and diffs.
    pub user: PersonName,
    /// The name of the organization; absent in versions and diffs.
    pub organization_name: Option<String>,
}

#[derive(FromQueryResult)]
struct FoundSession {
    #[sea_orm(nested)]
    row: SessionRow,
    shown_status: String,
    shown_ended_at: Option<i64>,
    shown_end_reason: Option<String>,
    incomplete_since: Option<i64>,
    user_name: Option<String>,
    user_email: Option<String>,
    organization_name: Option<String>,
}

/// One page of sessions, by start time. What is inferred is as of the first page, on every page.
pub async fn list(
    store: &Store,
    filter: &SessionFilter,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<Session>, QueryError> {
    let (mut pager, on) = Pager::begin(store, page, &LIST).await?;
    if filter.places != PlaceFilter::default() {
        pager.reads_what_it_counts();
    }
    pager.ends_at(filter.interval.until);
    let end = End { now: pager.fix_now(now.micros()) };
    let views = SessionViews::load(&on).await?;
    let named = match &filter.search {
        Some(search) => Some(Named::load(&on, search, filter.source.as_deref(), allowed_sources).await?),
        None => None,
    };
    let query = SessionQuery { on: &on, views: &views, end: &end, filter, named: named.as_ref(), allowed_sources };
    let (rows, stopped_at) = query.page(&pager, instances).await?;
    let page = pager.page_up_to(&on, rows, key, stopped_at).await?;
    let mut page = views.present(store, &on, &end, page).await?;
    // A term can stand for other names too.
    page.data.retain(|session| filter.places.matches(&session.row, &session.details));
    page.interval = filter.interval.named();
    if page.is_empty() {
        let notes = [filter.pending_note(), named.as_ref().and_then(Named::note)];
        page.notes.extend(notes.into_iter().flatten().map(str::to_owned));
    }
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    let hidden = async || {
        let first = query.page(&pager.first_only(&LIST), &Instances::default()).await?.0.into_iter().next();
        Ok(first.and_then(|found| Some((found.row.source, found.row.instance_id?))))
    };
    hidden_instances::explain_by(&mut page, &on, instances, requested, hidden).await?;
    Ok(page)
}

fn key(found: &FoundSession) -> Vec<KeyPart> {
    let SessionRow { started_at, source, session_id, .. } = &found.row;
    vec![KeyPart::Integer(*started_at), KeyPart::Text(source.clone()), KeyPart::Text(session_id.clone())]
}

/// A list of sessions in one generation.
struct SessionQuery<'a, C> {
    on: &'a C,
    views: &'a SessionViews,
    end: &'a End,
    filter: &'a SessionFilter,
    /// Whom the search of the filter finds.
    named: Option<&'a Named>,
    allowed_sources: &'a SourceAccess,
}

impl<C: ConnectionTrait> SessionQuery<'_, C> {
    async fn page(&self, pager: &Pager, instances: &Instances) -> Result<FoundRows<FoundSession>, QueryError> {
        let Self { on, views, end, filter, named, allowed_sources } = self;
        let list = StartedList {
            list: &LIST,
            view: &views.sessions,
            id: SessionRow::KEY_COLUMN,
            before: filter.interval.starts_before(),
        };
        let filters = filter.filters(*on, &list, end, *named).await?;
        let requested = (filter.instance_id.as_deref(), filter.source.as_deref());
        let visible = list.visible(instances, allowed_sources, requested);
        let condition = filter.times(&views.sessions, end).add(visible);
        let select = || views.find(end).filter(condition.clone()).into_query();
        list.page(*on, pager, &filters, (select, |page| views.named(page).statement), key).await
    }
}

/// The session with this id, of any instance.
pub async fn one(
    store: &Store,
    session_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
    now: Timestamp,
) -> Result<Option<Session>, QueryError> {
    let on = store.begin_read().await?;
    let (views, end) = (SessionViews::load(&on).await?, End { now: now.micros() });
    let mut select = views.find(&end).filter(Column::SessionId.eq(session_id));
    select = select.filter(source_access::candidates(&on, Column::Source, source, allowed_sources).await?);
    let found = views.named(select.into_query()).all::<FoundSession>(&on).await?;
    let found = source_access::only(found, |found| found.row.source.as_str())?;
    Ok(views.present(store, &on, &end, Page::only(found)).await?.data.pop())
}

/// The views that a presented session needs.
struct SessionViews {
    sessions: LiveView,
    /// The deletion of a user ends the user's sessions.
    users: LiveView,
    names: NameViews,
}

impl SessionViews {
    async fn load(on: &impl ConnectionTrait) -> Result<Self, QueryError> {
        let (sessions, users) = (LiveView::load::<Sessions>(on).await?, LiveView::load::<Users>(on).await?);
        Ok(Self { sessions, users, names: NameViews::load(on).await? })
    }

    /// Joins sessions with users and adds what is inferred.
    fn find(&self, end: &End) -> Select<Entity> {
        let same = |left: Column, right: users::Column| Expr::col((Entity, left)).equals((users::Entity, right));
        let joined = same(Column::Source, users::Column::Source).and(same(Column::UserId, users::Column::UserId));
        let incomplete = incomplete::since(&self.sessions, (Entity, Column::Source), (Entity, Column::SessionId));
        let mut select = self.sessions.find::<Sessions>();
        QueryTrait::query(&mut select)
            .join_as(JoinType::LeftJoin, self.users.table.clone(), users::Entity, joined)
            .expr_as(end.status(), "shown_status")
            .expr_as(end.at(), "shown_ended_at")
            .expr_as(end.reason(), "shown_end_reason")
            .expr_as(incomplete, "incomplete_since");
        select
    }

    /// Adds the names to the rows of a page.
    fn named(&self, page: SelectStatement) -> NamedPage<'_> {
        self.names.add_to(page).person(Column::UserId, "user_name", "user_email").organization()
    }

    /// Adds counts and details to a page.
    async fn present(
        &self,
        store: &Store,
        on: &impl ConnectionTrait,
        end: &End,
        page: Page<FoundSession>,
    ) -> Result<Page<Session>, QueryError> {
        let rows: Vec<&SessionRow> = page.data.iter().map(|found| &found.row).collect();
        let counts = concurrent::count(on, (&self.sessions, &self.users), end, &rows).await?;
        let positions: Vec<i64> = rows.iter().flat_map(|row| row.detail_positions()).collect();
        let reported = bodies::read(store, positions, Details::read).await?;
        let mut counts = counts.into_iter();
        Ok(page.map(|found| {
            let details = Details::collect(&found.row, |position| reported.get(&position));
            Session { details, concurrent: counts.next().flatten(), ..Session::from(found) }
        }))
    }
}

impl SessionFilter {
    /// The filters with an index; those that usually have few rows are first.
    async fn filters(
        &self,
        on: &impl ConnectionTrait,
        list: &StartedList<'_>,
        end: &End,
        named: Option<&Named>,
    ) -> Result<Vec<Filter<Postings>>, QueryError> {
        let of_column = |column: Column| Expr::col((Entity, column));
        let mut filters = Vec::new();
        filters.extend(list.by_text(Column::UserId, &self.user_id));
        filters.extend(list.by_text(Column::ImpersonatorId, &self.impersonator_id));
        filters.extend(addresses::filters(on, list, &self.ip).await?);
        filters.extend(places::filters(list, DeviceField::City, &self.places.city));
        filters.extend(named.map(|named| {
            let of_users = list.by_ids(Column::UserId, &named.users);
            of_users.or(list.by_ids(Column::OrganizationId, &named.organizations)).walked_if_few()
        }));
        filters.extend(list.by_text(Column::OrganizationId, &self.organization_id));
        filters.extend(places::filters(list, DeviceField::Country, &self.places.country));
        filters.extend(places::filters(list, DeviceField::Browser, &self.places.browser));
        filters.extend(self.agent.map(|agent| {
            let condition = by_agent(agent);
            if agent {
                Filter::walked([list.column(Column::ActorKind, AGENT)], condition)
            } else {
                Filter::tested(condition)
            }
        }));
        filters.extend(self.impersonated.map(|impersonated| {
            let condition = Condition::all().add(of_column(Column::HasActor).eq(impersonated));
            if impersonated {
                Filter::walked([list.sparse(Column::ImpersonatedAt)], condition)
            } else {
                Filter::tested(condition)
            }
        }));
        let has_status = |status: &Status| Condition::all().add(end.status().eq(status.as_str()));
        filters.extend(Filter::by_values(&self.status, |status| Filter::tested(has_status(status))));
        Ok(filters)
    }

    /// The times, but for that of the start.
    fn times(&self, sessions: &LiveView, end: &End) -> Condition {
        let active_at =
            |moment: Timestamp| Condition::all().add(end.after(moment)).add(was_signed_in_at(sessions, moment));
        Condition::all()
            .add_option(self.interval.since.map(|since| end.after(since)))
            .add_option(self.interval.active_at.map(active_at))
    }

    /// A note if no session is found that is pending now and was active at a time.
    fn pending_note(&self) -> Option<&'static str> {
        let [status] = self.status.any_of.as_slice() else { return None };
        (status.as_str() == PENDING && self.interval.active_at.is_some()).then_some(PENDING_NOTE)
    }

    fn names(&self) -> [Vec<FilterName>; 7] {
        let instance = self.instance_id.clone().map(Values::from).unwrap_or_default();
        let values = [
            ("user_id", NameKind::User, &self.user_id),
            ("impersonator_id", NameKind::Impersonator, &self.impersonator_id),
            ("organization_id", NameKind::Organization, &self.organization_id),
            ("instance_id", NameKind::Instance, &instance),
            ("country", NameKind::Country, &self.places.country),
            ("city", NameKind::City, &self.places.city),
            ("browser", NameKind::Browser, &self.places.browser),
        ];
        values.map(|(parameter, kind, values)| FilterName::of(parameter, kind, values))
    }
}

/// Selects sessions that were signed in at a time: never pending, or active as of the last known
/// status up to then. Before the first known status, that one counts.
fn was_signed_in_at(sessions: &LiveView, moment: Timestamp) -> Condition {
    const ENTRY: &str = "entry";
    let same = |column: Column| Expr::col((ENTRY, column)).equals((Entity, column));
    let latest = Query::select()
        .expr(Expr::col((ENTRY, "value")).max())
        .from_as(sessions.entries(STATUSES), ENTRY)
        .and_where(same(Column::Source))
        .and_where(same(Column::SessionId))
        .and_where(Expr::col((ENTRY, "value")).lt(after(moment)))
        .take();
    let latest = Expr::SubQuery(None, Box::new(latest.into()));
    let begins_active = Condition::all()
        .add(Column::ActivatedAt.gt(moment.micros()))
        .add(Expr::col((Entity, Column::ActivatedAt)).lt(Expr::col((Entity, Column::PendingAt))));
    Condition::any().add(Column::PendingAt.is_null()).add(begins_active).add(ends_in(latest, ACTIVE))
}

fn by_agent(agent: bool) -> Condition {
    let kind = Condition::any();
    if agent {
        kind.add(Column::ActorKind.eq(AGENT))
    } else {
        kind.add(Column::ActorKind.is_null()).add(Column::ActorKind.ne(AGENT))
    }
}

impl From<FoundSession> for Session {
    fn from(found: FoundSession) -> Self {
        let duration = |ended_at: i64| Ord::max(ended_at.saturating_sub(found.row.started_at), 0) / 1_000;
        Self {
            status: found.shown_status,
            ended_at: found.shown_ended_at.map(Timestamp::from_micros),
            end_reason: found.shown_end_reason.map(|reason| in_words(reason, found.row.is_signed_in())),
            inferred: found.row.ended_at.is_none() && found.shown_ended_at.is_some(),
            duration_ms: found.shown_ended_at.map(duration),
            concurrent: None,
            details: Details::default(),
            incomplete_since: found.incomplete_since.map(Timestamp::from_micros),
            user: PersonName { name: found.user_name, email: found.user_email },
            organization_name: found.organization_name,
            row: found.row,
        }
    }
}

/// The reason in words; `status` keeps the provider's.
fn in_words(reason: String, is_signed_in: bool) -> String {
    match &*reason {
        "removed" | "ended" if is_signed_in => SIGNED_OUT.to_owned(),
        "removed" | "ended" => NOT_COMPLETED.to_owned(),
        _ => reason,
    }
}

/// Presents a row in memory, with the deletion of its user and the user's other sessions, if
/// known.
pub(super) fn present(
    row: SessionRow,
    details: Details,
    others: Option<&[SessionRow]>,
    user_deleted_at: Option<i64>,
    incomplete_since: Option<i64>,
    now: i64,
) -> Session {
    let end = End { now };
    let Ended { at, reason, status } = end.evaluate(&row, user_deleted_at);
    let concurrent = others.filter(|_| row.user_id.is_some()).map(|others| {
        let is_concurrent_with = |other: &&SessionRow| {
            let ended_at = end.evaluate(other, user_deleted_at).at;
            other.user_id == row.user_id
                && other.is_signed_in()
                && is_concurrent(&row, &other.session_id, other.started_at, ended_at)
        };
        others.iter().filter(is_concurrent_with).count() as u64
    });
    let found = FoundSession {
        row,
        shown_status: status,
        shown_ended_at: at,
        shown_end_reason: reason,
        incomplete_since,
        user_name: None,
        user_email: None,
        organization_name: None,
    };
    Session { details, concurrent, ..found.into() }
}
