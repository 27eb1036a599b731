//! Inverted indexes: a table with an entry for each text of the lists in a column, beside columns of the row. Made from
//! the rows that are there, and kept exact by taking out what a row entered before it is written, and entering it anew.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::{
    given::Given,
    shape::{List, Table, qualified, quoted},
};
use crate::store::{
    error::StoreError,
    packed_rows::{PackedRow, PackedRows},
};

/// Makes the table of a list and enters every row, in the order of the entries. Run it in a transaction: a table that is
/// there is whole.
pub async fn create_list(on: &impl ConnectionTrait, name: &str, table: &Table, list: &List) -> Result<(), StoreError> {
    let backend = on.get_database_backend();
    let sqlite = backend == DbBackend::Sqlite;
    let entries = list.table(name);
    let mut sql = format!(
        "CREATE TABLE \"{entries}\" (\"value\" {} NOT NULL",
        if sqlite { "TEXT" } else { "text COLLATE \"C\"" }
    );
    for column in table.columns_named(&list.beside) {
        write!(sql, ", \"{}\" {} NOT NULL", column.name, column.declared(sqlite))
            .expect("writing to a String cannot fail");
    }
    let key = list.key();
    write!(sql, ", PRIMARY KEY ({key})){}", if sqlite { " WITHOUT ROWID, STRICT" } else { "" })
        .expect("writing to a String cannot fail");
    on.execute_raw(Statement::from_string(backend, sql)).await?;
    // In order, an insert appends; a text that stands twice in a list is one entry.
    let sql = format!(
        "INSERT INTO \"{entries}\" ({key}) SELECT {} FROM \"{name}\" AS r CROSS JOIN {} WHERE true ORDER BY {} ON CONFLICT DO NOTHING",
        list.entry(),
        list.texts(backend),
        list.order()
    );
    on.execute_raw(Statement::from_string(backend, sql)).await?;
    Ok(())
}

/// The statement of [`leave`].
pub(crate) fn leaving<'r>(
    backend: DbBackend,
    name: &str,
    table: &Table,
    list: &List,
    rows: impl Iterator<Item = PackedRow<'r>>,
) -> Statement {
    let (from, values) = list.of_rows(backend, name, table, rows);
    let sql =
        format!("DELETE FROM \"{}\" WHERE ({}) IN (SELECT {} {from})", list.table(name), list.key(), list.entry());
    Statement::from_sql_and_values(backend, sql, values)
}

/// The statement of [`enter`].
pub(crate) fn entering<'r>(
    backend: DbBackend,
    name: &str,
    table: &Table,
    list: &List,
    rows: impl Iterator<Item = PackedRow<'r>>,
) -> Statement {
    let (from, values) = list.of_rows(backend, name, table, rows);
    let sql = format!(
        "INSERT INTO \"{}\" ({}) SELECT {} {from} ON CONFLICT DO NOTHING",
        list.table(name),
        list.key(),
        list.entry()
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// Takes out what the rows that will be replaced by `rows` have entered.
pub async fn leave(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    list: &List,
    rows: &PackedRows,
) -> Result<(), StoreError> {
    on.execute_raw(leaving(on.get_database_backend(), name, table, list, rows.iter())).await?;
    Ok(())
}

/// Enters what `rows`, just written, hold.
pub async fn enter(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    list: &List,
    rows: &PackedRows,
) -> Result<(), StoreError> {
    on.execute_raw(entering(on.get_database_backend(), name, table, list, rows.iter())).await?;
    Ok(())
}

impl List {
    /// All the columns of an entry.
    fn key(&self) -> String {
        quoted(["value"].into_iter().chain(self.beside.iter().copied()))
    }

    /// An entry, of a row `r` and a text of its list.
    fn entry(&self) -> String {
        format!("texts.value,{}", qualified("r.", self.beside.iter().copied()))
    }

    fn order(&self) -> String {
        (1..=self.beside.len() + 1).map(|place| place.to_string()).collect::<Vec<_>>().join(",")
    }

    /// The texts of the list of a row `r`: none where there is no list.
    fn texts(&self, backend: DbBackend) -> String {
        match backend {
            DbBackend::Sqlite => format!("json_each(r.\"{}\") AS texts", self.column),
            _ => format!("LATERAL jsonb_array_elements_text(r.\"{}\"::jsonb) AS texts(value)", self.column),
        }
    }

    /// The rows of a table with the keys of `rows`, and the texts of their lists.
    fn of_rows<'r>(
        &self,
        backend: DbBackend,
        name: &str,
        table: &Table,
        rows: impl Iterator<Item = PackedRow<'r>>,
    ) -> (String, Vec<Value>) {
        let places = table.key_places();
        let keys = rows.map(|row| places.iter().map(|place| row.cell(*place)).collect());
        let Given { relation, values } = Given::of(backend, &table.columns_named(&table.key), keys);
        let same: Vec<String> = table.key.iter().map(|key| format!("r.\"{key}\" = given.\"{key}\"")).collect();
        // A cross join is walked from left to right on SQLite.
        let from = format!(
            "FROM {relation} CROSS JOIN \"{name}\" AS r CROSS JOIN {} WHERE {}",
            self.texts(backend),
            same.join(" AND ")
        );
        (from, values)
    }
}
