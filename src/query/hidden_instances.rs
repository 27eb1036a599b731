//! Events hidden by configuration: lists skip rows of instances that are not configured. This
//! reads the newest events of the log and the first of each hidden instance, so its cost does not
//! grow with the log.

use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Condition, Expr, ExprTrait, JoinType, Order, Query},
};

use super::{error::QueryError, instances::Instances, live_view::LiveView, page::Page, recorded_event, source_access};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Position, source::SYSTEM_SOURCE},
    storage::{Store, entity::event},
    views::{
        Activity,
        activity::{ActivityRow, Column, Entity},
        term::term,
    },
};

/// Number of examined events: hours of a busy log, months of a quiet one; it takes a few
/// milliseconds.
pub const EXAMINED_EVENTS: u64 = 1_000;
/// Maximum number of named instances per source, those with the most events first.
pub const NAMED_INSTANCES_MAX: usize = 10;

/// The source whose instances the environment configures.
const CLERK: &str = "clerk";

/// The recent events of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentCounts {
    pub source: String,
    /// Its events among the newest ones of the log.
    pub events: i64,
    /// How many of these lists hide.
    pub hidden: i64,
    /// The hidden instances, at most [`NAMED_INSTANCES_MAX`].
    pub instances: Vec<OtherInstance>,
    configured: Vec<String>,
}

/// An instance that is not configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherInstance {
    pub instance_id: String,
    /// Its events among the newest ones.
    pub events: i64,
    /// When its first event happened.
    pub since: Timestamp,
    /// When its last event was received.
    pub last_event_at: Timestamp,
}

/// The recent events of each source that has any; `None` while the activity view is being built.
pub async fn recent_events(
    store: &Store,
    instances: &Instances,
    allowed_sources: &SourceAccess,
) -> Result<Option<Vec<RecentCounts>>, QueryError> {
    let on = store.begin_read().await?;
    let Some(view) = LiveView::if_live::<Activity>(&on).await? else { return Ok(None) };
    // Without a condition there is only one plan: backwards along the key.
    let mut newest = view.find::<Activity>().select_only();
    let same = Expr::col((event::Entity, event::Column::Position)).equals((Entity, Column::Position));
    QueryTrait::query(&mut newest).join(JoinType::InnerJoin, event::Entity, same);
    let newest: Vec<(String, Option<i64>, i64, i64)> = newest
        .columns([Column::Source, Column::InstanceTerm, Column::Position])
        .column(event::Column::ReceivedAt)
        .order_by_desc(Column::Position)
        .limit(EXAMINED_EVENTS)
        .into_tuple()
        .all(&on)
        .await?;
    let mut found: Vec<CountedSource> = Vec::new();
    for (source, instance, position, received_at) in newest {
        if source == SYSTEM_SOURCE || !allowed_sources.has(&source) {
            continue;
        }
        let index = found.iter().position(|counted| counted.source == source).unwrap_or_else(|| {
            found.push(CountedSource { source, ..CountedSource::default() });
            found.len() - 1
        });
        found[index].count(instance, position, Timestamp::from_micros(received_at));
    }
    let mut recent = Vec::with_capacity(found.len());
    for counted in found {
        recent.push(counted.named(&on, &view, instances).await?);
    }
    recent.sort_by(|one, other| one.source.cmp(&other.source));
    Ok(Some(recent))
}

/// The newest events of a source, by the terms of their instances.
#[derive(Default)]
struct CountedSource {
    source: String,
    events: i64,
    instances: Vec<CountedInstance>,
}

struct CountedInstance {
    term: i64,
    events: i64,
    newest: i64,
    last_event_at: Timestamp,
}

impl CountedSource {
    /// Counts an event that is older than those counted before.
    fn count(&mut self, instance: Option<i64>, newest: i64, last_event_at: Timestamp) {
        self.events += 1;
        let Some(term) = instance else { return };
        match self.instances.iter_mut().find(|counted| counted.term == term) {
            Some(counted) => counted.events += 1,
            None => self.instances.push(CountedInstance { term, events: 1, newest, last_event_at }),
        }
    }

    /// The hidden events, with the names of instances.
    async fn named(
        self,
        on: &impl ConnectionTrait,
        view: &LiveView,
        instances: &Instances,
    ) -> Result<RecentCounts, QueryError> {
        let Self { source, events, instances: mut others } = self;
        let configured = instances.for_source(&source).to_vec();
        let terms: Vec<i64> = configured.iter().map(|id| term(id)).collect();
        others.retain(|other| !terms.is_empty() && !terms.contains(&other.term));
        let hidden = others.iter().map(|other| other.events).sum();
        // The sort is stable: among equals, the instance with the latest event is first.
        others.sort_by_key(|other| std::cmp::Reverse(other.events));
        others.truncate(NAMED_INSTANCES_MAX);
        let mut named = Vec::with_capacity(others.len());
        for CountedInstance { term, events, newest, last_event_at } in others {
            let Some(instance_id) = instance_at(on, newest).await? else { continue };
            let since = first_event_at(on, view, &source, term).await?.unwrap_or(last_event_at);
            named.push(OtherInstance { instance_id, events, since, last_event_at });
        }
        Ok(RecentCounts { source, events, hidden, instances: named, configured })
    }
}

/// The instance of the event at a position.
pub(super) async fn instance_at(on: &impl ConnectionTrait, position: i64) -> Result<Option<String>, QueryError> {
    let event = recorded_event::at(on, Position(position)).await?;
    Ok(event.and_then(|event| ActivityRow::of_event(&event).instance_id))
}

/// Adds a note to a page if rows are hidden, and how to request them. If the page is empty,
/// `first_hidden` finds source and instance of the first hidden match, at the cost of the page.
/// Otherwise the note depends on the newest events.
pub(super) async fn explain_by<T>(
    page: &mut Page<T>,
    on: &impl ConnectionTrait,
    instances: &Instances,
    (requested, of, allowed_sources): (Option<&str>, Option<&str>, &SourceAccess),
    first_hidden: impl AsyncFnOnce() -> Result<Option<(String, String)>, QueryError>,
) -> Result<(), QueryError> {
    if requested.is_some() || instances.hides_nothing() {
        return Ok(());
    }
    let note = if page.is_empty() {
        first_hidden().await?.map(note_on_match)
    } else {
        newest_hidden(on, instances, of, allowed_sources).await?.map(note_on_newest)
    };
    page.notes.extend(note);
    Ok(())
}

/// Source and instance of a hidden event among the newest ones, of the requested source or of all
/// allowed sources.
async fn newest_hidden(
    on: &impl ConnectionTrait,
    instances: &Instances,
    of: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Option<(String, String)>, QueryError> {
    let Some(view) = LiveView::if_live::<Activity>(on).await? else { return Ok(None) };
    let newest = Query::select()
        .columns([Column::Source, Column::InstanceTerm, Column::Position])
        .from(view.table)
        .order_by(Column::Position, Order::Desc)
        .limit(EXAMINED_EVENTS)
        .take();
    let visible = instances.visible_by(Column::Source, Column::InstanceTerm, |id| term(id).into());
    let first = Query::select()
        .columns([Column::Source, Column::Position])
        .from_subquery(newest, "newest")
        .cond_where(visible.not())
        .cond_where(Condition::all().add_option(source_access::rows(Column::Source, allowed_sources)))
        .cond_where(Condition::all().add_option(of.map(|source| Expr::col(Column::Source).eq(source))))
        .limit(1)
        .take();
    let Some(row) = on.query_one(&first).await? else { return Ok(None) };
    let instance = instance_at(on, row.try_get("", "position")?).await?;
    Ok(Some(row.try_get("", "source")?).zip(instance))
}

fn note_on_newest((source, instance): (String, String)) -> String {
    format!(
        "instance_id: rows of instances with which the source {source} is not configured are left out by default, and \
         some of the {EXAMINED_EVENTS} newest events are of such a one; write instance_id={instance} to see those of \
         that instance"
    )
}

fn note_on_match((source, instance): (String, String)) -> String {
    format!(
        "instance_id: rows match that are hidden by default, because the source {source} is not configured with their \
         instance; write instance_id={instance} to see those of that instance"
    )
}

/// A note on statistics that leave out rows of an instance.
pub(super) fn note_on_statistics((source, instance): (String, String)) -> String {
    format!(
        "instance_id: instances with which the source {source} is not configured are not counted by default, and one \
         of them has rows at this time; write instance_id={instance} to count those of that instance"
    )
}

/// When the first event of an instance happened, with one index lookup unless another source has
/// the same instance.
async fn first_event_at(
    on: &impl ConnectionTrait,
    view: &LiveView,
    source: &str,
    instance: i64,
) -> Result<Option<Timestamp>, QueryError> {
    let first: Option<i64> = view
        .find::<Activity>()
        .select_only()
        .column(Column::OccurredAt)
        .filter(Column::InstanceTerm.eq(instance))
        .filter(Column::Source.eq(source))
        .order_by_asc(Column::OccurredAt)
        .order_by_asc(Column::Position)
        .limit(1)
        .into_tuple()
        .one(on)
        .await?;
    Ok(first.map(Timestamp::from_micros))
}

impl RecentCounts {
    /// True if lists hide all of them.
    #[must_use]
    pub const fn is_all_hidden(&self) -> bool {
        self.events > 0 && self.hidden == self.events
    }

    /// A sentence about hidden events and the setting to change; `None` if none are hidden.
    #[must_use]
    pub fn notice(&self) -> Option<String> {
        let first = self.instances.first()?;
        let Self { source, events, hidden, .. } = self;
        let names: Vec<String> = self
            .instances
            .iter()
            .map(|other| format!("{} ({} of them; its first was on {})", other.instance_id, other.events, other.since))
            .collect();
        let (names, configured) = (names.join(", "), self.configured.join(", "));
        if !self.is_all_hidden() {
            return Some(format!(
                "{hidden} of the {events} recent events of the source {source} are hidden from views by default: \
                 their instance is not among those that are configured ({configured}), but {names}; instance_id= shows \
                 them"
            ));
        }
        let setting = if source == CLERK { "CLERK_INSTANCE_ID" } else { "instance_ids of this source" };
        Some(format!(
            "all {events} recent events of the source {source} are hidden from views, and every list of it is empty by \
             default: their instance is not among those that are configured ({configured}), but {names}; if that is \
             yours, set {setting} to {}",
            first.instance_id
        ))
    }
}
