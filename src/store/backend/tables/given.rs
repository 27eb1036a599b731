//! Rows of values handed to a statement as a relation `given`: arrays on `PostgreSQL`, one JSON text on `SQLite`, whatever
//! their number, so that few distinct statements stay prepared.

use std::fmt::Write as _;

use sea_orm::{DbBackend, DbErr, Value};

use super::shape::{Column, quoted};
use crate::store::{error::StoreError, packed_rows::Cell};

/// A relation and what is bound for it.
pub(super) struct Given {
    /// For a FROM clause; its name is `given`.
    pub(super) relation: String,
    pub(super) values: Vec<Value>,
}

impl Given {
    /// Rows with a value for each of `columns`, by whose names they are asked.
    pub(super) fn of<'r>(backend: DbBackend, columns: &[&Column], rows: impl Iterator<Item = Vec<Cell<'r>>>) -> Self {
        let names = quoted(columns.iter().map(|column| column.name));
        if backend == DbBackend::Postgres {
            let rows: Vec<Vec<Cell<'_>>> = rows.collect();
            let relation = format!("UNNEST({}) AS given({names})", array_types(columns));
            let arrays = (0..columns.len()).map(|place| array_literal(rows.iter().map(|row| row[place])));
            return Self { relation, values: arrays.collect() };
        }
        let rows = rows.map(|row| serde_json::Value::Array(row.into_iter().map(json).collect()));
        let fields: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(place, column)| format!("value->>{place} AS \"{}\"", column.name))
            .collect();
        let relation = format!("(SELECT {} FROM json_each($1)) AS given", fields.join(","));
        Self { relation, values: vec![serde_json::Value::Array(rows.collect()).to_string().into()] }
    }
}

/// `$1::text::bigint[],$2::text::text[],…`
pub(super) fn array_types(columns: &[&Column]) -> String {
    let array = |(index, column): (usize, &&Column)| format!("${}::text::{}[]", index + 1, column.postgres_type());
    columns.iter().enumerate().map(array).collect::<Vec<_>>().join(",")
}

/// One column of many rows, as `PostgreSQL` writes arrays: the driver binds no arrays with nulls in them.
fn array_literal<'r>(cells: impl Iterator<Item = Cell<'r>>) -> Value {
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
        Cell::Boolean(truth) => array.push(if truth { 't' } else { 'f' }),
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

fn json(cell: Cell<'_>) -> serde_json::Value {
    match cell {
        Cell::Null => serde_json::Value::Null,
        Cell::Integer(number) => number.into(),
        Cell::Boolean(truth) => i64::from(truth).into(),
        Cell::Text(text) => text.into(),
    }
}

/// Of a value that no statement beside rows binds.
pub(crate) fn unbound(value: &Value) -> StoreError {
    DbErr::Type(format!("a statement that writes views cannot bind {value:?}")).into()
}
