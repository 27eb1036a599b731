//! Completes rows of the activity table. The rest of a row is read from the body of its event, and
//! its changes need the body of the previous event in the chain. Each body is read and decoded
//! once.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect};

use crate::{
    event::{Position, RecordedEvent},
    event_log::read,
    projection::{Predecessor, Row},
    query::{error::QueryError, live_view::LiveView},
    storage::Store,
    views::{
        Activity,
        activity::{ActivityRow, Column, Model},
    },
};

/// Ids of one statement: bounds the parameters.
const IDS_PER_SELECT: usize = 500;

/// Completes rows, in their order.
pub(crate) async fn complete(
    store: &Store,
    on: &impl ConnectionTrait,
    view: &LiveView,
    models: Vec<Model>,
) -> Result<Vec<ActivityRow>, QueryError> {
    let previous: Vec<i64> = models.iter().filter_map(|model| model.previous_position).collect();
    let mut carried = carried(on, view, &previous).await?;
    let previous: HashSet<i64> = previous.into_iter().collect();
    let mut rows: HashMap<i64, ActivityRow> = HashMap::with_capacity(models.len());
    let mut predecessors: HashMap<i64, Predecessor<'static>> = HashMap::with_capacity(previous.len());
    let mut wanted: HashMap<i64, Model> = models.iter().map(|model| (model.position, model.clone())).collect();
    let positions = models.iter().map(|model| model.position).chain(previous.iter().copied()).map(Position).collect();
    let of_event = |event: RecordedEvent| (event.position.0, ActivityRow::of_event(&event));
    read::map_at(store, positions, of_event, |(position, row)| {
        if previous.contains(&position) {
            let snapshot = carried.remove(&position).or_else(|| row.snapshot.clone());
            let row = ActivityRow { snapshot, ..row.clone() };
            predecessors.extend(row.snapshot().map(|snapshot| (position, snapshot.into_owned())));
        }
        if let Some(model) = wanted.remove(&position) {
            rows.insert(position, row.completes(model));
        }
    })
    .await?;
    let complete = |model: Model| {
        let revised_position = model.revised_position;
        let mut row = rows.remove(&model.position).unwrap_or_else(|| ActivityRow::restore(model, None));
        let before = row.previous_position.and_then(|position| predecessors.get(&position));
        if row.chain.is_some() {
            row.derive(before.cloned());
        }
        // It depends on more rows than the previous one.
        row.revised_position = revised_position;
        row
    };
    Ok(models.into_iter().map(complete).collect())
}

/// The carried fields of rows that have some.
async fn carried(
    on: &impl ConnectionTrait,
    view: &LiveView,
    positions: &[i64],
) -> Result<HashMap<i64, String>, QueryError> {
    let mut carried = HashMap::new();
    for positions in positions.chunks(IDS_PER_SELECT) {
        let select = view
            .find::<Activity>()
            .select_only()
            .columns([Column::Position, Column::Carried])
            .filter(Column::Position.is_in(positions.iter().copied()))
            .filter(Column::Carried.is_not_null());
        let rows: Vec<(i64, String)> = select.into_tuple().all(on).await?;
        carried.extend(rows);
    }
    Ok(carried)
}
