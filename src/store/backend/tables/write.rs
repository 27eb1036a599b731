//! Writing rows, many at a time. Reads nothing.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};

use super::{
    given::Given,
    shape::{Column, Table, quoted},
};
use crate::store::{
    changed_rows::ChangedRows,
    error::StoreError,
    packed_rows::{Cell, PackedRow, PackedRows},
};

/// `SQLite` takes 32,766 binds in a statement.
const SQLITE_BINDS_MAX: usize = 32_766;
/// Rows of one INSERT on `SQLite`, largest first: few distinct statements, so that they stay prepared.
const SQLITE_ROWS_PER_INSERT: [usize; 6] = [1_024, 256, 64, 16, 4, 1];
/// Rows of one INSERT on `PostgreSQL`: bounds the message.
const POSTGRES_ROWS_PER_INSERT: usize = 4_096;

/// Whether rows can be in the table already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// They replace, as a whole, what has their key.
    Perhaps,
    /// None of them is. That need not be looked up, nor can it where the key has no index yet.
    No,
}

impl Known {
    /// What stands at the end of an INSERT.
    pub(crate) fn tail(self, table: &Table) -> String {
        if self == Self::No {
            return String::new();
        }
        let others = table.columns.iter().map(|column| column.name).filter(|name| !table.key.contains(name));
        let assignments =
            others.map(|column| format!("\"{column}\" = excluded.\"{column}\"")).collect::<Vec<_>>().join(",");
        let key = quoted(table.key.iter().copied());
        match &*assignments {
            // A row that is nothing but its key is the same row already.
            "" => format!("ON CONFLICT ({key}) DO NOTHING"),
            assignments => format!("ON CONFLICT ({key}) DO UPDATE SET {assignments}"),
        }
    }
}

/// `INSERT INTO "users_1" ("source",…)`
pub(crate) fn insert_into(name: &str, table: &Table) -> String {
    format!("INSERT INTO \"{name}\" ({})", table.names())
}

/// Statements that write rows on `PostgreSQL`, with what is bound for each.
fn from_arrays(name: &str, table: &Table, rows: &PackedRows, known: Known) -> impl Iterator<Item = Statement> {
    let columns: Vec<&Column> = table.columns.iter().collect();
    rows.places(POSTGRES_ROWS_PER_INSERT).map(move |places| {
        let rows = rows.range(places).map(|row| row.cells().collect());
        let Given { relation, values } = Given::of(DbBackend::Postgres, &columns, rows);
        // Named, not a star: `given` has the columns in the table's order.
        let sql =
            format!("{} SELECT {} FROM {relation} {}", insert_into(name, table), table.names(), known.tail(table));
        Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
    })
}

/// Statements that bring rows of a table of `PostgreSQL` to what they are to be, with how many rows each changes.
pub(crate) fn changing(name: &str, table: &Table, changed: &ChangedRows) -> impl Iterator<Item = (Statement, usize)> {
    let key = table.key_places();
    let differing: Vec<usize> = changed.differing().places().collect();
    let places: Vec<usize> = key.iter().chain(&differing).copied().collect();
    let columns: Vec<&Column> = places.iter().map(|place| &table.columns[*place]).collect();
    let equal = |place: &usize, of: &str| format!("{of}\"{0}\" = given.\"{0}\"", table.columns[*place].name);
    let set = differing.iter().map(|place| equal(place, "")).collect::<Vec<_>>().join(",");
    let same = key.iter().map(|place| equal(place, "k.")).collect::<Vec<_>>().join(" AND ");
    changed.rows().places(POSTGRES_ROWS_PER_INSERT).map(move |at| {
        let count = at.len();
        let rows = changed.rows().range(at).map(|row| places.iter().map(|place| row.cell(*place)).collect());
        let Given { relation, values } = Given::of(DbBackend::Postgres, &columns, rows);
        // A look into the index for each, whatever is known of the table: see `select_by_ids`.
        let sql = format!(
            "UPDATE \"{name}\" AS r SET {set}
               FROM (SELECT known.place, given.* FROM {relation}
                      CROSS JOIN LATERAL (SELECT k.ctid AS place FROM \"{name}\" AS k WHERE {same} LIMIT 1) AS known) AS given
              WHERE r.ctid = given.place"
        );
        (Statement::from_sql_and_values(DbBackend::Postgres, sql, values), count)
    })
}

pub async fn write(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    rows: &PackedRows,
    known: Known,
) -> Result<(), StoreError> {
    if on.get_database_backend() == DbBackend::Postgres {
        for statement in from_arrays(name, table, rows, known) {
            on.execute_raw(statement).await?;
        }
        return Ok(());
    }
    let (head, tail) = (insert_into(name, table), known.tail(table));
    let tuple = format!("({})", vec!["?"; table.columns.len()].join(","));
    let mut written = 0;
    for size in SQLITE_ROWS_PER_INSERT {
        if size > 1 && size * table.columns.len() > SQLITE_BINDS_MAX {
            continue;
        }
        while rows.len() - written >= size {
            let sql = format!("{head} VALUES {} {tail}", vec![tuple.as_str(); size].join(","));
            let cells = rows.range(written..written + size).flat_map(PackedRow::cells);
            on.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, cells.map(value))).await?;
            written += size;
        }
    }
    Ok(())
}

/// Of a row that is to be changed, and that nobody can have taken out of the table.
pub(crate) fn missing(name: &str) -> StoreError {
    DbErr::Custom(format!("{name}: a row to be changed is not there")).into()
}

pub(super) fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::String(None),
        Cell::Integer(number) => number.into(),
        Cell::Boolean(truth) => truth.into(),
        Cell::Text(text) => text.into(),
    }
}
