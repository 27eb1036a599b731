//! Pages of JSON become lines of an export, which are counted and digested.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use csv::{Terminator, WriterBuilder};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use sha2::{Digest as _, Sha256};

use super::{
    accept::Form,
    columns::{Columns, cell},
    ocsf::{self, Origin},
};
use crate::{
    api::list_pages::{ListPage, PageInfo, RowPosition},
    event::Position,
    query::exports::SCHEMA_VERSION,
};

/// Columns that an export adds to the rows of every list, in this order.
const LOG_ID: &str = "log_id";
const SCHEMA: &str = "schema_version";
/// The same for a list of what is true now.
pub const AS_OF_POSITION: &str = "as_of_position";

/// Notes that the last line repeats at most; a list has a few.
const NOTES_MAX: usize = 20;

/// Why a page cannot be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum EncodeError {
    #[error("a page is not what a list returns: {0}")]
    Json(#[from] serde_json::Error),
    #[error("a row cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),
}

/// Lines of one page.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) bytes: Bytes,
    pub(super) rows: u64,
    /// The lowest and the highest position of a row, if rows have positions.
    pub(super) positions: Option<(i64, i64)>,
}

/// Which rows of its pages an export holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Extent {
    /// Rows of events up to a position. `is_ordered` if no row follows the first that is left out.
    UpTo { position: Option<Position>, is_ordered: bool },
    /// All rows of a list of what is true now. They take in every event up to the position.
    AsOf(Option<Position>),
}

/// Lines in numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// The lowest and the highest position of a row.
    pub(super) positions: Option<(i64, i64)>,
    digest: Sha256,
}

#[derive(Debug)]
pub(super) struct Encoder {
    form: Form,
    columns: Arc<Columns>,
    log_id: String,
    extent: Extent,
    /// What an export adds to every row: the names, and the values as JSON.
    added: Vec<(&'static str, Value)>,
    /// The same as the end of a row of NDJSON.
    row_end: String,
    has_header: bool,
    has_rows: bool,
    notes: BTreeSet<String>,
    notes_of_nothing: BTreeSet<String>,
}

/// The cursor of the page after this one, without its rows.
pub(super) fn next_cursor(body: &[u8]) -> Result<Option<String>, EncodeError> {
    #[derive(Deserialize)]
    struct Follows {
        #[serde(default)]
        page: PageInfo,
    }
    let Follows { page } = serde_json::from_slice(body)?;
    Ok(page.next.filter(|_| page.has_more))
}

impl Encoder {
    pub(super) fn new(form: Form, columns: Arc<Columns>, log_id: Option<&str>, extent: Extent) -> Self {
        let as_of = match extent {
            Extent::UpTo { .. } => None,
            Extent::AsOf(position) => Some((AS_OF_POSITION, position.map(|position| position.0).into())),
        };
        let always = [(LOG_ID, log_id.unwrap_or_default().into()), (SCHEMA, SCHEMA_VERSION.into())];
        let added: Vec<(&str, Value)> = as_of.into_iter().chain(always).collect();
        let ends: Vec<String> = added.iter().map(|(name, value)| format!(",\"{name}\":{value}")).collect();
        Self {
            form,
            columns,
            log_id: log_id.unwrap_or_default().to_owned(),
            extent,
            added,
            row_end: format!("{}}}\n", ends.concat()),
            has_header: false,
            has_rows: false,
            notes: BTreeSet::new(),
            notes_of_nothing: BTreeSet::new(),
        }
    }

    /// The lines of a page, and the cursor of the next one, if there is one.
    pub(super) fn page(&mut self, body: &[u8]) -> Result<(Lines, Option<String>), EncodeError> {
        let ListPage::<&RawValue> { data, page, notes } = serde_json::from_slice(body)?;
        let mut rows = Vec::with_capacity(data.len());
        let (mut positions, mut has_ended) = (None, false);
        for row in data {
            if let Extent::UpTo { position: last, is_ordered } = self.extent {
                let RowPosition { position } = serde_json::from_str(row.get())?;
                if last.is_none_or(|last| position > last.0) {
                    has_ended = is_ordered;
                    if has_ended {
                        break;
                    }
                    continue;
                }
                positions = widened(positions, Some((position, position)));
            }
            rows.push(row);
        }
        let known = if rows.is_empty() { &mut self.notes_of_nothing } else { &mut self.notes };
        // A page that ended early says so; the next one is read.
        if !page.incomplete {
            known.extend(notes);
        }
        let bytes = match self.form {
            Form::Ndjson => self.ndjson(&rows),
            Form::Csv { is_raw } => self.csv(&rows, is_raw, page.has_more)?,
            Form::Ocsf => self.ocsf(&rows)?,
        };
        self.has_rows |= !rows.is_empty();
        let lines = Lines { bytes: bytes.into(), rows: rows.len() as u64, positions };
        Ok((lines, page.next.filter(|_| page.has_more && !has_ended)))
    }

    fn ndjson(&self, rows: &[&RawValue]) -> Vec<u8> {
        let length = rows.iter().map(|row| row.get().len() + self.row_end.len()).sum();
        let mut bytes = Vec::with_capacity(length);
        for row in rows {
            let row = row.get();
            // An object of at least one field.
            bytes.extend_from_slice(row.strip_suffix('}').unwrap_or(row).as_bytes());
            bytes.extend_from_slice(self.row_end.as_bytes());
        }
        bytes
    }

    fn ocsf(&self, rows: &[&RawValue]) -> Result<Vec<u8>, EncodeError> {
        let origin = Origin { log_id: &self.log_id, schema_version: SCHEMA_VERSION };
        let mut bytes = Vec::new();
        for row in rows {
            let row: Value = serde_json::from_str(row.get())?;
            serde_json::to_writer(&mut bytes, &ocsf::event(&row, &origin))?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    fn csv(&mut self, rows: &[&RawValue], is_raw: bool, has_more: bool) -> Result<Vec<u8>, EncodeError> {
        let rows: Vec<Value> = rows.iter().map(|row| serde_json::from_str(row.get())).collect::<Result<_, _>>()?;
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        if !self.has_header {
            self.has_header = true;
            if !has_more {
                self.columns = Arc::new(self.columns.for_rows(&rows));
            }
            writer.write_record(self.columns.names().chain(self.added.iter().map(|(name, _)| *name)))?;
        }
        for row in &rows {
            for cell in self.columns.cells(row, is_raw) {
                writer.write_field(cell.as_bytes())?;
            }
            writer.write_record(self.added.iter().map(|(_, value)| cell(value, true)).map(Cow::into_owned))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
    }

    /// What the pages said besides their rows.
    pub(super) fn notes(&self) -> Vec<&str> {
        let notes = if self.has_rows { &self.notes } else { &self.notes_of_nothing };
        notes.iter().take(NOTES_MAX).map(String::as_str).collect()
    }
}

impl Totals {
    pub(super) fn add(&mut self, lines: &Lines) {
        self.rows += lines.rows;
        self.bytes += lines.bytes.len() as u64;
        self.digest.update(&lines.bytes);
        self.positions = widened(self.positions, lines.positions);
    }

    /// SHA-256 of the lines, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        HEXLOWER.encode(&self.digest.clone().finalize())
    }
}

/// The range that holds both.
fn widened(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some((first, last)), Some((low, high))) => Some((first.min(low), last.max(high))),
        (one, other) => one.or(other),
    }
}
