//! Events by position. The ids and time of an event come from the activity view and are absent
//! while it lags.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Condition, Expr, Query},
};

use super::{
    activity::ActivityFilter,
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    interval::Interval,
    live_view::LiveView,
    page::{EXAMINED_MAX, Page, PageRequest, Pager},
    received, source_access, unknown_names,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Position, RecordedBody, RecordedEvent, source::SYSTEM_SOURCE},
    event_log,
    storage::{
        Store,
        entity::{
            event::{Column, Entity, Model},
            payload,
        },
    },
    views::{
        Activity, Mentions,
        activity::{self, ActivityRow},
    },
};

/// Positions of one statement: bounds its parameters.
const POSITIONS_PER_SELECT: usize = 500;

/// Bytes of bodies on one page: a delivery has up to two megabytes, and a page up to 1,000 rows.
const BODY_BYTES_PER_PAGE: i64 = 8 * 1024 * 1024;

pub(super) const LIST: List = List { name: "events", key: &[KeyKind::Position] };

#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// What the event did, without a time.
    pub activity: ActivityFilter,
    /// When it was received.
    pub interval: Interval,
    /// Whether rows have their bodies.
    pub bodies: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub row: Model,
    /// When it happened, if the activity view has folded the event.
    pub occurred_at: Option<Timestamp>,
    pub user_id: Option<String>,
    pub session_id: Option<String>,
    /// The body, if it was asked for.
    pub body: Option<RecordedBody>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeEvent {
    pub event: EventRow,
    /// The secret that verified it; absent once erased.
    pub secret_id: Option<String>,
    pub body: RecordedBody,
}

pub async fn list(
    store: &Store,
    filter: &EventFilter,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<EventRow>, QueryError> {
    filter.activity.check()?;
    let (mut pager, on) = Pager::begin(store, page, &LIST).await?;
    if filter.activity.compares_texts() {
        pager.reads_what_it_counts();
    }
    pager.ends_at(filter.interval.until);
    filter.activity.refuse_unknown(&on, allowed_sources).await?;
    received::limit(&mut pager, &on, filter.interval.since, filter.interval.until).await?;
    let needs_activity = filter.activity.needs_activity();
    let (rows, stopped_at) = if needs_activity {
        filter.find(&on, &mut pager, allowed_sources).await?
    } else {
        filter.scan(&on, &pager, allowed_sources).await?
    };
    if filter.bodies {
        pager.end_within(rows.iter().map(|row| row.body_bytes), BODY_BYTES_PER_PAGE);
    }
    let key = |row: &Model| vec![KeyPart::Integer(row.position)];
    let Page { data, next, prev, has_more, incomplete, notes, unread, .. } =
        pager.page_up_to(&on, rows, key, stopped_at).await?;
    let data = if needs_activity {
        matching(store, &on, data, &filter.activity).await?
    } else {
        described(store, &on, data).await?
    };
    let data = if filter.bodies { with_bodies(store, data).await? } else { data };
    let mut page = Page { data, next, prev, has_more, incomplete, interval: filter.interval.named(), notes, unread };
    let source = filter.activity.source.as_deref();
    unknown_names::explain(&mut page, &on, allowed_sources, source, filter.activity.names()).await?;
    Ok(page)
}

/// The event with this id and its payload. The source is required only if two sources hold the id.
pub async fn one(
    store: &Store,
    svix_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Option<WholeEvent>, QueryError> {
    let on = store.begin_read().await?;
    let candidates = source_access::candidates(&on, Column::Source, source, allowed_sources).await?;
    let found = Entity::find().filter(Column::SvixId.eq(svix_id)).filter(candidates).all(&on).await?;
    let found = source_access::only(found, |found| found.source.as_str())?;
    let found = found.into_iter().collect();
    let Some(event) = described(store, &on, found).await?.pop() else { return Ok(None) };
    let payload = payload::Entity::find_by_id(event.row.position).one(&on).await?;
    let body_bytes = event.row.body_bytes;
    let (secret_id, body) = match payload {
        Some(payload) => (Some(payload.secret_id.clone()), payload.recorded_body(body_bytes)),
        None => (None, RecordedBody::Gone),
    };
    Ok(Some(WholeEvent { event, secret_id, body }))
}

/// Adds what the activity view knows about events.
async fn described(store: &Store, on: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<EventRow>, QueryError> {
    let mut known = HashMap::with_capacity(rows.len());
    if let Some(view) = LiveView::if_live::<Activity>(on).await? {
        let mut stored = HashMap::with_capacity(rows.len());
        for rows in rows.chunks(POSITIONS_PER_SELECT) {
            let select = view
                .find::<Activity>()
                .select_only()
                .columns([activity::Column::Position, activity::Column::OccurredAt, activity::Column::Carried])
                .filter(activity::Column::Position.is_in(rows.iter().map(|row| row.position)));
            let rows: Vec<(i64, i64, Option<String>)> = select.into_tuple().all(on).await?;
            stored.extend(rows.into_iter().map(|(position, occurred_at, carried)| (position, (occurred_at, carried))));
        }
        let (positions, stored) = (stored.keys().copied().map(Position).collect(), Arc::new(stored));
        let subjects = move |event: RecordedEvent| {
            let (occurred_at, carried) = stored.get(&event.position.0)?;
            let (user_id, session_id) = ActivityRow::subjects(&event, carried.as_deref());
            Some((event.position.0, Known { occurred_at: *occurred_at, user_id, session_id }))
        };
        event_log::read::map_at(store, positions, subjects, |subjects| known.extend(subjects)).await?;
    }
    let row = |row: Model| EventRow::new(known.remove(&row.position), row);
    Ok(rows.into_iter().map(row).collect())
}

/// The events whose activity matches: a term that found them can stand for other texts too.
async fn matching(
    store: &Store,
    on: &impl ConnectionTrait,
    rows: Vec<Model>,
    filter: &ActivityFilter,
) -> Result<Vec<EventRow>, QueryError> {
    let view = LiveView::load::<Activity>(on).await?;
    let mut known = HashMap::with_capacity(rows.len());
    for rows in rows.chunks(POSITIONS_PER_SELECT) {
        let positions = rows.iter().map(|row| row.position);
        let models = view.find::<Activity>().filter(activity::Column::Position.is_in(positions)).all(on).await?;
        let rows = super::activity::complete(store, on, &view, models).await?;
        let matching = rows.into_iter().filter(|row| filter.matches(row));
        known.extend(matching.map(|row| {
            let ActivityRow { position, occurred_at, user_id, session_id, .. } = row;
            (position, Known { occurred_at, user_id, session_id })
        }));
    }
    let row = |row: Model| Some(EventRow::new(Some(known.remove(&row.position)?), row));
    Ok(rows.into_iter().filter_map(row).collect())
}

/// Adds the bodies.
async fn with_bodies(store: &Store, mut rows: Vec<EventRow>) -> Result<Vec<EventRow>, QueryError> {
    let mut bodies = HashMap::with_capacity(rows.len());
    let positions = rows.iter().map(|row| Position(row.row.position)).collect();
    event_log::read::each_at(store, positions, |event| _ = bodies.insert(event.position.0, event.body)).await?;
    for row in &mut rows {
        row.body = bodies.remove(&row.row.position);
    }
    Ok(rows)
}

/// What the activity view knows about an event.
struct Known {
    occurred_at: i64,
    user_id: Option<String>,
    session_id: Option<String>,
}

impl EventRow {
    fn new(known: Option<Known>, row: Model) -> Self {
        let Some(Known { occurred_at, user_id, session_id }) = known else {
            return Self { row, occurred_at: None, user_id: None, session_id: None, body: None };
        };
        Self { row, occurred_at: Some(Timestamp::from_micros(occurred_at)), user_id, session_id, body: None }
    }
}

impl EventFilter {
    /// The events of a page, from the activity view.
    async fn find(
        &self,
        on: &impl ConnectionTrait,
        pager: &mut Pager,
        allowed_sources: &SourceAccess,
    ) -> Result<(Vec<Model>, Option<Vec<KeyPart>>), QueryError> {
        let view = LiveView::load::<Activity>(on).await?;
        pager.limit_to_checkpoint(view.checkpoint);
        if !self.activity.involves.is_empty() {
            // A filter by another view: it finds nothing of what that view has not folded.
            pager.limit_to_checkpoint(LiveView::load::<Mentions>(on).await?.checkpoint);
        }
        let (positions, stopped_at) =
            super::activity::positions(on, &view, pager, &self.activity, allowed_sources).await?;
        let mut select = Entity::find().filter(Column::Position.is_in(positions));
        pager.order(QueryTrait::query(&mut select), [Column::Position]);
        Ok((select.all(on).await?, stopped_at))
    }

    /// The events of a page, from the log.
    async fn scan(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
        allowed_sources: &SourceAccess,
    ) -> Result<(Vec<Model>, Option<Vec<KeyPart>>), QueryError> {
        let of = match &self.activity.source {
            Some(source) => Column::Source.eq(source.as_str()),
            None => Column::Source.ne(SYSTEM_SOURCE),
        };
        let event_type = || Expr::col((Entity, Column::EventType));
        let types = self.activity.event_type.condition(|pattern| Condition::all().add(pattern.matches(event_type())));
        let allowed_sources = source_access::rows((Entity, Column::Source), allowed_sources);
        let mut select = Entity::find().filter(Condition::all().add_option(allowed_sources).add(of).add(types));
        let (query, key) = (QueryTrait::query(&mut select), [(Entity, Column::Position)]);
        pager.select(query, key);
        let stopped_at = self.examined_up_to(on, pager).await?;
        if let Some(stop) = &stopped_at {
            pager.up_to_key(query, key, stop);
        }
        Ok((select.all(on).await?, stopped_at))
    }

    /// Where a page ends if it finds too few events; `None` if every examined event is on the
    /// page, or there are no more.
    async fn examined_up_to(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
    ) -> Result<Option<Vec<KeyPart>>, QueryError> {
        let Some(source) = &self.activity.source else { return Ok(pager.examined_up_to()) };
        if self.activity.event_type.is_empty() {
            return Ok(None);
        }
        // An index has the events of a source by position.
        let mut last = Query::select();
        last.column((Entity, Column::Position)).from(Entity).and_where(Column::Source.eq(source.as_str()));
        pager.select(&mut last, [(Entity, Column::Position)]);
        last.limit(1).offset(EXAMINED_MAX - 1);
        let last = on.query_one(&last).await?;
        Ok(last.map(|row| row.try_get("", "position")).transpose()?.map(|position| vec![KeyPart::Integer(position)]))
    }
}
