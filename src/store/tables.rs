//! What the table of a view looks like: columns, key, and lists with an inverted index.

use std::{borrow::Cow, collections::BTreeSet};

use sea_orm::{ColumnTrait, ColumnType, DbErr, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};
use serde::Deserialize;

use crate::store::{
    changed_rows::Columns,
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
};

/// The column of a list's table that holds one text of the list.
const VALUE: &str = "value";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
    pub kind: Kind,
    pub nullable: bool,
}

#[derive(Clone, Debug)]
pub struct Table {
    /// In the order of the entity.
    pub columns: Vec<Column>,
    /// The key, in order.
    pub key: Vec<&'static str>,
    /// Whether no two rows of one key come while the table is filled, so that the index of the key
    /// is made afterwards, in order.
    pub key_later: bool,
    pub lists: Vec<List>,
}

/// A column that holds a list of texts or of whole numbers (a JSON array), with a table that has
/// an entry for each of them: an inverted index. All of an entry is its key.
#[derive(Clone, Debug)]
pub struct List {
    /// Distinguishes it among the indexes of one table.
    pub name: &'static str,
    /// The column that holds the list.
    pub column: &'static str,
    /// The columns of the row that an entry has, its key among them.
    pub beside: Vec<&'static str>,
    /// What the list is of: texts, or whole numbers.
    pub value: Kind,
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
    pub fn of<E: EntityTrait>() -> Self {
        let columns = E::Column::iter()
            .map(|column| {
                let definition = column.def();
                let kind = match definition.get_column_type() {
                    ColumnType::Boolean => Kind::Boolean,
                    ColumnType::SmallInteger => Kind::SmallInteger,
                    ColumnType::BigInteger => Kind::Integer,
                    _ => Kind::Text,
                };
                Column { name: column.as_str(), kind, nullable: definition.is_null() }
            })
            .collect();
        let key = E::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect();
        Self { columns, key, key_later: false, lists: Vec::new() }
    }

    /// Whether the key is one whole number, which is the row number on `SQLite`: it needs no
    /// index.
    pub(super) fn key_is_one_number(&self) -> bool {
        let [key] = self.key.as_slice() else { return false };
        self.columns.iter().any(|column| column.name == *key && column.kind == Kind::Integer)
    }

    pub(super) const fn is_its_key(&self) -> bool {
        self.key.len() == self.columns.len()
    }

    /// Adds an index over the texts of the list in the first of `columns`: inverted, or by row.
    #[must_use]
    pub fn with_list(mut self, name: &'static str, columns: &[&'static str], value: Kind, by_row: bool) -> Self {
        let Some((column, others)) = columns.split_first() else { return self };
        let mut beside = others.to_vec();
        beside.extend(self.key.iter().filter(|key| !others.contains(key)));
        self.lists.push(List { name, column, beside, value, by_row });
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

    /// The columns that the entries of a list are made of.
    pub(super) fn columns_of(&self, list: &List) -> Columns {
        Columns::at(self.places(&[list.column]).chain(self.places(&list.beside)))
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

impl List {
    /// The table that holds the entries.
    #[must_use]
    pub fn table(&self, of: &str) -> String {
        format!("{of}_{}", self.name)
    }

    /// The shape of that table.
    pub(super) fn shape(&self, table: &Table) -> Table {
        let value = Column { name: VALUE, kind: self.value, nullable: false };
        let beside = table.columns_named(&self.beside).into_iter().cloned();
        let columns: Vec<Column> = self.entry_of(value, beside).collect();
        let key = columns.iter().map(|column| column.name).collect();
        Table { columns, key, key_later: false, lists: Vec::new() }
    }

    /// The entries of rows: a text that comes twice in a list is one entry. Fails where a list is
    /// no JSON array of these.
    pub(super) fn entries<'r>(
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

    /// The text and the columns of the row, in the order of an entry.
    fn entry_of<T>(&self, text: T, beside: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        let (first, last) = if self.by_row { (None, Some(text)) } else { (Some(text), None) };
        first.into_iter().chain(beside).chain(last)
    }

    /// All the columns of an entry.
    pub(super) fn key(&self) -> String {
        quoted(self.entry_of(VALUE, self.beside.iter().copied()))
    }

    /// An entry as an SQL expression, of a row `r` and a text `texts.value` of its list.
    pub(super) fn entry(&self) -> String {
        let beside = self.beside.iter().map(|column| qualified("r.", [*column]));
        let value = if self.value == Kind::Text { "texts.value" } else { "CAST(texts.value AS bigint)" };
        self.entry_of(value.to_owned(), beside).collect::<Vec<_>>().join(",")
    }

    /// The order of entries, by the numbers of their columns.
    pub(super) fn order(&self) -> String {
        (1..=self.beside.len() + 1).map(|place| place.to_string()).collect::<Vec<_>>().join(",")
    }
}

impl Column {
    pub(super) const fn postgres_type(&self) -> &'static str {
        match self.kind {
            Kind::Integer => "bigint",
            Kind::SmallInteger => "smallint",
            Kind::Boolean => "boolean",
            Kind::Text => "text",
        }
    }

    pub(super) const fn sqlite_type(&self) -> &'static str {
        match self.kind {
            Kind::Text => "TEXT",
            Kind::Integer | Kind::SmallInteger | Kind::Boolean => "INTEGER",
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
