//! The table of a view: columns, key and inverted indexes.

use std::{borrow::Cow, collections::BTreeSet};

use sea_orm::{ColumnTrait, ColumnType, DbErr, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};
use serde::Deserialize;

use crate::storage::{
    changed_rows::Columns,
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
};

/// The column of an inverted index that holds a text or number of the list.
const VALUE: &str = "value";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// 64 bits.
    Integer,
    /// 16 bits.
    SmallInteger,
    Boolean,
    /// Text, compared by bytes.
    Text,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: ColumnKind,
    pub nullable: bool,
}

#[derive(Clone, Debug)]
pub struct Table {
    /// In the order of the entity.
    pub columns: Vec<Column>,
    /// The key, in order.
    pub key: Vec<&'static str>,
    /// True if rows with the same key never occur while the table is filled, so that the index of
    /// the key is created afterwards, in order.
    pub deferred_key: bool,
    pub inverted_indexes: Vec<InvertedIndex>,
}

/// An inverted index on a column with a JSON array of texts or integers: a table with one entry
/// for each of them. The whole entry is the key.
#[derive(Clone, Debug)]
pub struct InvertedIndex {
    /// Distinguishes it among the indexes of one table.
    pub name: &'static str,
    /// The column with the list.
    pub column: &'static str,
    /// The columns of the row that an entry has, its key among them.
    pub other_columns: Vec<&'static str>,
    /// The type of the list's elements: text or integer.
    pub value: ColumnKind,
    /// Whether an entry begins with the columns of the row and ends with the text, so that the
    /// texts of one row are found.
    pub by_row: bool,
}

/// How a secondary index is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// In order: a b-tree.
    Ordered,
    /// The same, without the rows whose first column is null.
    Sparse,
    /// For equality only.
    Equality,
}

impl Table {
    /// The table that an entity describes.
    #[must_use]
    pub fn from_entity<E: EntityTrait>() -> Self {
        let columns = E::Column::iter()
            .map(|column| {
                let definition = column.def();
                let kind = match definition.get_column_type() {
                    ColumnType::Boolean => ColumnKind::Boolean,
                    ColumnType::SmallInteger => ColumnKind::SmallInteger,
                    ColumnType::BigInteger => ColumnKind::Integer,
                    _ => ColumnKind::Text,
                };
                Column { name: column.as_str(), kind, nullable: definition.is_null() }
            })
            .collect();
        let key = E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect();
        Self { columns, key, deferred_key: false, inverted_indexes: Vec::new() }
    }

    /// Whether the key is one whole number, which is the row number on `SQLite`: it needs no
    /// index.
    pub(super) fn key_is_one_number(&self) -> bool {
        let [key] = self.key.as_slice() else { return false };
        self.columns.iter().any(|column| column.name == *key && column.kind == ColumnKind::Integer)
    }

    pub(super) const fn is_its_key(&self) -> bool {
        self.key.len() == self.columns.len()
    }

    /// Adds an inverted index on the list in the first of `columns`.
    #[must_use]
    pub fn with_inverted_index(
        mut self,
        name: &'static str,
        columns: &[&'static str],
        value: ColumnKind,
        by_row: bool,
    ) -> Self {
        let Some((column, others)) = columns.split_first() else { return self };
        let mut other_columns = others.to_vec();
        other_columns.extend(self.key.iter().filter(|key| !others.contains(key)));
        self.inverted_indexes.push(InvertedIndex { name, column, other_columns, value, by_row });
        self
    }

    pub(super) fn columns_named(&self, names: &[&str]) -> Vec<&Column> {
        let of_name =
            |name: &&str| self.columns.iter().find(|column| column.name == *name).expect("a column of the table");
        names.iter().map(of_name).collect()
    }

    /// Where the columns of the key stand among all of them.
    pub(super) fn key_places(&self) -> Vec<usize> {
        self.places(&self.key).collect()
    }

    /// The columns that the entries of an inverted index depend on.
    pub(super) fn columns_of(&self, inverted: &InvertedIndex) -> Columns {
        Columns::at(self.places(&[inverted.column]).chain(self.places(&inverted.other_columns)))
    }

    /// Where the columns of these names stand.
    pub(super) fn places(&self, names: &[&'static str]) -> impl Iterator<Item = usize> {
        let place = |name: &&str| self.columns.iter().position(|column| column.name == *name);
        names.iter().map(move |name| place(name).expect("a column of the table"))
    }

    /// Every column, quoted and separated by commas.
    pub(super) fn names(&self) -> String {
        quoted(self.columns.iter().map(|column| column.name))
    }

    /// `INSERT INTO "users_1" ("source",…)`
    pub(super) fn insert_into(&self, name: &str) -> String {
        format!("INSERT INTO \"{name}\" ({})", self.names())
    }
}

impl InvertedIndex {
    /// The table that holds the entries.
    #[must_use]
    pub fn table(&self, of: &str) -> String {
        format!("{of}_{}", self.name)
    }

    /// The shape of that table.
    pub(super) fn shape(&self, table: &Table) -> Table {
        let value = Column { name: VALUE, kind: self.value, nullable: false };
        let other_columns = table.columns_named(&self.other_columns).into_iter().cloned();
        let columns: Vec<Column> = self.entry_of(value, other_columns).collect();
        let key = columns.iter().map(|column| column.name).collect();
        Table { columns, key, deferred_key: false, inverted_indexes: Vec::new() }
    }

    /// The entries of rows, without duplicates in a row. Fails if a list is not a JSON array of
    /// this type.
    pub(super) fn entries<'r>(
        &self,
        table: &Table,
        rows: impl Iterator<Item = PackedRow<'r>>,
    ) -> Result<PackedRows, StoreError> {
        let other_columns: Vec<usize> = table.places(&self.other_columns).collect();
        let mut entries = PackedRows::with_columns(1 + other_columns.len());
        for row in rows {
            for place in table.places(&[self.column]) {
                let Cell::Text(list) = row.cell(place) else { continue };
                let mut insert = |value: Cell<'_>| {
                    let other_columns = other_columns.iter().map(|place| row.cell(*place));
                    self.entry_of(value, other_columns).for_each(|cell| entries.push(cell));
                };
                if self.value == ColumnKind::Text {
                    self.values::<Cow<'_, str>>(list)?.iter().for_each(|text| insert(Cell::Text(text)));
                } else {
                    self.values::<i64>(list)?.into_iter().for_each(|number| insert(Cell::Integer(number)));
                }
            }
        }
        Ok(entries)
    }

    fn values<'l, T: Ord + Deserialize<'l>>(&self, list: &'l str) -> Result<BTreeSet<T>, StoreError> {
        Ok(serde_json::from_str(list).map_err(|error| DbErr::Type(format!("{}: {error}", self.column)))?)
    }

    /// The text and the columns of the row, in the order of an entry.
    fn entry_of<T>(&self, text: T, other_columns: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        let (first, last) = if self.by_row { (None, Some(text)) } else { (Some(text), None) };
        first.into_iter().chain(other_columns).chain(last)
    }

    /// All the columns of an entry.
    pub(super) fn key(&self) -> String {
        quoted(self.entry_of(VALUE, self.other_columns.iter().copied()))
    }

    /// An entry as an SQL expression, from a row `r` and an element `texts.value` of its list.
    pub(super) fn entry(&self) -> String {
        let other_columns = self.other_columns.iter().map(|column| qualified("r.", [*column]));
        let value = if self.value == ColumnKind::Text { "texts.value" } else { "CAST(texts.value AS bigint)" };
        self.entry_of(value.to_owned(), other_columns).collect::<Vec<_>>().join(",")
    }

    /// The order of entries, by the numbers of their columns.
    pub(super) fn order(&self) -> String {
        (1..=self.other_columns.len() + 1).map(|place| place.to_string()).collect::<Vec<_>>().join(",")
    }
}

impl Column {
    pub(super) const fn postgres_type(&self) -> &'static str {
        match self.kind {
            ColumnKind::Integer => "bigint",
            ColumnKind::SmallInteger => "smallint",
            ColumnKind::Boolean => "boolean",
            ColumnKind::Text => "text",
        }
    }

    pub(super) const fn sqlite_type(&self) -> &'static str {
        match self.kind {
            ColumnKind::Text => "TEXT",
            ColumnKind::Integer | ColumnKind::SmallInteger | ColumnKind::Boolean => "INTEGER",
        }
    }
}

/// Names, quoted and separated by commas.
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    qualified("", names)
}

/// The same, each after a prefix: `r.`.
pub(super) fn qualified<'a>(prefix: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("{prefix}\"{name}\"")).collect::<Vec<_>>().join(",")
}
