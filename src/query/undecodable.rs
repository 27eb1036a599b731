//! Events that some live view could not read, or of which it could read only a part: recorded whole all the same. Knows
//! what the projections found while they folded, and reads no body itself.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Condition, ExprTrait},
};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    page::{Page, PageRequest, Walk},
    view::View,
    within,
};
use crate::{
    access::Sources,
    projection::generation,
    store::{
        Store,
        entity::{
            event,
            failure::{Column, Entity, Model},
        },
    },
    views::{self, Activity},
};

const LIST: List = List { name: "undecodable", key: &[Kind::Integer] };

/// An event that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecodableRow {
    /// As the log has it.
    pub event: event::Model,
    /// Which view says what of it, by name of the view.
    pub faults: Vec<Fault>,
}

/// What one view says of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The view.
    pub view: String,
    /// Why it could not read the event.
    pub reason: String,
}

/// One page of them, by position.
pub async fn list(
    store: &Store,
    source: Option<&str>,
    within: &Sources,
    page: &PageRequest,
) -> Result<Page<UndecodableRow>, QueryError> {
    let walk = Walk::of(page, &LIST)?;
    let on = store.begin_read().await?;
    // The view that looks at every event: without it nothing is known of most of them.
    View::of::<Activity>(&on).await?;
    let of_live = of_live_views(&on).await?;
    let of_source = source.map(|source| Column::Source.eq(source));
    let mut select = Entity::find().select_only().column(Column::Position).group_by(Column::Position);
    select = select.filter(
        Condition::all()
            .add(of_live.clone())
            .add_option(of_source)
            .add_option(within::rows((Entity, Column::Source), within)),
    );
    walk.select(QueryTrait::query(&mut select), [(Entity, Column::Position)]);
    let positions: Vec<i64> = select.into_tuple().all(&on).await?;

    let mut faults = faults(&on, of_live, &positions).await?;
    let events = event::Entity::find().filter(event::Column::Position.is_in(positions.iter().copied()));
    let mut events: HashMap<i64, event::Model> =
        events.all(&on).await?.into_iter().map(|event| (event.position, event)).collect();
    let rows = positions.into_iter().filter_map(|position| {
        // The views can be ahead of a log that was restored from an older copy; they are rebuilt then.
        let event = events.remove(&position)?;
        Some(UndecodableRow { event, faults: faults.remove(&position).unwrap_or_default() })
    });
    Ok(walk.page(rows.collect(), |row| vec![Part::Integer(row.event.position)]))
}

/// What views say of the events at those positions.
async fn faults(
    on: &impl ConnectionTrait,
    of_live: Condition,
    positions: &[i64],
) -> Result<HashMap<i64, Vec<Fault>>, QueryError> {
    let failures = Entity::find()
        .filter(of_live)
        .filter(Column::Position.is_in(positions.iter().copied()))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Name);
    let mut faults: HashMap<i64, Vec<Fault>> = HashMap::new();
    for Model { position, name, reason, .. } in failures.all(on).await? {
        faults.entry(position).or_default().push(Fault { view: name, reason });
    }
    Ok(faults)
}

/// What the generations found that this binary serves.
pub(super) async fn of_live_views(on: &impl ConnectionTrait) -> Result<Condition, QueryError> {
    let served: HashMap<&str, i64> = views::all().iter().map(|view| (view.name(), i64::from(view.version()))).collect();
    let mut condition = Condition::any();
    for generation in generation::all(on).await? {
        let is_live = generation.state == generation::State::Live.as_str();
        if is_live && served.get(generation.name.as_str()) == Some(&generation.version) {
            let of_it = Column::Name.eq(generation.name.as_str()).and(Column::Generation.eq(generation.number));
            condition = condition.add(of_it);
        }
    }
    Ok(condition)
}
