//! The progress of views: all generations, and whether the live ones keep up.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{error::QueryError, live_view};
use crate::{
    clock::Timestamp,
    event::Size,
    projection::generation,
    storage::{Store, entity::failure},
    views,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionRow {
    pub name: String,
    /// The version of the projection.
    pub version: i64,
    pub generation: i64,
    /// `building`, `live` or `previous`.
    pub state: String,
    /// The number of events that it has folded.
    pub checkpoint: i64,
    pub size: i64,
    /// The number of events to fold.
    pub lag: i64,
    /// The number of failures.
    pub failures: i64,
    /// When the state or the checkpoint last changed.
    pub changed_at: Timestamp,
    /// Until when a replaced generation is kept for a rollback.
    pub keep_until: Option<Timestamp>,
}

/// The progress of a view that this binary serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewProgress {
    pub name: &'static str,
    /// The version of the projection.
    pub version: i64,
    /// True if there is a live generation.
    pub live: bool,
    /// The number of events to fold.
    pub lag: i64,
    /// When the oldest of them was received.
    pub behind_since: Option<Timestamp>,
}

/// How far the live views of this binary have come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The number of events in the log.
    pub size: Size,
    /// The number of events that every live view has folded.
    pub folded: Size,
}

/// How far the live views are. Views that are still being built are left out: what needs them is
/// refused.
pub async fn reached(store: &Store) -> Result<Reached, QueryError> {
    let on = store.begin_read().await?;
    let size = live_view::size(&on).await?;
    let all = generation::all(&on).await?;
    let live = views::all().into_iter().filter_map(|view| generation::live_among(&all, view.name(), view.version()));
    // Views may be read later than the log and be ahead of it.
    let folded = live.map(|live| live.checkpoint).fold(size, Ord::min);
    Ok(Reached { size, folded })
}

/// All generations of this binary's views, by name and number.
pub async fn list(store: &Store) -> Result<Vec<ProjectionRow>, QueryError> {
    let on = store.begin_read().await?;
    let size = live_view::size(&on).await?;
    let known: Vec<&str> = views::all().iter().map(|view| view.name()).collect();
    let mut rows = Vec::new();
    // Another version of Gatelog may have views that this one does not have.
    for generation in generation::all(&on).await?.into_iter().filter(|generation| known.contains(&&*generation.name)) {
        let failures = failure::Entity::find()
            .filter(failure::Column::Name.eq(&*generation.name))
            .filter(failure::Column::Generation.eq(generation.number))
            .count(&on)
            .await?;
        rows.push(ProjectionRow {
            lag: lag(size, generation.checkpoint),
            name: generation.name,
            version: generation.version,
            generation: generation.number,
            state: generation.state,
            checkpoint: generation.checkpoint.0,
            size: size.0,
            failures: i64::try_from(failures).unwrap_or(i64::MAX),
            changed_at: generation.changed_at,
            keep_until: generation.keep_until,
        });
    }
    Ok(rows)
}

pub async fn size(store: &Store) -> Result<Size, QueryError> {
    live_view::size(store.reader()).await
}

/// The progress of each view that this binary serves.
pub async fn progress(store: &Store) -> Result<Vec<ViewProgress>, QueryError> {
    let on = store.begin_read().await?;
    let size = live_view::size(&on).await?;
    let generations = generation::all(&on).await?;
    let live: HashMap<(&str, i64), Size> = generations
        .iter()
        .filter(|generation| generation.state == generation::GenerationState::Live.as_str())
        .map(|generation| ((generation.name.as_str(), generation.version), generation.checkpoint))
        .collect();
    let mut progress = Vec::new();
    for served in views::all() {
        let (name, version) = (served.name(), i64::from(served.version()));
        let checkpoint = live.get(&(name, version)).copied();
        let folded = checkpoint.unwrap_or_default();
        let lag = lag(size, folded);
        let behind_since = if lag > 0 { received_at(&on, folded).await? } else { None };
        progress.push(ViewProgress { name, version, live: checkpoint.is_some(), lag, behind_since });
    }
    Ok(progress)
}

/// Views may be read later than the log and be ahead of it.
fn lag(size: Size, checkpoint: Size) -> i64 {
    Ord::max(size.0 - checkpoint.0, 0)
}

/// When the first event after a checkpoint was received.
async fn received_at(on: &impl ConnectionTrait, checkpoint: Size) -> Result<Option<Timestamp>, QueryError> {
    let event = Query::select()
        .column("received_at")
        .from("events")
        .and_where(Expr::col("position").eq(checkpoint.next().0))
        .take();
    let row = on.query_one(&event).await?;
    Ok(row.map(|row| row.try_get("", "received_at")).transpose()?.map(Timestamp::from_micros))
}
