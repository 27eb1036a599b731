//! The log itself, by position. What an event is about is taken from the activity view, by position, and absent where
//! that lags; the log knows only what was sent.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, JoinType, Query},
};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    interval::Interval,
    page::{Page, PageRequest, Walk},
    pattern::TypePattern,
    sources,
    unseen::{self, Named, Of},
    view::{self, View, unindexed},
    within,
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    event::{RecordedBody, source::SYSTEM_SOURCE},
    store::{
        Store,
        entity::{
            event::{Column, Entity, Model},
            payload,
        },
    },
    views::{Activity, activity},
};

const LIST: List = List { name: "events", key: &[Kind::Position] };

#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Of this source; else of all but Gatelog itself.
    pub source: Option<String>,
    pub event_type: Option<TypePattern>,
    pub user_id: Option<String>,
    pub session_id: Option<String>,
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

#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    row: Model,
    activity_occurred_at: Option<i64>,
    activity_user_id: Option<String>,
    activity_session_id: Option<String>,
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
    let of_objects = [("user_id", filter.user_id.is_some()), ("session_id", filter.session_id.is_some())];
    sources::refuse_beside_system(filter.source.as_deref(), of_objects)?;
    let (mut walk, on) = Walk::begin(store, page, &LIST).await?;
    walk.ends_at(filter.interval.until);
    unseen::refuse_misspelt(filter.event_type.as_ref(), &on, within).await?;
    let about = filter.about(&on).await?;
    if let Some(view) = &about {
        walk.bound_by(view.checkpoint);
    }
    let (gathers, walks) = (about.is_some() && !walk.is_short(), walk.is_short());
    let condition = filter.condition(&on, about, walks, within).await?;
    let mut select = find(&on).await?.filter(condition);
    let (query, key) = (QueryTrait::query(&mut select), [(Entity, Column::Position)]);
    if gathers {
        walk.gather(query, key);
    } else {
        walk.select(query, key);
    }
    let rows = select.into_model::<Found>().all(&on).await?;
    let page = walk.page(&on, rows, |found| vec![Part::Integer(found.row.position)]).await?;
    let mut page = page.map(EventRow::from);
    page.interval = filter.interval.named();
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
    let mut select = find(&on).await?.filter(Column::SvixId.eq(svix_id));
    select = select.filter(within::candidates(&on, Column::Source, source, within).await?);
    let found = select.into_model::<Found>().all(&on).await?;
    let Some(found) = within::only(found, |found| found.row.source.as_str())? else { return Ok(None) };
    let payload = payload::Entity::find_by_id(found.row.position).one(&on).await?;
    let body_bytes = found.row.body_bytes;
    let (secret_id, body) = match payload {
        Some(payload) => (Some(payload.secret_id.clone()), payload.recorded_body(body_bytes)),
        None => (None, RecordedBody::Gone),
    };
    Ok(Some(WholeEvent { event: found.into(), secret_id, body }))
}

/// Events with what the activity view says of them, where it is there.
async fn find(on: &impl ConnectionTrait) -> Result<Select<Entity>, QueryError> {
    let known = |column: activity::Column| Expr::col((activity::Entity, column));
    let mut select = Entity::find();
    let query = QueryTrait::query(&mut select);
    let (occurred_at, user_id, session_id) = match View::if_live::<Activity>(on).await? {
        Some(view) => {
            let same = known(activity::Column::Position).equals((Entity, Column::Position));
            query.join_as(JoinType::LeftJoin, view.table, activity::Entity, same);
            (known(activity::Column::OccurredAt), known(activity::Column::UserId), known(activity::Column::SessionId))
        }
        None => (Expr::value(None::<i64>), Expr::value(None::<String>), Expr::value(None::<String>)),
    };
    query
        .expr_as(occurred_at, "activity_occurred_at")
        .expr_as(user_id, "activity_user_id")
        .expr_as(session_id, "activity_session_id");
    Ok(select)
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
    /// The view that tells whom an event is about, where that is asked for.
    async fn about(&self, on: &impl ConnectionTrait) -> Result<Option<View>, QueryError> {
        if self.user_id.is_none() && self.session_id.is_none() {
            return Ok(None);
        }
        View::of::<Activity>(on).await.map(Some)
    }

    /// Of the row of the view that stands beside the event, or by what an index of the view has of all times.
    fn is_about(&self, view: View, walks: bool) -> Condition {
        let is = |column: activity::Column, value: &Option<String>| {
            let column = (activity::Entity, column);
            let column = if walks { unindexed(column) } else { Expr::col(column) };
            value.as_ref().map(|value| column.eq(value.as_str()))
        };
        let is_about = Condition::all()
            .add_option(is(activity::Column::UserId, &self.user_id))
            .add_option(is(activity::Column::SessionId, &self.session_id));
        if walks {
            return is_about;
        }
        let positions = Query::select()
            .column((activity::Entity, activity::Column::Position))
            .from_as(view.table, activity::Entity)
            .cond_where(is_about)
            .take();
        Condition::all().add(Column::Position.in_subquery(positions))
    }

    async fn condition(
        &self,
        on: &impl ConnectionTrait,
        about: Option<View>,
        walks: bool,
        within: &SourceAccess,
    ) -> Result<Condition, QueryError> {
        let of = match &self.source {
            Some(source) => Column::Source.eq(source.as_str()),
            None => Column::Source.ne(SYSTEM_SOURCE),
        };
        let types = self.event_type.as_ref().map(|pattern| pattern.matches(Expr::col((Entity, Column::EventType))));
        let mut condition =
            Condition::all().add_option(within::rows((Entity, Column::Source), within)).add(of).add_option(types);
        if let Some(view) = about {
            condition = condition.add(self.is_about(view, walks));
        }
        if let Some(since) = self.interval.since {
            condition = condition.add(Column::Position.gte(position_at(on, since).await?));
        }
        if let Some(until) = self.interval.until {
            condition = condition.add(Column::Position.lt(position_at(on, until).await?));
        }
        Ok(condition)
    }
}

impl EventFilter {
    fn names(&self) -> [Option<Named>; 3] {
        [
            Named::new("type", Of::Type, self.event_type.as_ref()),
            Named::new("user_id", Of::User, self.user_id.as_ref()),
            Named::new("session_id", Of::Session, self.session_id.as_ref()),
        ]
    }
}

impl From<Found> for EventRow {
    fn from(found: Found) -> Self {
        Self {
            row: found.row,
            occurred_at: found.activity_occurred_at.map(Timestamp::from_micros),
            user_id: found.activity_user_id,
            session_id: found.activity_session_id,
        }
    }
}
