//! What a view's table looks like. Says nothing to a database.

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

use crate::store::changed_rows::Columns;

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

/// The columns of a view's table, its key, and the lists in it that have an entry for each of their texts.
#[derive(Clone, Debug)]
pub struct Table {
    /// In the order of the entity.
    pub columns: Vec<Column>,
    /// The key, in order.
    pub key: Vec<&'static str>,
    /// Whether rows of one key never meet while the table is filled, so that its key is made afterwards, in order.
    pub key_later: bool,
    pub lists: Vec<List>,
}

/// A column that holds a list of texts or of whole numbers (a JSON array), each of which is found by a table of its own.
#[derive(Clone, Debug)]
pub struct List {
    /// Distinguishes it among the indexes of one table.
    pub name: &'static str,
    /// The column that holds the list.
    pub column: &'static str,
    /// What stands beside each text of it: columns of the row, its key among them.
    pub beside: Vec<&'static str>,
    /// What the list is of: texts, or whole numbers.
    pub value: Kind,
    /// Whether the row comes first in an entry and the text last, to find the texts of one row.
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

    /// Whether the key is a number that `SQLite` keeps the rows in the order of: there is no index to make.
    pub(super) fn key_is_the_row_number(&self) -> bool {
        let [key] = self.key.as_slice() else { return false };
        self.columns.iter().any(|column| column.name == *key && column.kind == Kind::Integer)
    }

    pub(super) const fn is_its_key(&self) -> bool {
        self.key.len() == self.columns.len()
    }

    /// The same with an index over the texts of the list in the first of `columns`: inverted, or by row.
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
    pub(crate) fn key_places(&self) -> Vec<usize> {
        self.places(&self.key).collect()
    }

    /// The columns that the entries of a list are made of.
    pub(crate) fn columns_of(&self, list: &List) -> Columns {
        Columns::at(self.places(&[list.column]).chain(self.places(&list.beside)))
    }

    /// Where the columns of these names stand.
    pub(super) fn places(&self, names: &[&'static str]) -> impl Iterator<Item = usize> {
        let place = |name: &&str| self.columns.iter().position(|column| column.name == *name);
        names.iter().map(move |name| place(name).expect("a column of the table"))
    }

    /// Every column, quoted and separated by commas.
    pub(crate) fn names(&self) -> String {
        quoted(self.columns.iter().map(|column| column.name))
    }
}

impl List {
    /// The table that holds the entries.
    #[must_use]
    pub fn table(&self, of: &str) -> String {
        format!("{of}_{}", self.name)
    }
}

impl Column {
    /// Its type in a statement of `PostgreSQL`.
    pub(super) const fn postgres_type(&self) -> &'static str {
        match self.kind {
            Kind::Integer => "bigint",
            Kind::SmallInteger => "smallint",
            Kind::Boolean => "boolean",
            Kind::Text => "text",
        }
    }

    /// Its type where a table is made.
    pub(super) const fn declared(&self, sqlite: bool) -> &'static str {
        match (self.kind, sqlite) {
            (Kind::Text, true) => "TEXT",
            (_, true) => "INTEGER",
            (Kind::Text, false) => "text COLLATE \"C\"",
            (_, false) => self.postgres_type(),
        }
    }
}

/// Names as they stand in a statement.
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    qualified("", names)
}

/// The same, of the relation `prefix` names: `r.`.
pub(super) fn qualified<'a>(prefix: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("{prefix}\"{name}\"")).collect::<Vec<_>>().join(",")
}
