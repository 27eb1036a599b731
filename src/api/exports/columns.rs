//! The columns of a list as CSV, from the schema of its rows in the document, so that a field is
//! never missing from one of the two.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use poem::http::Method;
use serde_json::{Map, Value};

use super::accept::OPERATIONS;

/// Nested objects have columns of their own down to this depth; deeper ones are JSON in a cell.
const DEPTH_MAX: usize = 4;

/// First characters with which a spreadsheet takes a cell for a formula, or leaves it (OWASP ASVS
/// 1.2.10); the last four are the full-width forms of the first four.
const FORMULA_STARTS: [char; 12] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// The columns of one list, by the names of their fields: `actor.id` is `id` inside `actor`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns(Vec<Column>);

#[derive(Clone, Debug)]
struct Column {
    name: String,
    path: Vec<String>,
    /// Whether its value is an object whose fields the document does not name, such as the counts
    /// of statistics.
    is_map: bool,
}

/// Columns by operation id.
pub(crate) type ColumnsOf = HashMap<&'static str, Arc<Columns>>;

/// The columns of every exported list.
pub(crate) fn from_document(document: &str) -> ColumnsOf {
    let document: Value = serde_json::from_str(document).expect("the document is JSON");
    let schemas = &document["components"]["schemas"];
    let rows = |operation: &str| {
        let methods = document["paths"].as_object()?.values();
        let get = Method::GET.as_str().to_lowercase();
        let list = methods.map(|methods| &methods[&get]).find(|found| found["operationId"] == operation)?;
        let content = list["responses"]["200"]["content"].as_object()?;
        let page = content.iter().find(|(media_type, _)| media_type.starts_with("application/json"))?.1;
        let page = resolve(schemas, &page["schema"])?;
        resolve(schemas, &page["properties"]["data"]["items"])
    };
    let columns = |operation| {
        let mut columns = Vec::new();
        collect(schemas, rows(operation)?, &[], &mut columns);
        Some((operation, Arc::new(Columns(columns))))
    };
    OPERATIONS.into_iter().filter_map(columns).collect()
}

/// The object schema that a schema is or refers to.
fn resolve<'a>(schemas: &'a Value, schema: &'a Value) -> Option<&'a Map<String, Value>> {
    let reference = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str());
    match reference {
        Some(reference) => schemas[reference.rsplit('/').next()?].as_object(),
        None => schema.as_object(),
    }
}

fn collect(schemas: &Value, object: &Map<String, Value>, path: &[String], columns: &mut Vec<Column>) {
    let properties = object.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let path: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
        match resolve(schemas, property) {
            Some(nested) if nested.contains_key("properties") && path.len() < DEPTH_MAX => {
                collect(schemas, nested, &path, columns);
            }
            of_value => {
                let is_map = of_value.is_some_and(|schema| schema.contains_key("additionalProperties"));
                columns.push(Column { name: path.join("."), path, is_map });
            }
        }
    }
}

impl Columns {
    /// The columns for these rows, which are all there are: a column for each field of a map that
    /// a row has.
    pub(super) fn for_rows(&self, rows: &[Value]) -> Self {
        let fields = |column: &Column| {
            let maps = rows.iter().filter_map(|row| column.value(row)?.as_object());
            maps.flat_map(Map::keys).cloned().collect::<BTreeSet<String>>()
        };
        let of_field = |column: &Column, field: String| Column {
            name: format!("{}.{field}", column.name),
            path: column.path.iter().cloned().chain([field]).collect(),
            is_map: false,
        };
        let columns = self.0.iter().flat_map(|column| {
            if column.is_map {
                fields(column).into_iter().map(|field| of_field(column, field)).collect()
            } else {
                vec![column.clone()]
            }
        });
        Self(columns.collect())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|column| column.name.as_str())
    }

    /// The cells of a row, in the order of the columns.
    pub(super) fn cells<'a>(&self, row: &'a Value, is_raw: bool) -> impl Iterator<Item = Cow<'a, str>> {
        self.0.iter().map(move |column| column.value(row).map_or(Cow::Borrowed(""), |value| cell(value, is_raw)))
    }
}

impl Column {
    fn value<'a>(&self, row: &'a Value) -> Option<&'a Value> {
        self.path.iter().try_fold(row, |value, name| value.get(name))
    }
}

/// A value as the text of a cell: null is empty, a list or an object is JSON.
pub(super) fn cell(value: &Value, is_raw: bool) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) if !is_raw && text.starts_with(FORMULA_STARTS) => Cow::Owned(format!("'{text}")),
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}
