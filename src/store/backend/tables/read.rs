//! Reading rows: by id, beside a place in an index, in the order of one, and what two tables differ in. Writes nothing.

use std::{fmt::Write as _, future::Future};

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value, sea_query::ArrayType};

use super::{
    given::Given,
    shape::{Kind, Table, qualified, quoted},
    write::value,
};
use crate::store::{
    error::StoreError,
    packed_rows::{Cell, PackedRows},
};

/// Who reads rows of views: any connection, or whoever loads them.
pub trait Reader: Sync {
    fn backend(&self) -> DbBackend;
    /// Reads rows with all the columns of a table, in order.
    fn read(&self, table: &Table, statement: Statement) -> impl Future<Output = Result<PackedRows, StoreError>> + Send;
}

impl<C: ConnectionTrait> Reader for C {
    fn backend(&self) -> DbBackend {
        self.get_database_backend()
    }

    async fn read(&self, table: &Table, statement: Statement) -> Result<PackedRows, StoreError> {
        packed(table, &self.query_all_raw(statement).await?)
    }
}

/// The rows of one source with any of some ids.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub name: &'a str,
    pub table: &'a Table,
    pub key_column: &'a str,
    pub source: &'a str,
    pub ids: Vec<&'a str>,
}

impl Wanted<'_> {
    fn statement(&self, backend: DbBackend) -> Statement {
        let Self { name, table, key_column, source, ids } = self;
        let columns = table.names();
        let sql = if backend == DbBackend::Sqlite {
            format!(
                "SELECT {columns} FROM \"{name}\" WHERE \"source\" = $1 AND \"{key_column}\" {}",
                any_of(backend, 2)
            )
        } else {
            // A look into the index for each: of a table without statistics all rows of the source would be read.
            format!(
                "SELECT {columns} FROM UNNEST($2::text[]) AS wanted(id) CROSS JOIN LATERAL
                 (SELECT * FROM \"{name}\" WHERE \"source\" = $1 AND \"{key_column}\" = wanted.id LIMIT 1) AS known"
            )
        };
        Statement::from_sql_and_values(backend, sql, [(*source).into(), texts(backend, ids)])
    }
}

pub async fn select_by_ids(on: &impl Reader, wanted: Wanted<'_>) -> Result<PackedRows, StoreError> {
    on.read(wanted.table, wanted.statement(on.backend())).await
}

/// Rows with all the columns of a table, in order.
fn packed(table: &Table, rows: &[QueryResult]) -> Result<PackedRows, StoreError> {
    let mut packed = PackedRows::of(table.columns.len());
    packed.reserve(rows.len());
    for row in rows {
        for (place, column) in table.columns.iter().enumerate() {
            match column.kind {
                Kind::Text => {
                    let text: Option<String> = row.try_get_by_index(place)?;
                    packed.push(text.as_deref().map_or(Cell::Null, Cell::Text));
                }
                Kind::Integer => packed.push(row.try_get_by_index(place).map(cell_of(Cell::Integer))?),
                Kind::SmallInteger => {
                    packed.push(row.try_get_by_index(place).map(cell_of(|number: i16| Cell::Integer(number.into())))?);
                }
                Kind::Boolean => packed.push(row.try_get_by_index(place).map(cell_of(Cell::Boolean))?),
            }
        }
    }
    Ok(packed)
}

fn cell_of<T>(cell: impl Fn(T) -> Cell<'static>) -> impl Fn(Option<T>) -> Cell<'static> {
    move |value| value.map_or(Cell::Null, &cell)
}

/// That a text is one of those bound as the parameter of that number.
fn any_of(backend: DbBackend, number: usize) -> String {
    if backend == DbBackend::Sqlite {
        format!("IN (SELECT value FROM json_each(${number}))")
    } else {
        format!("= ANY(${number})")
    }
}

/// Texts as they are bound together.
fn texts(backend: DbBackend, texts: &[&str]) -> Value {
    if backend == DbBackend::Sqlite {
        texts.iter().map(|text| serde_json::Value::from(*text)).collect::<serde_json::Value>().to_string().into()
    } else {
        let texts = texts.iter().map(|text| Value::from(*text)).collect();
        Value::Array(ArrayType::String, Some(Box::new(texts)))
    }
}

/// On which side of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    Behind,
}

/// For each place in the order of `columns`, the nearest row on one side of it that has the same values in the first
/// `same` of them, if there is one. A row may come several times. Needs the index.
pub async fn select_beside(
    on: &impl Reader,
    name: &str,
    table: &Table,
    (columns, same): (&[&str], usize),
    places: &[Vec<Cell<'_>>],
    side: Side,
) -> Result<PackedRows, StoreError> {
    let backend = on.backend();
    let given = table.columns_named(columns);
    let Given { relation, values } = Given::of(backend, &given, places.iter().cloned());
    let (equal, ordered) = columns.split_at(same);
    let equal = equal.iter().map(|column| format!("k.\"{column}\" = given.\"{column}\"")).collect::<Vec<_>>();
    let (compares, direction) = match side {
        Side::Before => ("<", "DESC"),
        Side::Behind => (">", "ASC"),
    };
    let order = ordered.iter().map(|column| format!("k.\"{column}\" {direction}")).collect::<Vec<_>>().join(",");
    let nearest = format!(
        "FROM \"{name}\" AS k WHERE {} AND ({}) {compares} ({}) ORDER BY {order} LIMIT 1",
        equal.join(" AND "),
        qualified("k.", ordered.iter().copied()),
        qualified("given.", ordered.iter().copied()),
    );
    let names = || table.columns.iter().map(|column| column.name);
    let wanted = qualified("r.", names());
    let sql = if backend == DbBackend::Sqlite {
        // A cross join is walked from left to right.
        format!("SELECT {wanted} FROM {relation} CROSS JOIN \"{name}\" AS r WHERE r.rowid = (SELECT k.rowid {nearest})")
    } else {
        format!(
            "SELECT {wanted} FROM {relation} CROSS JOIN LATERAL (SELECT {} {nearest}) AS r",
            qualified("k.", names())
        )
    };
    on.read(table, Statement::from_sql_and_values(backend, sql, values)).await
}

/// Up to `limit` rows in the order of `columns`, of which the first is not null, or among some values: from the beginning,
/// or behind a place. Needs the index.
pub async fn select_page(
    on: &impl ConnectionTrait,
    name: &str,
    table: &Table,
    (columns, among): (&[&str], Option<&[&str]>),
    behind: Option<Vec<Cell<'_>>>,
    limit: u32,
) -> Result<PackedRows, StoreError> {
    let backend = on.get_database_backend();
    let order = quoted(columns.iter().copied());
    let mut wanted = columns.first().map_or_else(String::new, |first| format!("\"{first}\" IS NOT NULL"));
    let mut values = Vec::new();
    if let Some(place) = behind {
        let places: Vec<String> = (1..=place.len()).map(|number| format!("${number}")).collect();
        write!(wanted, " AND ({order}) > ({})", places.join(",")).expect("writing to a String cannot fail");
        values.extend(place.into_iter().map(value));
    }
    if let Some((among, first)) = among.zip(columns.first()) {
        write!(wanted, " AND \"{first}\" {}", any_of(backend, values.len() + 1))
            .expect("writing to a String cannot fail");
        values.push(texts(backend, among));
    }
    let sql = format!("SELECT {} FROM \"{name}\" WHERE {wanted} ORDER BY {order} LIMIT {limit}", table.names());
    packed(table, &on.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
}
