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
    live_view::{self, LiveView},
    page::{EXAMINED_MAX, Page, PageRequest, Pager},
    pattern::TypePattern,
    source_access, sources,
    unknown_names::{self, FilterName, NameKind},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Position, RecordedBody, Size, source::SYSTEM_SOURCE},
    storage::{
        Store,
        entity::{
            event::{Column, Entity, Model},
            payload,
        },
    },
    views::{Activity, activity},
};

/// Positions of one statement: bounds its parameters.
const POSITIONS_PER_SELECT: usize = 500;

const LIST: List = List { name: "events", key: &[KeyKind::Position] };

#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// A source; by default all but Gatelog itself.
    pub source: Option<String>,
    pub event_type: Option<TypePattern>,
    pub user_id: Option<String>,
    pub session_id: Option<String>,
    /// A user in any role.
    pub involves: Option<String>,
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
    if let Some(pattern) = &filter.event_type {
        pattern.check_visible("type", filter.source.as_deref())?;
    }
    let of_objects = [
        ("user_id", filter.user_id.is_some()),
        ("session_id", filter.session_id.is_some()),
        ("involves", filter.involves.is_some()),
    ];
    sources::refuse_with_system(filter.source.as_deref(), of_objects)?;
    let (mut pager, on) = Pager::begin(store, page, &LIST).await?;
    pager.ends_at(filter.interval.until);
    unknown_names::refuse_misspelt(filter.event_type.as_ref(), &on, allowed_sources).await?;
    if let Some(since) = filter.interval.since {
        pager.begin_at(Position(position_at(&on, since).await?));
    }
    if let Some(until) = filter.interval.until {
        pager.limit_to_checkpoint(Size(position_at(&on, until).await?));
    }
    let (rows, stopped_at) = if filter.names_object() {
        filter.find(&on, &mut pager, allowed_sources).await?
    } else {
        filter.scan(&on, &pager, allowed_sources).await?
    };
    let key = |row: &Model| vec![KeyPart::Integer(row.position)];
    let Page { data, next, prev, has_more, incomplete, notes, .. } =
        pager.page_up_to(&on, rows, key, stopped_at).await?;
    let mut data = described(store, &on, data).await?;
    data.retain(|event| filter.matches(event));
    let mut page = Page { data, next, prev, has_more, incomplete, interval: filter.interval.named(), notes };
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
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
    let Some(event) = described(store, &on, found.into_iter().collect()).await?.pop() else { return Ok(None) };
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
        for some in rows.chunks(POSITIONS_PER_SELECT) {
            let positions = some.iter().map(|row| row.position);
            let models = view.find::<Activity>().filter(activity::Column::Position.is_in(positions)).all(on).await?;
            let rows = super::activity::complete(store, on, &view, models).await?;
            known.extend(rows.into_iter().map(|row| (row.position, row)));
        }
    }
    let described = |row: Model| {
        let known = known.remove(&row.position);
        let (user_id, session_id) =
            known.as_ref().map(|row| (row.user_id.clone(), row.session_id.clone())).unwrap_or_default();
        EventRow { occurred_at: known.map(|row| Timestamp::from_micros(row.occurred_at)), user_id, session_id, row }
    };
    Ok(rows.into_iter().map(described).collect())
}

/// The first position received at this time or later. Binary search: receive times never decrease
/// with the position, and positions have no gaps.
async fn position_at(on: &impl ConnectionTrait, moment: Timestamp) -> Result<i64, QueryError> {
    let (mut low, mut high) = (0, live_view::size(on).await?.0);
    while low < high {
        let middle = low + (high - low) / 2;
        let event = Entity::find_by_id(middle).one(on).await?;
        if event.is_some_and(|event| event.received_at < moment.micros()) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

impl EventFilter {
    /// True if a filter needs the activity view.
    fn names_object(&self) -> bool {
        self.user_id.is_some() || self.session_id.is_some() || self.involves.is_some()
    }

    /// The events of a page, from the activity view.
    async fn find(
        &self,
        on: &impl ConnectionTrait,
        pager: &mut Pager,
        allowed_sources: &SourceAccess,
    ) -> Result<(Vec<Model>, Option<Vec<KeyPart>>), QueryError> {
        let view = LiveView::load::<Activity>(on).await?;
        pager.limit_to_checkpoint(view.checkpoint);
        let filter = ActivityFilter {
            source: self.source.clone(),
            event_type: self.event_type.clone(),
            user_id: self.user_id.clone(),
            session_id: self.session_id.clone(),
            involves: self.involves.clone(),
            ..ActivityFilter::default()
        };
        let (positions, stopped_at) = super::activity::positions(on, &view, pager, &filter, allowed_sources).await?;
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
        let of = match &self.source {
            Some(source) => Column::Source.eq(source.as_str()),
            None => Column::Source.ne(SYSTEM_SOURCE),
        };
        let types = self.event_type.as_ref().map(|pattern| pattern.matches(Expr::col((Entity, Column::EventType))));
        let allowed_sources = source_access::rows((Entity, Column::Source), allowed_sources);
        let mut select = Entity::find().filter(Condition::all().add_option(allowed_sources).add(of).add_option(types));
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
        let Some(source) = &self.source else { return Ok(pager.examined_up_to()) };
        if self.event_type.is_none() {
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

    /// True if the event has the filtered ids. A term can match other ids too.
    fn matches(&self, event: &EventRow) -> bool {
        let is = |wanted: &Option<String>, id: &Option<String>| wanted.is_none() || wanted == id;
        is(&self.user_id, &event.user_id) && is(&self.session_id, &event.session_id)
    }
}

impl EventFilter {
    fn names(&self) -> [Option<FilterName>; 4] {
        [
            FilterName::new("type", NameKind::Type, self.event_type.as_ref()),
            FilterName::new("user_id", NameKind::User, self.user_id.as_ref()),
            FilterName::new("involves", NameKind::User, self.involves.as_ref()),
            FilterName::new("session_id", NameKind::Session, self.session_id.as_ref()),
        ]
    }
}
