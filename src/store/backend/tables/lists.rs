//! Inverted indexes: a table with an entry for each text of the lists in a column, beside columns of the row. Made from
//! the rows that are there, and kept exact by taking out what a row entered before it is written, and entering it anew.

use std::{borrow::Cow, collections::BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use serde::Deserialize;

use super::{
    given::Given,
    make::create,
    shape::{Column, Kind, List, Table, qualified, quoted},
    write::{Known, write},
};
use crate::store::{
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
};

const VALUE: &str = "value";

/// Makes the table of a list and enters every row, in the order of the entries. Run it in a transaction: a table that is
/// there is whole.
pub async fn create_list(on: &impl ConnectionTrait, name: &str, table: &Table, list: &List) -> Result<(), StoreError> {
    let (backend, entries) = (on.get_database_backend(), list.table(name));
    create(on, &entries, &list.shape(table)).await?;
    // In order, an insert appends; a text that stands twice in a list is one entry.
    let sql = format!(
        "INSERT INTO \"{entries}\" ({}) SELECT {} FROM \"{name}\" AS r CROSS JOIN {} WHERE true ORDER BY {} ON CONFLICT DO NOTHING",
        list.key(),
        list.entry(),
        list.texts(backend),
        list.order()
    );
    on.execute_raw(Statement::from_string(backend, sql)).await?;
    Ok(())
}

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

pub async fn enter(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    list: &List,
    rows: &PackedRows,
) -> Result<(), StoreError> {
    let entries = list.entries(table, rows.iter())?;
    write(on, &list.table(name), &list.shape(table), &entries, Known::Perhaps).await
}

impl List {
    /// What the table of its entries looks like: all of an entry is its key.
    pub(crate) fn shape(&self, table: &Table) -> Table {
        let value = Column { name: VALUE, kind: self.value, nullable: false };
        let beside = table.columns_named(&self.beside).into_iter().cloned();
        let columns: Vec<Column> = self.entry_of(value, beside).collect();
        let key = columns.iter().map(|column| column.name).collect();
        Table { columns, key, key_later: false, lists: Vec::new() }
    }

    /// What rows enter: a text that stands twice in a list is one entry. Fails where a list is no JSON array of texts.
    pub(crate) fn entries<'r>(
        &self,
        table: &Table,
        rows: impl Iterator<Item = PackedRow<'r>>,
    ) -> Result<PackedRows, StoreError> {
        let beside: Vec<usize> = table.places(&self.beside).collect();
        let mut entries = PackedRows::of(1 + beside.len());
        for row in rows {
            for place in table.places(&[self.column]) {
                let Cell::Text(list) = row.cell(place) else { continue };
                let mut enter = |value: Cell<'_>| {
                    let beside = beside.iter().map(|place| row.cell(*place));
                    self.entry_of(value, beside).for_each(|cell| entries.push(cell));
                };
                if self.value == Kind::Text {
                    self.values::<Cow<'_, str>>(list)?.iter().for_each(|text| enter(Cell::Text(text)));
                } else {
                    self.values::<i64>(list)?.into_iter().for_each(|number| enter(Cell::Integer(number)));
                }
            }
        }
        Ok(entries)
    }

    fn values<'l, T: Ord + Deserialize<'l>>(&self, list: &'l str) -> Result<BTreeSet<T>, StoreError> {
        Ok(serde_json::from_str(list).map_err(|error| DbErr::Type(format!("{}: {error}", self.column)))?)
    }

    /// The text and what stands beside it, in the order of an entry.
    fn entry_of<T>(&self, text: T, beside: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        let (first, last) = if self.by_row { (None, Some(text)) } else { (Some(text), None) };
        first.into_iter().chain(beside).chain(last)
    }

    /// All the columns of an entry.
    fn key(&self) -> String {
        quoted(self.entry_of(VALUE, self.beside.iter().copied()))
    }

    /// An entry, of a row `r` and a text of its list.
    fn entry(&self) -> String {
        let beside = self.beside.iter().map(|column| qualified("r.", [*column]));
        self.entry_of("CAST(texts.value AS _)".replace('_', self.sql_type()), beside).collect::<Vec<_>>().join(",")
    }

    /// Its values' type, as both databases call it.
    const fn sql_type(&self) -> &'static str {
        if matches!(self.value, Kind::Text) { "text" } else { "bigint" }
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
