//! The activity trail: who did what, by time, or by position or revision for clients that follow
//! the log. Sentences are computed when a row is read.

mod changes;
mod clause;
mod complete;
mod filter;
mod members;
mod names;
mod new_to_user;
mod search;
mod summary;
mod system_summary;
pub(super) mod types;
mod words;

pub(super) use complete::complete;
pub use filter::{ActionFilter, ActivityFilter};
pub use new_to_user::NewToUser;
pub(super) use search::BY_POSITION;

use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Condition, Expr, ExprTrait, JoinType},
};

use self::{
    names::EventNames,
    new_to_user::EarliestSignIns,
    search::{BY_CHANGE, FoundRows, Search, key_by_change, key_by_position, key_by_time},
    summary::SummaryInput,
    system_summary::{KeyNames, is_system},
};

use super::{
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    hidden_instances,
    instances::Instances,
    live_view::LiveView,
    page::{Page, PageRequest, Pager},
    received, source_access, unknown_names,
};
use crate::{
    access::SourceAccess,
    event::{source::SYSTEM_SOURCE, system::SystemEventKind},
    storage::{Store, entity::event},
    views::{
        Activity, FirstSignIns, Memberships, Mentions, Organizations, Users,
        activity::{ActivityRow, Column, Entity, Labels, Model, actor::Actor, listed},
        audited::Change,
        term::term,
    },
};

const BY_OCCURRED_AT: List = List { name: "activity", key: &[KeyKind::Integer, KeyKind::Position] };

/// `occurred_basis` of an event that happened some time on a day; `occurred_at` is the start of
/// the day.
pub const BASIS_DAY: &str = "day";

const ACTOR_IS_A_KEY: &str = "actor_id: it is the id of a key, whose events are gatelog's own; they are left out \
     unless source=system asks for them";
const ACTOR_IS_NO_KEY: &str =
    "actor_id: it is not the id of a key, and only keys act in gatelog's own events; leave source=system out";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// When it happened. A late event appears between others.
    #[default]
    OccurredAt,
    /// The order of arrival: no row appears before a cursor.
    Position,
    /// The order of [revisions](ActivityRow::revision): a row that a late event revises appears
    /// again, behind all cursors.
    Changed,
}

/// The activity of one event, as presented.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityItem {
    pub row: ActivityRow,
    /// By severity.
    pub actions: Vec<String>,
    /// Changes since the previous event of the chain.
    pub changes: Vec<Change>,
    pub actor: Actor,
    pub summary: String,
    /// `None` unless the event opens a session.
    pub new_to_user: Option<NewToUser>,
}

pub async fn list(
    store: &Store,
    filter: &ActivityFilter,
    order_by: OrderBy,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<ActivityItem>, QueryError> {
    let list = match order_by {
        OrderBy::OccurredAt => &BY_OCCURRED_AT,
        OrderBy::Position => &BY_POSITION,
        OrderBy::Changed => &BY_CHANGE,
    };
    filter.check()?;
    let (mut pager, on) = Pager::begin(store, page, list).await?;
    if filter.compares_texts() {
        pager.reads_what_it_counts();
    }
    pager.ends_at(filter.interval.until.or(filter.interval.received_until));
    received::limit(&mut pager, &on, filter.interval.received_since, filter.interval.received_until).await?;
    let view = LiveView::load::<Activity>(&on).await?;
    filter.refuse_unknown(&on, allowed_sources).await?;
    pager.limit_to_checkpoint(view.checkpoint);
    // Rows tell what this view has folded.
    pager.limit_to_checkpoint(LiveView::load::<FirstSignIns>(&on).await?.checkpoint);
    if filter.search.is_some() {
        pager.limit_to_checkpoint(LiveView::load::<Users>(&on).await?.checkpoint);
        pager.limit_to_checkpoint(LiveView::load::<Organizations>(&on).await?.checkpoint);
    }
    if filter.member_of.is_some() {
        pager.limit_to_checkpoint(LiveView::load::<Memberships>(&on).await?.checkpoint);
    }
    if !filter.involves.is_empty() {
        // A filter by another view: it finds nothing of what that view has not folded.
        pager.limit_to_checkpoint(LiveView::load::<Mentions>(&on).await?.checkpoint);
    }
    let search = Search::new(&on, &view, &pager, filter, (instances, allowed_sources)).await?;
    let (found, key) = match order_by {
        OrderBy::OccurredAt => (search.by_time().await?, key_by_time as fn(&Model) -> _),
        OrderBy::Position => (search.by_position().await?, key_by_position as fn(&Model) -> _),
        OrderBy::Changed => (search.by_change().await?, key_by_change as fn(&Model) -> _),
    };
    let FoundRows { rows, stopped_at } = found;
    let Page { data, next, prev, has_more, incomplete, notes, unread, .. } =
        pager.page_up_to(&on, rows, key, stopped_at).await?;
    let mut data = items(store, &on, &view, data).await?;
    // A term can stand for other texts too.
    data.retain(|item| filter.matches(&item.row) && filter.matches_new(item.new_to_user) && search.is_about(&item.row));
    let mut page = Page { data, next, prev, has_more, incomplete, interval: filter.interval.named(), notes, unread };
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    if page.is_empty() {
        page.notes.extend(search.note_on_names().map(str::to_owned));
        for id in &filter.actor_id.any_of {
            page.notes.extend(filter.note_on_actor(id, &on, &view, allowed_sources).await?.map(str::to_owned));
        }
    }
    let hidden = async || {
        let pager = pager.first_only(&BY_OCCURRED_AT);
        let search = Search::new(&on, &view, &pager, filter, (&Instances::default(), allowed_sources)).await?;
        let first = search.by_time().await?.rows.into_iter().next();
        let first = complete(store, &on, &view, first.into_iter().collect()).await?.pop();
        Ok(first.and_then(|row| Some((row.source, row.instance_id?))))
    };
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    hidden_instances::explain_by(&mut page, &on, instances, requested, hidden).await?;
    Ok(page)
}

/// The positions on a page of a list by position. Also returns where the page ends if it did not
/// examine all rows.
pub(super) async fn positions(
    on: &impl ConnectionTrait,
    view: &LiveView,
    pager: &Pager,
    filter: &ActivityFilter,
    allowed_sources: &SourceAccess,
) -> Result<(Vec<i64>, Option<Vec<KeyPart>>), QueryError> {
    let search = Search::new(on, view, pager, filter, (&Instances::default(), allowed_sources)).await?;
    let FoundRows { rows, stopped_at } = search.by_position().await?;
    Ok((rows.into_iter().map(|row| row.position).collect(), stopped_at))
}

pub async fn one(
    store: &Store,
    svix_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Option<ActivityItem>, QueryError> {
    let on = store.begin_read().await?;
    let view = LiveView::load::<Activity>(&on).await?;
    let mut select = view.find::<Activity>();
    // The log has an index of the ids, and the row is found by position.
    let same = Expr::col((event::Entity, event::Column::Position)).equals((Entity, Column::Position));
    QueryTrait::query(&mut select).join(JoinType::InnerJoin, event::Entity, same);
    select = select.filter(event::Column::SvixId.eq(svix_id));
    select = select.filter(source_access::candidates(&on, event::Column::Source, source, allowed_sources).await?);
    let row = source_access::only(select.all(&on).await?, |row| row.source.as_str())?;
    Ok(items(store, &on, &view, row.into_iter().collect()).await?.pop())
}

/// Completes rows and adds what is computed on reading.
async fn items(
    store: &Store,
    on: &impl ConnectionTrait,
    view: &LiveView,
    rows: Vec<Model>,
) -> Result<Vec<ActivityItem>, QueryError> {
    let rows = complete(store, on, view, rows).await?;
    let keys = KeyNames::load(store, on, &rows).await?;
    let labels: Vec<Labels<'static>> = rows.iter().map(|row| Labels::parse(row.labels.as_deref())).collect();
    let names = EventNames::load(store, on, view, rows.iter().zip(&labels)).await?;
    let earliest = EarliestSignIns::load(on, rows.iter().zip(&labels)).await?;
    let item = |(row, labels): (ActivityRow, _)| {
        if is_system(&row) {
            return ActivityItem::new_system(row, &keys);
        }
        let new_to_user = earliest.new_to_user(&row, &labels);
        ActivityItem { new_to_user, ..ActivityItem::new(row, &labels, &names) }
    };
    Ok(rows.into_iter().zip(labels).map(item).collect())
}

impl ActivityFilter {
    /// A note if the actor acts only in events that the filter excludes: keys act in Gatelog's own
    /// events only, and other actors never do.
    async fn note_on_actor(
        &self,
        id: &str,
        on: &impl ConnectionTrait,
        view: &LiveView,
        allowed_sources: &SourceAccess,
    ) -> Result<Option<&'static str>, QueryError> {
        let select =
            view.find::<Activity>().select_only().column(Column::Source).filter(Column::ActorTerm.eq(term(id)));
        let allowed_sources =
            Condition::all().add_option(source_access::rows((Entity, Column::Source), allowed_sources));
        let source: Option<String> = select.filter(allowed_sources).limit(1).into_tuple().one(on).await?;
        let is_asked = self.source.as_deref() == Some(SYSTEM_SOURCE);
        Ok(match source.map(|source| source == SYSTEM_SOURCE) {
            Some(true) if !is_asked => Some(ACTOR_IS_A_KEY),
            Some(false) if is_asked => Some(ACTOR_IS_NO_KEY),
            _ => None,
        })
    }
}

impl ActivityItem {
    fn new(row: ActivityRow, labels: &Labels<'_>, names: &EventNames) -> Self {
        let actions: Vec<String> = listed(Some(&row.actions));
        let changes: Vec<Change> = listed(row.changes.as_deref());
        let mut actor = row.actor(&actions);
        actor.name = actor.id.as_deref().and_then(|id| names.name(&row, id)).map(str::to_owned);
        let summary = SummaryInput { row: &row, actions: &actions, changes: &changes, labels, names }.summary();
        Self { row, actions, changes, actor, summary, new_to_user: None }
    }

    fn new_system(mut row: ActivityRow, keys: &KeyNames) -> Self {
        if row.event_type.as_deref() == Some(SystemEventKind::KeyUsed.as_str()) {
            // It covers a day and is dated to its start; nothing happened at midnight.
            BASIS_DAY.clone_into(&mut row.occurred_basis);
        }
        let (actor, summary) = (system_summary::actor(&row, keys), system_summary::summary(&row, keys));
        Self { actions: listed(Some(&row.actions)), changes: Vec::new(), actor, summary, row, new_to_user: None }
    }

    #[must_use]
    pub fn is_system(&self) -> bool {
        is_system(&self.row)
    }
}
