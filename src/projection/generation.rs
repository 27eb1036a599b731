//! Generations: the numbered copies of a view. Nothing is ever renamed; a swap changes one row.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, UpdateMany,
    sea_query::{Expr, ExprTrait as _},
};

use crate::{
    clock::Timestamp,
    event::Size,
    store::{
        StoreError,
        entity::projection::{ActiveModel, Column, Entity, Model},
    },
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being filled from the beginning of the log.
    Building,
    Live,
    /// Replaced; read only by whoever began on it.
    Previous,
}

impl State {
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
    /// By which rules it is built.
    pub version: i64,
    /// `building`, `live` or `previous`.
    pub state: String,
    /// How many events it has folded.
    pub checkpoint: Size,
    /// When state or checkpoint last changed.
    pub changed_at: Timestamp,
    /// Of a replaced one: until when it is kept, so that it can be put back.
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
    /// The table that holds it: `activity_7`.
    #[must_use]
    pub fn table(&self) -> String {
        format!("{}_{}", self.name, self.number)
    }

    fn is_it(&self) -> Condition {
        Condition::all().add(Column::Name.eq(&*self.name)).add(Column::Generation.eq(self.number))
    }
}

/// Every generation there is, by name and number.
pub async fn all(on: &impl ConnectionTrait) -> Result<Vec<Generation>, StoreError> {
    let rows = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Generation).all(on).await?;
    Ok(rows.into_iter().map(Generation::from).collect())
}

/// The newest generation of a projection's version in a state.
pub async fn newest(
    on: &impl ConnectionTrait,
    name: &str,
    version: i32,
    state: State,
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

/// The generation that a binary with this version of the projection serves, if there is one yet.
pub async fn live(on: &impl ConnectionTrait, name: &str, version: i32) -> Result<Option<Generation>, StoreError> {
    newest(on, name, version, State::Live).await
}

/// The same of all that there are, in their order.
#[must_use]
pub fn live_among<'a>(all: &'a [Generation], name: &str, version: i32) -> Option<&'a Generation> {
    let is_live = |generation: &&Generation| {
        generation.name == name && generation.version == i64::from(version) && generation.state == State::Live.as_str()
    };
    all.iter().rfind(is_live)
}

/// Enters a new generation, numbered one above the highest there is.
pub(super) async fn begin(
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
    let generation = Generation {
        name: name.to_owned(),
        number: highest.flatten().unwrap_or(0) + 1,
        version: i64::from(version),
        state: State::Building.as_str().to_owned(),
        checkpoint: Size(0),
        changed_at: now,
        keep_until: None,
    };
    let row = ActiveModel {
        name: Set(generation.name.clone()),
        generation: Set(generation.number),
        version: Set(generation.version),
        state: Set(generation.state.clone()),
        checkpoint: Set(0),
        changed_at: Set(now.micros()),
        keep_until: Set(None),
    };
    Entity::insert(row).exec_without_returning(on).await?;
    Ok(generation)
}

/// Moves a checkpoint from where the caller read it, or says `false`: somebody else moved it, or the generation is no
/// longer what it was. The fence against folding a batch twice, hence the first statement of a transaction.
pub(super) async fn move_checkpoint(
    on: &impl ConnectionTrait,
    generation: &Generation,
    to: Size,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(moving(generation, to, now).exec(on).await?.rows_affected == 1)
}

/// The statement of [`move_checkpoint`] for what was derived from rows read before: it changes no row either where any of
/// them changed since.
pub(super) fn moving_unchanged(generation: &Generation, to: Size, now: Timestamp) -> UpdateMany<Entity> {
    moving(generation, to, now).filter(Column::ChangedAt.eq(generation.changed_at.micros()))
}

/// Tells who has read rows of a generation that some of them change, though its checkpoint does not.
pub(super) async fn touch(
    on: &impl ConnectionTrait,
    generation: &Generation,
    now: Timestamp,
) -> Result<(), StoreError> {
    let later = Expr::col(Column::ChangedAt).add(1);
    let changed_at = Expr::case(Expr::col(Column::ChangedAt).lt(now.micros()), now.micros()).finally(later);
    Entity::update_many().col_expr(Column::ChangedAt, changed_at.into()).filter(generation.is_it()).exec(on).await?;
    Ok(())
}

/// The statement of [`move_checkpoint`]: it changes one row, or none.
pub(super) fn moving(generation: &Generation, to: Size, now: Timestamp) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::Checkpoint, Expr::value(to.0))
        .col_expr(Column::ChangedAt, Expr::value(now.micros()))
        .filter(generation.is_it())
        .filter(Column::Version.eq(generation.version))
        .filter(Column::State.eq(&*generation.state))
        .filter(Column::Checkpoint.eq(generation.checkpoint.0))
}

/// Makes a generation the live one of its version, and the former live one the previous, kept until then: one UPDATE.
pub(super) async fn swap(
    on: &impl ConnectionTrait,
    built: &Generation,
    now: Timestamp,
    keep_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let state = Expr::case(built.is_it(), State::Live.as_str()).finally(State::Previous.as_str());
    let kept = Expr::case(built.is_it(), None::<i64>).finally(keep_until.map(Timestamp::micros));
    Entity::update_many()
        .col_expr(Column::State, state.into())
        .col_expr(Column::KeepUntil, kept.into())
        .col_expr(Column::ChangedAt, Expr::value(now.micros()))
        .filter(Column::Name.eq(&*built.name))
        .filter(Column::Version.eq(built.version))
        .filter(Condition::any().add(built.is_it()).add(Column::State.eq(State::Live.as_str())))
        .exec(on)
        .await?;
    Ok(())
}

/// The generation that was live before, if it is kept still: the newest of them.
pub(super) async fn kept(
    on: &impl ConnectionTrait,
    name: &str,
    version: i32,
    now: Timestamp,
) -> Result<Option<Generation>, StoreError> {
    let row = Entity::find()
        .filter(Column::Name.eq(name))
        .filter(Column::Version.eq(version))
        .filter(Column::State.eq(State::Previous.as_str()))
        .filter(Column::KeepUntil.gt(now.micros()))
        .order_by_desc(Column::ChangedAt)
        .order_by_desc(Column::Generation)
        .one(on)
        .await?;
    Ok(row.map(Generation::from))
}

/// Takes a generation out of use for good: nobody begins to read it, and no rebuild goes on with it.
pub(super) async fn withdraw(on: &impl ConnectionTrait, generation: &Generation) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Previous.as_str()))
        .col_expr(Column::KeepUntil, Expr::value(None::<i64>))
        .filter(generation.is_it())
        .exec(on)
        .await?;
    Ok(())
}

/// Forgets a generation whose table is gone.
pub(super) async fn forget(on: &impl ConnectionTrait, generation: &Generation) -> Result<(), StoreError> {
    use crate::store::entity::failure;
    Entity::delete_many().filter(generation.is_it()).exec(on).await?;
    failure::Entity::delete_many()
        .filter(failure::Column::Name.eq(&*generation.name))
        .filter(failure::Column::Generation.eq(generation.number))
        .exec(on)
        .await?;
    Ok(())
}
