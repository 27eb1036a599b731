//! Generations: the numbered copies of a view. A swap is one UPDATE; tables are never renamed.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait as _, Set,
    sea_query::{Alias, Expr, ExprTrait as _, InsertStatement, Query, UpdateStatement},
};

use super::failure::Failure;

use crate::{
    clock::Timestamp,
    event::Size,
    storage::{
        Fence, GenerationId, LockMode, StoreError, TableChanges, ViewWrite,
        entity::{
            failure,
            projection::{ActiveModel, Column, Entity, Model},
        },
    },
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenerationState {
    /// Being filled from the log.
    Building,
    Live,
    /// Replaced; only queries that started earlier still read it.
    Previous,
}

impl GenerationState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Live => "live",
            Self::Previous => "previous",
        }
    }
}

/// One built copy of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    pub name: String,
    pub number: i64,
    /// The version of the projection that builds it.
    pub version: i64,
    /// `building`, `live` or `previous`.
    pub state: String,
    /// The number of events that it has folded.
    pub checkpoint: Size,
    /// When the state or the checkpoint last changed.
    pub changed_at: Timestamp,
    /// Until when a replaced generation is kept for a rollback.
    pub keep_until: Option<Timestamp>,
}

impl From<Model> for Generation {
    fn from(row: Model) -> Self {
        Self {
            name: row.name,
            number: row.generation,
            version: row.version,
            state: row.state,
            checkpoint: Size(row.checkpoint),
            changed_at: Timestamp::from_micros(row.changed_at),
            keep_until: row.keep_until.map(Timestamp::from_micros),
        }
    }
}

impl Generation {
    /// Name of the table: `activity_7`.
    #[must_use]
    pub fn table(&self) -> String {
        self.id().table()
    }

    #[must_use]
    pub fn id(&self) -> GenerationId {
        GenerationId { name: self.name.clone(), number: self.number }
    }

    /// Creates a write that has no effect if the generation has changed since it was read.
    #[must_use]
    pub fn write(
        &self,
        to: Size,
        now: Timestamp,
        lock: LockMode,
        tables: Vec<TableChanges>,
        failures: &[Failure],
    ) -> ViewWrite {
        let failures = failures.iter().map(|failure| failure::Model {
            name: self.name.clone(),
            generation: self.number,
            position: failure.position,
            source: failure.source.clone(),
            svix_id: failure.svix_id.clone(),
            reason: failure.reason.clone(),
            failed_at: now.micros(),
            object_id: failure.object_id.clone(),
            occurred_at: Some(failure.occurred_at),
        });
        let fence = Fence {
            version: self.version,
            state: self.state.clone(),
            checkpoint: self.checkpoint,
            changed_at: self.changed_at,
        };
        ViewWrite { generation: self.id(), fence, to, now, lock, tables, failures: failures.collect() }
    }

    fn is_it(&self) -> Condition {
        Condition::all().add(Column::Name.eq(&*self.name)).add(Column::Generation.eq(self.number))
    }
}

/// All generations, by name and number.
pub async fn all(on: &impl ConnectionTrait) -> Result<Vec<Generation>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Generation).all(on).await?;
    Ok(rows.into_iter().map(Generation::from).collect())
}

/// The newest generation of a version of a projection in this state.
pub async fn newest(
    on: &impl ConnectionTrait,
    name: &str,
    version: i32,
    state: GenerationState,
) -> Result<Option<Generation>, StoreError> {
    let row = Entity::find()
        .filter(Column::Name.eq(name))
        .filter(Column::Version.eq(version))
        .filter(Column::State.eq(state.as_str()))
        .order_by_desc(Column::Generation)
        .one(on)
        .await?;
    Ok(row.map(Generation::from))
}

/// The generation that a binary with this version serves, if there is one.
pub async fn live(on: &impl ConnectionTrait, name: &str, version: i32) -> Result<Option<Generation>, StoreError> {
    newest(on, name, version, GenerationState::Live).await
}

/// The same, from a list of all generations in order.
#[must_use]
pub fn live_among<'a>(all: &'a [Generation], name: &str, version: i32) -> Option<&'a Generation> {
    let is_live = |generation: &&Generation| {
        generation.name == name
            && generation.version == i64::from(version)
            && generation.state == GenerationState::Live.as_str()
    };
    all.iter().rfind(is_live)
}

/// Creates a generation numbered one above the highest.
pub(super) async fn next(
    on: &impl ConnectionTrait,
    name: &str,
    version: i32,
    now: Timestamp,
) -> Result<Generation, StoreError> {
    let highest: Option<Option<i64>> = Entity::find()
        .select_only()
        .column_as(Column::Generation.max(), "highest")
        .filter(Column::Name.eq(name))
        .into_tuple()
        .one(on)
        .await?;
    Ok(Generation {
        name: name.to_owned(),
        number: highest.flatten().unwrap_or(0) + 1,
        version: i64::from(version),
        state: GenerationState::Building.as_str().to_owned(),
        checkpoint: Size(0),
        changed_at: now,
        keep_until: None,
    })
}

/// Inserts a generation.
pub(super) fn insert(generation: &Generation) -> InsertStatement {
    let row = ActiveModel {
        name: Set(generation.name.clone()),
        generation: Set(generation.number),
        version: Set(generation.version),
        state: Set(generation.state.clone()),
        checkpoint: Set(generation.checkpoint.0),
        changed_at: Set(generation.changed_at.micros()),
        keep_until: Set(None),
    };
    Entity::insert(row).into_query()
}

/// Makes a generation live, and the former live one previous, kept until `keep_until`, in one
/// UPDATE. Has no effect if the live one has folded more events: queries must not go back in time.
pub(super) fn swap(built: &Generation, now: Timestamp, keep_until: Option<Timestamp>) -> UpdateStatement {
    let state = Expr::case(built.is_it(), GenerationState::Live.as_str()).finally(GenerationState::Previous.as_str());
    let kept = Expr::case(built.is_it(), None::<i64>).finally(keep_until.map(Timestamp::micros));
    let live = || Column::State.eq(GenerationState::Live.as_str());
    let live_is_ahead = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, Alias::new("live"))
        .and_where(Expr::col(("live", Column::Name)).eq(&*built.name))
        .and_where(Expr::col(("live", Column::Version)).eq(built.version))
        .and_where(Expr::col(("live", Column::State)).eq(GenerationState::Live.as_str()))
        .and_where(Expr::col(("live", Column::Checkpoint)).gt(built.checkpoint.0))
        .take();
    Entity::update_many()
        .col_expr(Column::State, state.into())
        .col_expr(Column::KeepUntil, kept.into())
        .col_expr(Column::ChangedAt, Expr::value(now.micros()))
        .filter(Column::Name.eq(&*built.name))
        .filter(Column::Version.eq(built.version))
        .filter(Condition::any().add(built.is_it()).add(live()))
        .filter(Expr::exists(live_is_ahead).not())
        .into_query()
}

/// The newest previous generation that is still kept.
pub(super) async fn kept(
    on: &impl ConnectionTrait,
    name: &str,
    version: i32,
    now: Timestamp,
) -> Result<Option<Generation>, StoreError> {
    let row = Entity::find()
        .filter(Column::Name.eq(name))
        .filter(Column::Version.eq(version))
        .filter(Column::State.eq(GenerationState::Previous.as_str()))
        .filter(Column::KeepUntil.gt(now.micros()))
        .order_by_desc(Column::ChangedAt)
        .order_by_desc(Column::Generation)
        .one(on)
        .await?;
    Ok(row.map(Generation::from))
}

/// Takes a generation out of use: no query starts to read it and no rebuild continues it.
pub(super) fn mark_dropped(generation: &Generation) -> UpdateStatement {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(GenerationState::Previous.as_str()))
        .col_expr(Column::KeepUntil, Expr::value(None::<i64>))
        .filter(generation.is_it())
        .into_query()
}
