//! Rows in a generation's table, and what hangs on them: the entries of their lists. Knows no row type.

use sea_orm::ConnectionTrait;

use crate::store::{
    PackedRows, StoreError,
    tables::{self, Known, Table},
};

#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub name: &'a str,
    pub table: &'a Table,
}

/// Writes rows, and keeps the entries of their lists exact, where there is a table of entries already: while a generation
/// is filled there is none, unless a killed rebuild left it.
pub(super) async fn write(
    on: &impl ConnectionTrait,
    into: Target<'_>,
    rows: &PackedRows,
    known: Known,
) -> Result<(), StoreError> {
    let Target { name, table } = into;
    if rows.is_empty() {
        return Ok(());
    }
    let mut lists = Vec::with_capacity(table.lists.len());
    for list in &table.lists {
        if tables::exists(on, &list.table(name)).await? {
            lists.push(list);
        }
    }
    if known == Known::Perhaps {
        for list in &lists {
            tables::leave(on, name, table, list, rows).await?;
        }
    }
    tables::write(on, name, table, rows, known).await?;
    for list in &lists {
        tables::enter(on, name, table, list, rows).await?;
    }
    Ok(())
}
