//! The tables of views as a database keeps them: how rows are read, and the one way in which they
//! change.

use std::fmt;

use async_trait::async_trait;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryTrait as _, StatementBuilder,
    sea_query::{Expr, InsertStatement, UpdateStatement},
};

use crate::{
    clock::Timestamp,
    event::Size,
    storage::{
        changed_rows::ChangedRows,
        entity::{failure, projection},
        error::StoreError,
        held_lock::HeldLock,
        packed_rows::{Cell, PackedRow, PackedRows},
        tables::{InvertedIndex, Method, Table},
    },
};

/// Failures of one INSERT: far below the 32,766 parameters that SQLite takes.
const FAILURES_PER_INSERT: usize = 1_000;

/// One of the numbered copies of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerationId {
    pub name: String,
    pub number: i64,
}

/// The bookkeeping of a generation as it was read. Where it is another by now, someone else wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    pub version: i64,
    pub state: String,
    pub checkpoint: Size,
    pub changed_at: Timestamp,
}

/// The only way a view's tables change: the fence first (checkpoint and `changed_at`), then per
/// table removals, inserts and updates.
#[derive(Debug)]
pub struct ViewWrite {
    pub generation: GenerationId,
    pub fence: Fence,
    /// The new checkpoint.
    pub to: Size,
    pub now: Timestamp,
    pub lock: LockMode,
    pub tables: Vec<TableChanges>,
    pub failures: Vec<failure::Model>,
}

/// What a write does while another process writes the same projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockMode {
    /// Gives up; the projector soon tries again.
    Try,
    /// Waits, and afterwards leaves the database to other processes for a moment: a rebuild.
    Wait,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    Yes,
    /// Another process writes the projection, or wrote since the fence was read. Nothing changed.
    FenceMoved,
}

/// The changes of one table. The inverted indexes in `table` are updated too.
#[derive(Debug)]
pub struct TableChanges {
    pub name: String,
    pub table: Table,
    /// Rows that go, by their keys; the other columns do not matter.
    pub removed: PackedRows,
    /// Rows that the table does not have, or that are among the removed ones.
    pub new: Vec<PackedRows>,
    /// New versions of stored rows.
    pub changed: ChangedRows,
}

/// Rows of a view's table, read by its key or along one of its indexes.
#[derive(Debug)]
pub struct RowQuery<'a> {
    pub name: &'a str,
    pub table: &'a Table,
    pub selection: RowSelection<'a>,
}

#[derive(Debug)]
pub enum RowSelection<'a> {
    /// The rows of one source with any of some ids.
    ById { key_column: &'a str, source: &'a str, ids: Vec<&'a str> },
    /// For each place in the order of `columns`, the nearest row on one side with the same values
    /// in the first `same` columns, if there is one. A row may occur several times.
    Neighbours { columns: &'a [&'a str], same: usize, places: &'a [Vec<Cell<'a>>], side: NeighbourSide },
    /// Up to `limit` rows in the order of `columns`, of which the first is not null, or is among
    /// some values: from the beginning, or after a place.
    Page { columns: &'a [&'a str], among: Option<&'a [&'a str]>, after: Option<Vec<Cell<'a>>>, limit: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeighbourSide {
    Before,
    After,
}

/// The differences of two tables with the same columns.
#[derive(Debug)]
pub struct TableComparison {
    /// The first rows by key that the right table lacks or has with other values.
    pub only_left: PackedRows,
    /// The inverse.
    pub only_right: PackedRows,
    pub counts: DifferenceCounts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DifferenceCounts {
    /// Rows of the left table that the right one lacks or has with other values.
    pub only_left: i64,
    /// The inverse.
    pub only_right: i64,
    /// Keys that both tables have, with other values.
    pub in_both: i64,
}

/// Reads and changes rows of views, in transactions of its own or in one that is open.
#[async_trait]
pub trait ViewRows: Send + Sync {
    async fn rows(&self, query: RowQuery<'_>) -> Result<PackedRows, StoreError>;

    /// Changes all that the write names, or nothing.
    async fn apply(&self, write: ViewWrite) -> Result<Applied, StoreError>;

    /// Runs a statement on the bookkeeping of views. Returns how many rows it changed.
    async fn execute(&self, statement: &dyn StatementBuilder) -> Result<u64, StoreError>;
}

/// The tables of views on one kind of database.
#[async_trait]
pub trait Views: ViewRows + fmt::Debug {
    /// Waits until no other transaction writes this projection, and begins one that does.
    async fn exclusive(&self, projection: &str) -> Result<Box<dyn ExclusiveViews>, StoreError>;

    async fn exists(&self, table: &str) -> Result<bool, StoreError>;

    /// Creates the index of the key, if it is deferred.
    async fn create_key(&self, name: &str, table: &Table) -> Result<(), StoreError>;

    /// Makes an index, unless it is there.
    async fn create_index(&self, table: &str, index: &str, columns: &[&str], method: Method) -> Result<(), StoreError>;

    /// Creates the table of an inverted index with the entries of all rows, if it does not exist.
    async fn create_inverted_index(
        &self,
        name: &str,
        table: &Table,
        inverted: &InvertedIndex,
    ) -> Result<(), StoreError>;

    /// Updates the planner's statistics of a table.
    async fn analyze(&self, table: &str) -> Result<(), StoreError>;

    /// The same for a table that was just built; index-only scans then fetch no rows.
    async fn analyze_built(&self, table: &str) -> Result<(), StoreError>;

    /// Drops the tables and the bookkeeping of a generation, in bounded steps.
    async fn drop_generation(&self, generation: &GenerationId) -> Result<(), StoreError>;

    /// Takes the lock of the one rebuilding process; `None` if another process has it.
    async fn try_lock_rebuild(&self) -> Result<Option<Box<dyn HeldLock>>, StoreError>;

    async fn close(&self);
}

/// A transaction with a projection's lock: it sees its own writes, and no other process writes
/// meanwhile. Rolls back when dropped.
#[async_trait]
pub trait ExclusiveViews: ViewRows {
    /// Creates a table without secondary indexes, and without a deferred key.
    async fn create(&self, name: &str, table: &Table) -> Result<(), StoreError>;

    async fn drop_table(&self, name: &str) -> Result<(), StoreError>;

    /// Compares two tables of one shape; names at most `limit` rows of either.
    async fn compare(&self, table: &Table, left: &str, right: &str, limit: u32) -> Result<TableComparison, StoreError>;

    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

impl GenerationId {
    /// The table that holds the rows: `activity_7`.
    #[must_use]
    pub fn table(&self) -> String {
        format!("{}_{}", self.name, self.number)
    }
}

impl ViewWrite {
    /// When the generation will have changed: always later than before, so that the fence moves
    /// with each write even if the clock does not.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        self.now.max(Timestamp::from_micros(self.fence.changed_at.micros() + 1))
    }

    /// Changes one row, or none if the fence has moved.
    pub(super) fn move_checkpoint(&self) -> UpdateStatement {
        use projection::{Column, Entity};
        let Self { generation, fence, .. } = self;
        Entity::update_many()
            .col_expr(Column::Checkpoint, Expr::value(self.to.0))
            .col_expr(Column::ChangedAt, Expr::value(self.changed_at().micros()))
            .filter(Column::Name.eq(&*generation.name))
            .filter(Column::Generation.eq(generation.number))
            .filter(Column::Version.eq(fence.version))
            .filter(Column::State.eq(&*fence.state))
            .filter(Column::Checkpoint.eq(fence.checkpoint.0))
            .filter(Column::ChangedAt.eq(fence.changed_at.micros()))
            .into_query()
    }

    pub(super) fn insert_failures(&self) -> impl Iterator<Item = InsertStatement> {
        self.failures.chunks(FAILURES_PER_INSERT).map(|failures| {
            let rows = failures.iter().map(|failure| failure::ActiveModel {
                name: Set(failure.name.clone()),
                generation: Set(failure.generation),
                position: Set(failure.position),
                source: Set(failure.source.clone()),
                svix_id: Set(failure.svix_id.clone()),
                reason: Set(failure.reason.clone()),
                failed_at: Set(failure.failed_at),
                object_id: Set(failure.object_id.clone()),
                occurred_at: Set(failure.occurred_at),
            });
            failure::Entity::insert_many(rows).into_query()
        })
    }
}

impl TableChanges {
    /// Rows whose entries of an inverted index are deleted before the rows change.
    pub(super) fn rows_to_unindex<'a>(
        &'a self,
        inverted: &InvertedIndex,
    ) -> impl Iterator<Item = PackedRow<'a>> + use<'a> {
        self.removed.iter().chain(self.changed.differing_in(self.table.columns_of(inverted)))
    }

    /// The entries of each inverted index to insert after the rows changed: its table, the
    /// columns, and the entries.
    pub(super) fn entries_to_insert(&self) -> Result<Vec<(String, Table, PackedRows)>, StoreError> {
        let Self { name, table, new, changed, .. } = self;
        let mut inserted = Vec::with_capacity(table.inverted_indexes.len());
        for inverted in &table.inverted_indexes {
            let rows = new.iter().flat_map(PackedRows::iter).chain(changed.differing_in(table.columns_of(inverted)));
            inserted.push((inverted.table(name), inverted.shape(table), inverted.entries(table, rows)?));
        }
        Ok(inserted)
    }
}

/// An error for a row that has to be there: only a write through the fence could have removed it.
pub(super) fn missing_row(name: &str) -> StoreError {
    sea_orm::DbErr::Custom(format!("{name}: a row to be changed is not there")).into()
}

/// An error for a value that no statement on views has.
pub(super) fn unexpected_value(value: &sea_orm::Value) -> StoreError {
    sea_orm::DbErr::Type(format!("a statement that writes views cannot bind {value:?}")).into()
}
