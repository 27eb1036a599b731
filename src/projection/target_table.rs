//! The table that rows are written into.

use crate::storage::tables::Table;

/// A generation's table: its name and its columns.
#[derive(Clone, Copy, Debug)]
pub struct TargetTable<'a> {
    pub name: &'a str,
    pub table: &'a Table,
}
