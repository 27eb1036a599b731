//! Undecodable events: events that a live view skipped or read only in part. Lists the failures of
//! the projections; reads no body.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait,
    sea_query::{Condition, ExprTrait},
};

use super::{
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    live_view,
    page::{Page, PageRequest, Pager},
    source_access,
};
use crate::{
    access::SourceAccess,
    projection::generation::{self, Generation},
    storage::{
        Store,
        entity::{
            event,
            failure::{Column, Entity, Model},
        },
    },
    views,
};

const LIST: List = List { name: "undecodable", key: &[KeyKind::Position] };

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecodableRow {
    pub event: event::Model,
    /// By the name of the view.
    pub failures: Vec<ViewFailure>,
}

/// The failure of one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewFailure {
    pub view: String,
    pub reason: String,
}

/// One page, by position.
pub async fn list(
    store: &Store,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
) -> Result<Page<UndecodableRow>, QueryError> {
    let (mut pager, on) = Pager::begin(store, page, &LIST).await?;
    let live = live_views(&on).await?;
    // Each view reads other families: without one, its failures would be missing.
    if let Some(missing) = views::all().iter().find(|view| live.iter().all(|live| live.name != view.name())) {
        return Err(live_view::building(&on, missing.name(), missing.version()).await?);
    }
    for view in &live {
        pager.limit_to_checkpoint(view.checkpoint);
    }
    // One query per view along its key: one query for all would sort all failures.
    let mut failures: BTreeMap<i64, Vec<ViewFailure>> = BTreeMap::new();
    for view in &live {
        let mut select = Entity::find().filter(
            Condition::all()
                .add(Column::Name.eq(view.name.as_str()))
                .add(Column::Generation.eq(view.number))
                .add_option(source.map(|source| Column::Source.eq(source)))
                .add_option(source_access::rows((Entity, Column::Source), allowed_sources)),
        );
        pager.select(QueryTrait::query(&mut select), [(Entity, Column::Position)]);
        for Model { position, name, reason, .. } in select.all(&on).await? {
            failures.entry(position).or_default().push(ViewFailure { view: name, reason });
        }
    }
    let key = |position: &i64| vec![KeyPart::Integer(*position)];
    let positions = pager.cut(failures.keys().copied().collect(), key);
    let events = event::Entity::find().filter(event::Column::Position.is_in(positions.iter().copied()));
    let mut events: HashMap<i64, event::Model> =
        events.all(&on).await?.into_iter().map(|event| (event.position, event)).collect();
    let rows = positions.into_iter().filter_map(|position| {
        // The views can be ahead of a restored log; they are rebuilt then.
        let event = events.remove(&position)?;
        Some(UndecodableRow { event, failures: failures.remove(&position).unwrap_or_default() })
    });
    pager.page(&on, rows.collect(), |row: &UndecodableRow| key(&row.event.position)).await
}

/// Selects the failures of the generations that this binary serves.
pub(super) async fn of_live_views(on: &impl ConnectionTrait) -> Result<Condition, QueryError> {
    Ok(live_views(on).await?.iter().fold(Condition::any(), |any, generation| {
        any.add(Column::Name.eq(generation.name.as_str()).and(Column::Generation.eq(generation.number)))
    }))
}

/// These generations, by the name of the view.
async fn live_views(on: &impl ConnectionTrait) -> Result<Vec<Generation>, QueryError> {
    let all = generation::all(on).await?;
    let live =
        views::all().into_iter().filter_map(|view| generation::live_among(&all, view.name(), view.version()).cloned());
    let mut live: Vec<Generation> = live.collect();
    live.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(live)
}
