//! An exported file: its digest, its rows and its last line.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _},
    path::Path,
};

use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

const READ_BYTES: usize = 256 * 1024;

pub(super) struct ExportFile {
    /// `None` of an empty file.
    pub(super) is_csv: Option<bool>,
    pub(super) rows: u64,
    /// In hexadecimal, without the last line of NDJSON.
    pub(super) sha256: String,
    /// Whether the rows are in an order in which a list has them. `None` of a list of what is true
    /// now, whose order the rows do not show.
    pub(super) is_in_order: Option<bool>,
    /// The first line that is no row of an export.
    pub(super) unreadable: Option<u64>,
    pub(super) last_line: Option<LastLine>,
}

/// What the last line of NDJSON says.
#[derive(Deserialize)]
pub(super) struct LastLine {
    pub(super) id: String,
    pub(super) query: BTreeMap<String, Vec<String>>,
    pub(super) query_salt: String,
    /// The record.
    #[serde(flatten)]
    pub(super) record: Map<String, Value>,
}

#[derive(Deserialize)]
struct WholeLastLine {
    gatelog_export: LastLine,
}

/// What orders the rows of a list of events.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RowKey {
    occurred_at: Option<String>,
    position: i64,
}

/// A row, as far as it says where it stands in its list.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    occurred_at: Option<String>,
    position: Option<i64>,
    /// Of a list of what is true now, which may have any order.
    as_of_position: Option<i64>,
    /// Of an event of OCSF: its time, and its metadata with the position.
    time: Option<i64>,
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    sequence: Option<i64>,
}

/// The rows so far.
struct Rows {
    count: u64,
    are_of_events: bool,
    last: Option<RowKey>,
    /// By position and by time, ascending and descending: whether all rows so far are in it.
    orders: [bool; 4],
    unreadable: Option<u64>,
}

impl ExportFile {
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        let mut reader = BufReader::with_capacity(READ_BYTES, File::open(path)?);
        match reader.fill_buf()?.first() {
            Some(b'{') => Self::read_ndjson(reader),
            Some(_) => Self::read_csv(path, reader),
            None => Ok(Self::new(None, &Rows::new(), &Sha256::digest([]), None)),
        }
    }

    fn read_ndjson(mut reader: BufReader<File>) -> io::Result<Self> {
        let (mut digest, mut rows) = (Sha256::new(), Rows::new());
        let (mut line, mut next) = (Vec::new(), Vec::new());
        reader.read_until(b'\n', &mut line)?;
        loop {
            next.clear();
            if reader.read_until(b'\n', &mut next)? == 0 {
                break;
            }
            digest.update(&line);
            rows.add(serde_json::from_slice(&line).ok());
            std::mem::swap(&mut line, &mut next);
        }
        let last_line = serde_json::from_slice(&line).ok().map(|WholeLastLine { gatelog_export }| gatelog_export);
        if last_line.is_none() {
            digest.update(&line);
            rows.add(serde_json::from_slice(&line).ok());
        }
        Ok(Self::new(Some(false), &rows, &digest.finalize(), last_line))
    }

    fn read_csv(path: &Path, mut reader: BufReader<File>) -> io::Result<Self> {
        let mut digest = Sha256::new();
        let mut chunk = vec![0; READ_BYTES];
        loop {
            let read = reader.read(&mut chunk)?;
            if read == 0 {
                break;
            }
            digest.update(&chunk[..read]);
        }
        let mut rows = Rows::new();
        let mut table = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
        let header = table.headers()?.clone();
        let column = |name: &str| header.iter().position(|column| column == name);
        let [position, as_of, occurred_at] = ["position", "as_of_position", "occurred_at"].map(column);
        for row in table.records() {
            rows.add(row.ok().map(|row| {
                let number = |column: Option<usize>| row.get(column?)?.parse().ok();
                let occurred_at = occurred_at.and_then(|at| row.get(at)).map(str::to_owned);
                Row { occurred_at, position: number(position), as_of_position: number(as_of), ..Row::default() }
            }));
        }
        Ok(Self::new(Some(true), &rows, &digest.finalize(), None))
    }

    fn new(is_csv: Option<bool>, rows: &Rows, digest: &[u8], last_line: Option<LastLine>) -> Self {
        Self {
            is_csv,
            rows: rows.count,
            sha256: HEXLOWER.encode(digest),
            is_in_order: rows.are_of_events.then(|| rows.orders.contains(&true)),
            unreadable: rows.unreadable,
            last_line,
        }
    }
}

impl Rows {
    const fn new() -> Self {
        Self { count: 0, are_of_events: true, last: None, orders: [true; 4], unreadable: None }
    }

    /// Counts a row; one without a position is unreadable.
    fn add(&mut self, row: Option<Row>) {
        self.count += 1;
        let key = match row.unwrap_or_default() {
            Row { occurred_at, position: Some(position), .. } => RowKey { occurred_at, position },
            Row { time: Some(time), metadata: Metadata { sequence: Some(position) }, .. } => {
                // As text that sorts like the number.
                RowKey { occurred_at: Some(format!("{time:020}")), position }
            }
            Row { as_of_position: Some(_), .. } => {
                self.are_of_events = false;
                return;
            }
            _ => {
                self.unreadable.get_or_insert(self.count);
                return;
            }
        };
        if let Some(last) = &self.last {
            let (by_position, by_time) = (key.position.cmp(&last.position), key.cmp(last));
            let holds = [by_position.is_gt(), by_position.is_lt(), by_time.is_gt(), by_time.is_lt()];
            for (order, holds) in self.orders.iter_mut().zip(holds) {
                *order &= holds;
            }
        }
        self.last = Some(key);
    }
}
