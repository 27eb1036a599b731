//! Rows as values in a generation's table, and what hangs on them: the entries of their lists. Knows no row type's meaning.

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Iterable, Value};

use super::contract::Row;
use crate::store::{
    StoreError,
    tables::{self, Known, Table},
};

/// The table that rows go into.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its shape.
    pub table: &'a Table,
}

/// The row's values in the order of its columns.
pub(super) fn values<R: Row>(row: R) -> Vec<Value> {
    let mut row: R::ActiveModel = row.into_active_model();
    <R::Entity as EntityTrait>::Column::iter()
        .map(|column| row.take(column).into_value().expect("a row has a value for every column of its entity"))
        .collect()
}

/// Writes rows, and keeps the entries of their lists exact, where there is a table of entries already: while a generation
/// is filled there is none, unless a killed rebuild left it.
pub(super) async fn write(
    on: &impl ConnectionTrait,
    into: Target<'_>,
    rows: Vec<Vec<Value>>,
    known: Known,
) -> Result<(), StoreError> {
    let Target { name, table } = into;
    if rows.is_empty() {
        return Ok(());
    }
    let mut lists = Vec::with_capacity(table.lists.len());
    for list in &table.lists {
        if tables::exists(on, &list.table(name)).await? {
            lists.push((list, rows.clone()));
        }
    }
    if known == Known::Perhaps {
        for (list, rows) in &lists {
            tables::leave(on, name, table, list, rows).await?;
        }
    }
    tables::write(on, name, table, rows, known).await?;
    for (list, rows) in &lists {
        tables::enter(on, name, table, list, rows).await?;
    }
    Ok(())
}
