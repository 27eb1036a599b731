//! The log itself, by position. What an event is about is taken from the activity view, by position, and absent where
//! that lags; the log knows only what was sent.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait,
    sea_query::{Condition, Expr, Query},
};

use super::{
    activity::ActivityFilter,
    cursor::{Kind, List, Part},
    error::QueryError,
    interval::Interval,
    page::{EXAMINED_MAX, Page, PageRequest, Walk},
    pattern::TypePattern,
    sources,
    unseen::{self, Named, Of},
    view::{self, View},
    within,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{Position, RecordedBody, Size, source::SYSTEM_SOURCE},
    store::{
        Store,
        entity::{
            event::{Column, Entity, Model},
            payload,
        },
    },
    views::{Activity, activity},
};

/// Positions of one statement: bounds the parameters.
const POSITIONS_PER_SELECT: usize = 500;

const LIST: List = List { name: "events", key: &[Kind::Position] };

#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Of this source; else of all but Gatelog itself.
    pub source: Option<String>,
    pub event_type: Option<TypePattern>,
    pub user_id: Option<String>,
    pub session_id: Option<String>,
    /// Naming this user, in any role.
    pub involves: Option<String>,
    pub interval: Interval,
}

/// An event without its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub row: Model,
    /// When it happened, where the activity view has come that far.
    pub occurred_at: Option<Timestamp>,
    pub user_id: Option<String>,
    pub session_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeEvent {
    pub event: EventRow,
    /// Which secret verified it; absent once erased.
    pub secret_id: Option<String>,
    pub body: RecordedBody,
}

/// One page of events, by position.
pub async fn list(
    store: &Store,
    filter: &EventFilter,
    within: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<EventRow>, QueryError> {
    if let Some(pattern) = &filter.event_type {
        pattern.check_shown("type", filter.source.as_deref())?;
    }
    let of_objects = [
        ("user_id", filter.user_id.is_some()),
        ("session_id", filter.session_id.is_some()),
        ("involves", filter.involves.is_some()),
    ];
    sources::refuse_beside_system(filter.source.as_deref(), of_objects)?;
    let (mut walk, on) = Walk::begin(store, page, &LIST).await?;
    walk.ends_at(filter.interval.until);
    unseen::refuse_misspelt(filter.event_type.as_ref(), &on, within).await?;
    if let Some(since) = filter.interval.since {
        walk.begin_at(Position(position_at(&on, since).await?));
    }
    if let Some(until) = filter.interval.until {
        walk.bound_by(Size(position_at(&on, until).await?));
    }
    let (rows, stopped_at) = if filter.names_object() {
        filter.find(&on, &mut walk, within).await?
    } else {
        filter.walk(&on, &walk, within).await?
    };
    let key = |row: &Model| vec![Part::Integer(row.position)];
    let Page { data, next, prev, has_more, notes, .. } = walk.page_up_to(&on, rows, key, stopped_at).await?;
    let mut data = described(store, &on, data).await?;
    data.retain(|event| filter.matches(event));
    let mut page = Page { data, next, prev, has_more, interval: filter.interval.named(), notes };
    unseen::explain(&mut page, &on, within, filter.source.as_deref(), filter.names()).await?;
    Ok(page)
}

/// The event with that id, with its payload. The source is needed only where two sources hold the id.
pub async fn one(
    store: &Store,
    svix_id: &str,
    source: Option<&str>,
    within: &SourceAccess,
) -> Result<Option<WholeEvent>, QueryError> {
    let on = store.begin_read().await?;
    let candidates = within::candidates(&on, Column::Source, source, within).await?;
    let found = Entity::find().filter(Column::SvixId.eq(svix_id)).filter(candidates).all(&on).await?;
    let found = within::only(found, |found| found.source.as_str())?;
    let Some(event) = described(store, &on, found.into_iter().collect()).await?.pop() else { return Ok(None) };
    let payload = payload::Entity::find_by_id(event.row.position).one(&on).await?;
    let body_bytes = event.row.body_bytes;
    let (secret_id, body) = match payload {
        Some(payload) => (Some(payload.secret_id.clone()), payload.recorded_body(body_bytes)),
        None => (None, RecordedBody::Gone),
    };
    Ok(Some(WholeEvent { event, secret_id, body }))
}

/// Events with what the activity view says of them, where it is there.
async fn described(store: &Store, on: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<EventRow>, QueryError> {
    let mut known = HashMap::with_capacity(rows.len());
    if let Some(view) = View::if_live::<Activity>(on).await? {
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

/// The first position whose event was taken then or later: found by halving, since that time never decreases with
/// position, and positions have no gap.
async fn position_at(on: &impl ConnectionTrait, moment: Timestamp) -> Result<i64, QueryError> {
    let (mut low, mut high) = (0, view::size(on).await?.0);
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
    /// Whether it asks for what only the activity view knows.
    fn names_object(&self) -> bool {
        self.user_id.is_some() || self.session_id.is_some() || self.involves.is_some()
    }

    /// The events of a page, by the activity view.
    async fn find(
        &self,
        on: &impl ConnectionTrait,
        walk: &mut Walk,
        within: &SourceAccess,
    ) -> Result<(Vec<Model>, Option<Vec<Part>>), QueryError> {
        let view = View::of::<Activity>(on).await?;
        walk.bound_by(view.checkpoint);
        let filter = ActivityFilter {
            source: self.source.clone(),
            event_type: self.event_type.clone(),
            user_id: self.user_id.clone(),
            session_id: self.session_id.clone(),
            involves: self.involves.clone(),
            ..ActivityFilter::default()
        };
        let (positions, stopped_at) = super::activity::positions(on, &view, walk, &filter, within).await?;
        let mut select = Entity::find().filter(Column::Position.is_in(positions));
        walk.order(QueryTrait::query(&mut select), [Column::Position]);
        Ok((select.all(on).await?, stopped_at))
    }

    /// The same by what the log knows.
    async fn walk(
        &self,
        on: &impl ConnectionTrait,
        walk: &Walk,
        within: &SourceAccess,
    ) -> Result<(Vec<Model>, Option<Vec<Part>>), QueryError> {
        let of = match &self.source {
            Some(source) => Column::Source.eq(source.as_str()),
            None => Column::Source.ne(SYSTEM_SOURCE),
        };
        let types = self.event_type.as_ref().map(|pattern| pattern.matches(Expr::col((Entity, Column::EventType))));
        let within = within::rows((Entity, Column::Source), within);
        let mut select = Entity::find().filter(Condition::all().add_option(within).add(of).add_option(types));
        let (query, key) = (QueryTrait::query(&mut select), [(Entity, Column::Position)]);
        walk.select(query, key);
        let stopped_at = self.examined_up_to(on, walk).await?;
        if let Some(stop) = &stopped_at {
            walk.up_to_key(query, key, stop);
        }
        Ok((select.all(on).await?, stopped_at))
    }

    /// Where a page ends that finds too few events; `None` where every event that it examines is
    /// one of its rows, or there are no more.
    async fn examined_up_to(&self, on: &impl ConnectionTrait, walk: &Walk) -> Result<Option<Vec<Part>>, QueryError> {
        let Some(source) = &self.source else { return Ok(walk.examined_up_to()) };
        if self.event_type.is_none() {
            return Ok(None);
        }
        // An index has the events of a source by position.
        let mut last = Query::select();
        last.column((Entity, Column::Position)).from(Entity).and_where(Column::Source.eq(source.as_str()));
        walk.select(&mut last, [(Entity, Column::Position)]);
        last.limit(1).offset(EXAMINED_MAX - 1);
        let last = on.query_one(&last).await?;
        Ok(last.map(|row| row.try_get("", "position")).transpose()?.map(|position| vec![Part::Integer(position)]))
    }

    /// Whether an event has the ids that were looked for by their terms.
    fn matches(&self, event: &EventRow) -> bool {
        let is = |wanted: &Option<String>, id: &Option<String>| wanted.is_none() || wanted == id;
        is(&self.user_id, &event.user_id) && is(&self.session_id, &event.session_id)
    }
}

impl EventFilter {
    fn names(&self) -> [Option<Named>; 4] {
        [
            Named::new("type", Of::Type, self.event_type.as_ref()),
            Named::new("user_id", Of::User, self.user_id.as_ref()),
            Named::new("involves", Of::User, self.involves.as_ref()),
            Named::new("session_id", Of::Session, self.session_id.as_ref()),
        ]
    }
}
