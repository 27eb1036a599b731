//! Events by position. The ids and time of an event come from the activity view and are absent
//! while it lags.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait,
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
    event::{RecordedBody, source::SYSTEM_SOURCE},
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

pub(super) const LIST: List = List { name: "events", key: &[KeyKind::Position] };

#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// What the event did, without a time.
    pub activity: ActivityFilter,
    /// When it was received.
    pub interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub row: Model,
    /// When it happened, if the activity view has folded the event.
    pub occurred_at: Option<Timestamp>,
    pub user_id: Option<String>,
    pub session_id: Option<String>,
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
    let key = |row: &Model| vec![KeyPart::Integer(row.position)];
    let Page { data, next, prev, has_more, incomplete, notes, unread, .. } =
        pager.page_up_to(&on, rows, key, stopped_at).await?;
    // A term can stand for other texts too.
    let matches = |row: Option<&ActivityRow>| !needs_activity || row.is_some_and(|row| filter.activity.matches(row));
    let data = described(store, &on, data, matches).await?;
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
    let Some(event) = described(store, &on, found, |_| true).await?.pop() else { return Ok(None) };
    let payload = payload::Entity::find_by_id(event.row.position).one(&on).await?;
    let body_bytes = event.row.body_bytes;
    let (secret_id, body) = match payload {
        Some(payload) => (Some(payload.secret_id.clone()), payload.recorded_body(body_bytes)),
        None => (None, RecordedBody::Gone),
    };
    Ok(Some(WholeEvent { event, secret_id, body }))
}

/// Adds what the activity view knows about events, and keeps those whose activity matches.
async fn described(
    store: &Store,
    on: &impl ConnectionTrait,
    rows: Vec<Model>,
    matches: impl Fn(Option<&ActivityRow>) -> bool,
) -> Result<Vec<EventRow>, QueryError> {
    let mut known = HashMap::with_capacity(rows.len());
    if let Some(view) = LiveView::if_live::<Activity>(on).await? {
        for some in rows.chunks(POSITIONS_PER_SELECT) {
            let positions = some.iter().map(|row| row.position);
            let models = view.find::<Activity>().filter(activity::Column::Position.is_in(positions)).all(on).await?;
            let rows = super::activity::complete(store, on, &view, models).await?;
            known.extend(rows.into_iter().map(|row| (row.position, row)));
        }
    }
    let described = |row: Model| {
        let known = known.remove(&row.position);
        if !matches(known.as_ref()) {
            return None;
        }
        let (user_id, session_id) =
            known.as_ref().map(|row| (row.user_id.clone(), row.session_id.clone())).unwrap_or_default();
        let occurred_at = known.map(|row| Timestamp::from_micros(row.occurred_at));
        Some(EventRow { row, occurred_at, user_id, session_id })
    };
    Ok(rows.into_iter().filter_map(described).collect())
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
