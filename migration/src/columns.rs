//! Column types that mean the same on both databases: STRICT tables on SQLite know five types
//! only, and text on PostgreSQL must compare by bytes whatever the database's language is.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Makes columns for one database.
#[derive(Clone, Copy)]
pub(crate) struct Columns(DbBackend);

impl Columns {
    pub(crate) fn of(manager: &SchemaManager<'_>) -> Self {
        Self(manager.get_database_backend())
    }

    /// A table; STRICT where that exists, so that a column holds what it says.
    pub(crate) fn table(self, name: &'static str) -> TableCreateStatement {
        let mut table = Table::create();
        table.table(name);
        if self.0 == DbBackend::Sqlite {
            table.extra("STRICT");
        }
        table
    }

    /// A whole number of 64 bits, not null.
    pub(crate) fn integer(self, name: &'static str) -> ColumnDef {
        self.column(name, "INTEGER", "bigint")
    }

    /// A whole number of 16 bits, not null.
    pub(crate) fn small_integer(self, name: &'static str) -> ColumnDef {
        self.column(name, "INTEGER", "smallint")
    }

    /// Text that compares by bytes, not null.
    pub(crate) fn text(self, name: &'static str) -> ColumnDef {
        self.column(name, "TEXT", r#"text COLLATE "C""#)
    }

    /// Text that compares by bytes, or null.
    pub(crate) fn text_or_null(self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        column.custom(self.pick("TEXT", r#"text COLLATE "C""#));
        column
    }

    /// A whole number of 64 bits, or null.
    pub(crate) fn integer_or_null(self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        column.custom(self.pick("INTEGER", "bigint"));
        column
    }

    /// Bytes, not null.
    pub(crate) fn bytes(self, name: &'static str) -> ColumnDef {
        self.column(name, "BLOB", "bytea")
    }

    fn column(self, name: &'static str, sqlite: &'static str, postgres: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        column.custom(self.pick(sqlite, postgres)).not_null();
        column
    }

    fn pick(self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        if self.0 == DbBackend::Sqlite { sqlite } else { postgres }
    }
}
