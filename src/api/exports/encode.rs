//! Pages of JSON become lines of an export, which are counted and digested.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use csv::{Terminator, WriterBuilder};
use data_encoding::HEXLOWER;
use serde_json::{Value, value::RawValue};
use sha2::{Digest as _, Sha256};

use super::{accept::Form, columns::Columns};
use crate::{
    api::list_pages::{ListPage, RowPosition},
    event::Position,
    query::exports::SCHEMA_VERSION,
};

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

/// Lines of one page, and the cursor of the next one, if there is one.
pub(super) struct Lines {
    pub(super) bytes: Bytes,
    pub(super) next: Option<String>,
}

/// The lines so far, in numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    pub(super) rows: u64,
    pub(super) bytes: u64,
    pub(super) first_position: Option<i64>,
    pub(super) last_position: Option<i64>,
    digest: Sha256,
}

#[derive(Debug)]
pub(super) struct Encoder {
    form: Form,
    columns: Arc<Columns>,
    log_id: String,
    /// The end of every row of NDJSON: what an export adds to it.
    row_end: String,
    /// Rows of later events are left out.
    up_to: Option<Position>,
    /// Whether no row follows the first one that is left out.
    is_by_position: bool,
    has_header: bool,
    totals: Totals,
    notes: BTreeSet<String>,
    notes_of_nothing: BTreeSet<String>,
}

impl Encoder {
    pub(super) fn new(
        form: Form,
        columns: Arc<Columns>,
        log_id: Option<&str>,
        up_to: Option<Position>,
        is_by_position: bool,
    ) -> Self {
        let log_id = log_id.unwrap_or_default().to_owned();
        Self {
            form,
            columns,
            row_end: format!(",\"log_id\":\"{log_id}\",\"schema_version\":{SCHEMA_VERSION}}}\n"),
            log_id,
            up_to,
            is_by_position,
            has_header: false,
            totals: Totals::default(),
            notes: BTreeSet::new(),
            notes_of_nothing: BTreeSet::new(),
        }
    }

    /// The lines of a page.
    pub(super) fn page(&mut self, body: &[u8]) -> Result<Lines, EncodeError> {
        let ListPage::<&RawValue> { data, page, notes } = serde_json::from_slice(body)?;
        let mut rows = Vec::with_capacity(data.len());
        let mut has_ended = false;
        for row in data {
            let RowPosition { position } = serde_json::from_str(row.get())?;
            if self.up_to.is_none_or(|up_to| position > up_to.0) {
                has_ended = self.is_by_position;
                if has_ended {
                    break;
                }
                continue;
            }
            self.totals.take(position);
            rows.push(row);
        }
        let known = if rows.is_empty() { &mut self.notes_of_nothing } else { &mut self.notes };
        // A page that ended early says so; the next one is read.
        if !page.incomplete {
            known.extend(notes);
        }
        let bytes = match self.form {
            Form::Ndjson => self.ndjson(&rows),
            Form::Csv { is_raw } => self.csv(&rows, is_raw)?,
        };
        self.totals.digest.update(&bytes);
        self.totals.bytes += bytes.len() as u64;
        let next = page.next.filter(|_| page.has_more && !has_ended);
        Ok(Lines { bytes: bytes.into(), next })
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

    fn csv(&mut self, rows: &[&RawValue], is_raw: bool) -> Result<Vec<u8>, EncodeError> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        if !self.has_header {
            self.has_header = true;
            writer.write_record(self.columns.names().chain(["log_id", "schema_version"]))?;
        }
        let version = SCHEMA_VERSION.to_string();
        for row in rows {
            let row: Value = serde_json::from_str(row.get())?;
            for cell in self.columns.cells(&row, is_raw) {
                writer.write_field(cell.as_bytes())?;
            }
            writer.write_record([&self.log_id, &version])?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
    }

    pub(super) const fn totals(&self) -> &Totals {
        &self.totals
    }

    /// What the pages said besides their rows.
    pub(super) fn notes(&self) -> Vec<&str> {
        let notes = if self.totals.rows == 0 { &self.notes_of_nothing } else { &self.notes };
        notes.iter().take(NOTES_MAX).map(String::as_str).collect()
    }
}

impl Totals {
    fn take(&mut self, position: i64) {
        self.rows += 1;
        self.first_position = Some(self.first_position.map_or(position, |first| first.min(position)));
        self.last_position = Some(self.last_position.map_or(position, |last| last.max(position)));
    }

    /// SHA-256 of the lines, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        HEXLOWER.encode(&self.digest.clone().finalize())
    }
}
