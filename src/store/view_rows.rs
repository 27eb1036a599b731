//! What is loaded into a view's table, whatever the database.

use std::time::Duration;

use sea_orm::Statement;

use super::{backend::tables::Table, changed_rows::ChangedRows, packed_rows::PackedRows};

/// Left to other processes between two transactions that write views: `SQLite` gives no turn to a waiting writer by itself.
pub const TURN_FOR_OTHERS: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub struct Load {
    /// Whose it is: on `PostgreSQL` nobody else writes that projection meanwhile.
    pub projection: &'static str,
    /// Whether to wait for who does, or to leave it to that one.
    pub waits: bool,
    /// Moves the checkpoint by changing one row. Where it changes none, nothing is written.
    pub checkpoint: Statement,
    pub name: String,
    pub table: Table,
    /// Rows that the table does not have.
    pub new: Vec<PackedRows>,
    /// Rows that it has, as they are to be.
    pub changed: ChangedRows,
    /// Whether the entries of the table's lists are kept exact: they are there once all is indexed.
    pub enters_lists: bool,
    /// What is to be done beside that.
    pub then: Vec<Statement>,
}
