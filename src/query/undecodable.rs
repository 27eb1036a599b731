//! Events that some live view could not read, or of which it could read only a part: recorded whole all the same. Knows
//! what the projections found while they folded, and reads no body itself.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait,
    sea_query::{Condition, ExprTrait},
};

use super::{
    cursor::{Kind, List, Part},
    error::QueryError,
    page::{Page, PageRequest, Walk},
    view, within,
};
use crate::{
    access::SourceAccess,
    projection::generation::{self, Generation},
    store::{
        Store,
        entity::{
            event,
            failure::{Column, Entity, Model},
        },
    },
    views,
};

const LIST: List = List { name: "undecodable", key: &[Kind::Position] };

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecodableRow {
    pub event: event::Model,
    /// Which view says what of it, by name of the view.
    pub faults: Vec<Fault>,
}

/// What one view says of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub view: String,
    pub reason: String,
}

/// One page of them, by position.
pub async fn list(
    store: &Store,
    source: Option<&str>,
    within: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<UndecodableRow>, QueryError> {
    let (mut walk, on) = Walk::begin(store, page, &LIST).await?;
    let live = live_views(&on).await?;
    // Each reads families of its own: without one, what it could not read would be missing here.
    if let Some(missing) = views::all().iter().find(|view| live.iter().all(|live| live.name != view.name())) {
        return Err(view::building(&on, missing.name(), missing.version()).await?);
    }
    for view in &live {
        walk.bound_by(view.checkpoint);
    }
    // View by view along its key: all of them at once would be gathered and sorted, however many there are.
    let mut faults: BTreeMap<i64, Vec<Fault>> = BTreeMap::new();
    for view in &live {
        let mut select = Entity::find().filter(
            Condition::all()
                .add(Column::Name.eq(view.name.as_str()))
                .add(Column::Generation.eq(view.number))
                .add_option(source.map(|source| Column::Source.eq(source)))
                .add_option(within::rows((Entity, Column::Source), within)),
        );
        walk.select(QueryTrait::query(&mut select), [(Entity, Column::Position)]);
        for Model { position, name, reason, .. } in select.all(&on).await? {
            faults.entry(position).or_default().push(Fault { view: name, reason });
        }
    }
    let key = |position: &i64| vec![Part::Integer(*position)];
    let positions = walk.cut(faults.keys().copied().collect(), key);
    let events = event::Entity::find().filter(event::Column::Position.is_in(positions.iter().copied()));
    let mut events: HashMap<i64, event::Model> =
        events.all(&on).await?.into_iter().map(|event| (event.position, event)).collect();
    let rows = positions.into_iter().filter_map(|position| {
        // The views can be ahead of a log that was restored from an older copy; they are rebuilt then.
        let event = events.remove(&position)?;
        Some(UndecodableRow { event, faults: faults.remove(&position).unwrap_or_default() })
    });
    walk.page(&on, rows.collect(), |row: &UndecodableRow| key(&row.event.position)).await
}

/// What the generations found that this binary serves.
pub(super) async fn of_live_views(on: &impl ConnectionTrait) -> Result<Condition, QueryError> {
    Ok(live_views(on).await?.iter().fold(Condition::any(), |any, generation| {
        any.add(Column::Name.eq(generation.name.as_str()).and(Column::Generation.eq(generation.number)))
    }))
}

/// Those generations, by the name of the view: the order in which the faults of an event are told.
async fn live_views(on: &impl ConnectionTrait) -> Result<Vec<Generation>, QueryError> {
    let all = generation::all(on).await?;
    let live =
        views::all().into_iter().filter_map(|view| generation::live_among(&all, view.name(), view.version()).cloned());
    let mut live: Vec<Generation> = live.collect();
    live.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(live)
}
