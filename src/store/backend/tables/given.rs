//! Rows of values handed to a statement as a relation `given`: arrays on `PostgreSQL`, one JSON text on `SQLite`, whatever
//! their number, so that few distinct statements stay prepared.

use std::fmt::Write as _;

use sea_orm::{DbBackend, DbErr, Value};

use super::shape::{Column, quoted};
use crate::store::error::StoreError;

/// A relation and what is bound for it.
pub(super) struct Given {
    /// For a FROM clause; its name is `given`.
    pub(super) relation: String,
    pub(super) values: Vec<Value>,
}

impl Given {
    /// Rows with a value for each of `columns`, by whose names they are asked.
    pub(super) fn of<'r>(
        backend: DbBackend,
        columns: &[&Column],
        rows: impl Iterator<Item = Vec<&'r Value>>,
    ) -> Result<Self, StoreError> {
        let names = quoted(columns.iter().map(|column| column.name));
        if backend == DbBackend::Postgres {
            let rows: Vec<Vec<&Value>> = rows.collect();
            let relation = format!("UNNEST({}) AS given({names})", array_types(columns));
            let arrays = (0..columns.len()).map(|place| array_literal(rows.iter().map(|row| row[place])));
            return Ok(Self { relation, values: arrays.collect::<Result<_, _>>()? });
        }
        let rows = rows.map(|row| row.into_iter().map(json).collect::<Result<_, _>>().map(serde_json::Value::Array));
        let rows: Vec<serde_json::Value> = rows.collect::<Result<_, _>>()?;
        let fields: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(place, column)| format!("value->>{place} AS \"{}\"", column.name))
            .collect();
        let relation = format!("(SELECT {} FROM json_each($1)) AS given", fields.join(","));
        Ok(Self { relation, values: vec![serde_json::Value::Array(rows).to_string().into()] })
    }
}

/// `$1::text::bigint[],$2::text::text[],…`
pub(super) fn array_types(columns: &[&Column]) -> String {
    let array = |(index, column): (usize, &&Column)| format!("${}::text::{}[]", index + 1, column.postgres_type());
    columns.iter().enumerate().map(array).collect::<Vec<_>>().join(",")
}

/// One column of many rows, as `PostgreSQL` writes arrays: the driver binds no arrays with nulls in them.
pub(super) fn array_literal<'r>(values: impl Iterator<Item = &'r Value>) -> Result<Value, StoreError> {
    let mut array = String::with_capacity(values.size_hint().0 * 24);
    for value in values {
        array.push(if array.is_empty() { '{' } else { ',' });
        push_element(&mut array, value)?;
    }
    array.push_str(if array.is_empty() { "{}" } else { "}" });
    Ok(Value::from(array))
}

fn push_element(array: &mut String, value: &Value) -> Result<(), StoreError> {
    match value {
        Value::BigInt(Some(number)) => write!(array, "{number}").expect("writing to a String cannot fail"),
        Value::SmallInt(Some(number)) => write!(array, "{number}").expect("writing to a String cannot fail"),
        Value::Bool(Some(truth)) => array.push(if *truth { 't' } else { 'f' }),
        Value::String(Some(text)) => {
            array.push('"');
            for character in text.chars() {
                if matches!(character, '"' | '\\') {
                    array.push('\\');
                }
                array.push(character);
            }
            array.push('"');
        }
        Value::BigInt(None) | Value::SmallInt(None) | Value::Bool(None) | Value::String(None) => {
            array.push_str("NULL");
        }
        other => return Err(unknown(other)),
    }
    Ok(())
}

fn json(value: &Value) -> Result<serde_json::Value, StoreError> {
    Ok(match value {
        Value::BigInt(Some(number)) => (*number).into(),
        Value::SmallInt(Some(number)) => (*number).into(),
        Value::Bool(Some(truth)) => i64::from(*truth).into(),
        Value::String(Some(text)) => text.as_str().into(),
        Value::BigInt(None) | Value::SmallInt(None) | Value::Bool(None) | Value::String(None) => {
            serde_json::Value::Null
        }
        other => return Err(unknown(other)),
    })
}

/// Of a value for which no view has a kind of column.
pub(crate) fn unknown(value: &Value) -> StoreError {
    DbErr::Type(format!("a view's column cannot hold {value:?}")).into()
}
