//! Rows of values as a relation in a statement, with one array per column. The number of rows does
//! not change the statement, so few prepared statements suffice.

use std::fmt::Write as _;

use sea_orm::{
    DbBackend, Statement, Value,
    sqlx::{self, AssertSqlSafe, Postgres, postgres::PgArguments, query::Query},
};

use crate::storage::{
    error::StoreError,
    packed_rows::Cell,
    tables::{Column, quoted},
    views::unexpected_value,
};

/// A relation `given` with these columns for a FROM clause, and its parameters.
pub(super) fn given_rows<'r>(columns: &[&Column], rows: impl Iterator<Item = Vec<Cell<'r>>>) -> (String, Vec<Value>) {
    let rows: Vec<Vec<Cell<'_>>> = rows.collect();
    let types: Vec<String> = (1..).zip(columns).map(|(number, column)| array_type(number, column)).collect();
    let names = quoted(columns.iter().map(|column| column.name));
    let arrays = (0..columns.len()).map(|place| array_literal(rows.iter().map(|row| row[place])));
    (format!("UNNEST({}) AS given({names})", types.join(",")), arrays.collect())
}

/// `$1::text::bigint[]`: the driver binds no arrays that hold nulls, but their literals as text.
fn array_type(number: usize, column: &Column) -> String {
    format!("${number}::text::{}[]", column.postgres_type())
}

/// An array as `PostgreSQL` writes it.
pub(super) fn array_literal<'r>(cells: impl Iterator<Item = Cell<'r>>) -> Value {
    let mut array = String::with_capacity(cells.size_hint().0 * 24);
    for cell in cells {
        array.push(if array.is_empty() { '{' } else { ',' });
        push_element(&mut array, cell);
    }
    array.push_str(if array.is_empty() { "{}" } else { "}" });
    Value::from(array)
}

fn push_element(array: &mut String, cell: Cell<'_>) {
    match cell {
        Cell::Null => array.push_str("NULL"),
        Cell::Integer(number) => write!(array, "{number}").expect("writing to a String cannot fail"),
        Cell::Boolean(boolean) => array.push(if boolean { 't' } else { 'f' }),
        Cell::Text(text) => {
            array.push('"');
            let mut rest = text;
            while let Some(at) = rest.find(['"', '\\']) {
                array.push_str(&rest[..at]);
                array.push('\\');
                array.push_str(&rest[at..=at]);
                rest = &rest[at + 1..];
            }
            array.push_str(rest);
            array.push('"');
        }
    }
}

pub(super) fn statement(sql: String, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// A statement for the driver.
pub(super) fn query(statement: &Statement) -> Result<Query<'_, Postgres, PgArguments>, StoreError> {
    let values = statement.values.as_ref().map_or(&[][..], |values| &values.0);
    values.iter().try_fold(sqlx::query(AssertSqlSafe(statement.sql.as_str().to_owned())), bind)
}

fn bind<'q>(
    query: Query<'q, Postgres, PgArguments>,
    value: &Value,
) -> Result<Query<'q, Postgres, PgArguments>, StoreError> {
    Ok(match value {
        Value::BigInt(number) => query.bind(*number),
        Value::Int(number) => query.bind(*number),
        Value::SmallInt(number) => query.bind(*number),
        Value::Bool(boolean) => query.bind(*boolean),
        Value::String(text) => query.bind(text.clone()),
        other => return Err(unexpected_value(other)),
    })
}
