//! Sessions with their beginning and end. If no event reports the end, it is inferred in SQL, so
//! that filters and pages use it: a session ends with its user and when it expires. A reported end
//! takes precedence.

mod concurrent;
mod end;
mod places;

pub use concurrent::OPEN_MAX;
pub(super) use end::is_signed_in;
pub use end::{ABANDONED, EXPIRED, Status, UNKNOWN, USER_DELETED};
pub use places::PlaceFilter;

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, JoinType, Query},
};

use self::{
    concurrent::is_concurrent,
    end::{End, Ended},
    places::{ByDevice, ENTRY, join_entries},
};
use super::{
    bodies,
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    hidden_instances, incomplete,
    instances::Instances,
    interval::Interval,
    live_view::{LiveView, unindexed},
    names::{NameViews, NamedPage, PAGE, PersonName},
    over_time::ends_in,
    page::{Page, PageRequest, Pager},
    source_access,
    unknown_names::{self, FilterName, NameKind},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    storage::Store,
    views::{
        Sessions, Users,
        over_time::after,
        sessions::{ACTIVE, AGENT, Column, Details, Entity, PENDING, STATUSES, SessionRow},
        users,
    },
};

const LIST: List = List { name: "sessions", key: &[KeyKind::Integer, KeyKind::Text, KeyKind::Text] };

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
    pub user_id: Option<String>,
    /// Including inferred ones.
    pub status: Option<Status>,
    /// Sessions in which this user acted as another.
    pub impersonator_id: Option<String>,
    /// True for sessions of AI agents, false for all others.
    pub agent: Option<bool>,
    /// True for sessions in which someone or something acted as the user, false for all others.
    pub impersonated: Option<bool>,
    pub places: PlaceFilter,
    pub organization_id: Option<String>,
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
    if filter.places.is_given() {
        pager.reads_what_it_counts();
    }
    pager.ends_at(filter.interval.until);
    let end = End { now: pager.fix_now(now.micros()) };
    let views = SessionViews::load(&on).await?;
    let key = [Column::StartedAt, Column::Source, Column::SessionId];
    let select_by = |instances: &Instances, by: ByDevice| {
        let condition = filter.condition(&views.sessions, &end, instances, allowed_sources);
        let mut select = views.find(&end).filter(condition).filter(filter.places.condition(&views.sessions, by));
        let query = QueryTrait::query(&mut select);
        if by == ByDevice::Later {
            join_entries(&views.sessions, query);
            pager.select(query, key.map(|column| (ENTRY, column)));
        } else {
            let started_at = if filter.is_led_by_actor() { Column::ImpersonatedAt } else { Column::StartedAt };
            pager.select(query, [started_at, Column::Source, Column::SessionId].map(|column| (Entity, column)));
        }
        select
    };
    let rows_by = async |by: ByDevice| {
        let mut named = views.named(select_by(instances, by));
        pager.order(&mut named.statement, key.map(|column| (PAGE, column)));
        named.all::<FoundSession>(&on).await
    };
    let lead = if filter.is_led_by_place() { ByDevice::First } else { ByDevice::Tested };
    let mut rows = rows_by(lead).await?;
    let select = |instances: &Instances| select_by(instances, lead);
    let key = |found: &FoundSession| {
        let SessionRow { started_at, source, session_id, .. } = &found.row;
        vec![KeyPart::Integer(*started_at), KeyPart::Text(source.clone()), KeyPart::Text(session_id.clone())]
    };
    if filter.is_led_by_place() {
        rows.extend(rows_by(ByDevice::Later).await?);
        rows = pager.merged(rows, key, None);
    }
    let page = pager.page(&on, rows, key).await?;
    let mut page = views.present(store, &on, &end, page).await?;
    // A term can stand for other names too.
    page.data.retain(|session| filter.places.matches(&session.row, &session.details));
    page.interval = filter.interval.named();
    page.notes.extend(filter.pending_note().filter(|_| page.is_empty()).map(str::to_owned));
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    hidden_instances::explain(&mut page, &on, instances, requested, of_row, select).await?;
    Ok(page)
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
    let found = views.named(select).all::<FoundSession>(&on).await?;
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
    fn named(&self, page: Select<Entity>) -> NamedPage<'_> {
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
    fn condition(
        &self,
        sessions: &LiveView,
        end: &End,
        instances: &Instances,
        allowed_sources: &SourceAccess,
    ) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let requested = self.instance_id.as_deref();
        let active_at = |moment: Timestamp| {
            Condition::all()
                .add(Column::StartedAt.lte(moment.micros()))
                .add(end.after(moment))
                .add(was_signed_in_at(sessions, moment))
        };
        Condition::all()
            .add_option(source_access::rows_in_order((Entity, Column::Source), allowed_sources))
            .add(instances.visible((Entity, Column::Source), (Entity, Column::InstanceId), requested))
            .add_option(self.source.as_ref().map(|source| unindexed((Entity, Column::Source)).eq(source.as_str())))
            .add_option(is(Column::UserId, &self.user_id))
            .add_option(is(Column::ImpersonatorId, &self.impersonator_id))
            .add_option(is(Column::OrganizationId, &self.organization_id))
            .add_option(self.agent.map(by_agent))
            .add_option(self.impersonated.map(|impersonated| Column::HasActor.eq(impersonated)))
            .add_option(self.is_led_by_actor().then(|| Column::ImpersonatedAt.is_not_null()))
            .add_option(self.status.as_ref().map(|status| end.status().eq(status.as_str())))
            .add_option(self.interval.since.map(|since| end.after(since)))
            .add_option(self.interval.until.map(|until| Column::StartedAt.lt(until.micros())))
            .add_option(self.interval.active_at.map(active_at))
    }

    /// True if a page follows the index of an id.
    const fn is_led_by_id(&self) -> bool {
        self.user_id.is_some() || self.impersonator_id.is_some() || self.organization_id.is_some()
    }

    /// True if it follows the index of a place or browser.
    fn is_led_by_place(&self) -> bool {
        self.places.is_given() && !self.is_led_by_id()
    }

    /// True if it follows the index of sessions in which someone acted as the user. Its first
    /// column is when they started.
    fn is_led_by_actor(&self) -> bool {
        self.impersonated == Some(true) && !self.is_led_by_id() && !self.places.is_given()
    }

    /// A note if no session is found that is pending now and was active at a time.
    fn pending_note(&self) -> Option<&'static str> {
        let is_pending = self.status.is_some_and(|status| status.as_str() == PENDING);
        (is_pending && self.interval.active_at.is_some()).then_some(PENDING_NOTE)
    }

    fn names(&self) -> [Option<FilterName>; 7] {
        [
            FilterName::new("user_id", NameKind::User, self.user_id.as_ref()),
            FilterName::new("impersonator_id", NameKind::Impersonator, self.impersonator_id.as_ref()),
            FilterName::new("organization_id", NameKind::Organization, self.organization_id.as_ref()),
            FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref()),
            FilterName::new("country", NameKind::Country, self.places.country.as_ref()),
            FilterName::new("city", NameKind::City, self.places.city.as_ref()),
            FilterName::new("browser", NameKind::Browser, self.places.browser.as_ref()),
        ]
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
