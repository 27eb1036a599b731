//! Compares an exported file with the record of its export, and says what became of it.

use data_encoding::HEXLOWER;
use serde_json::Value;

use super::file::{ExportFile, LastLine};
use crate::{event::Salt, query::exports::ExportRecord};

/// Why a file is not what was exported; `None` if it is.
pub(super) fn refusal(file: &ExportFile, record: &ExportRecord) -> Option<String> {
    if !record.complete {
        let reason = record.reason.as_deref().unwrap_or("unknown");
        return Some(format!("the export ended early ({reason}) after {} rows; export again", record.rows));
    }
    let is_csv = record.format == "csv";
    if file.is_csv.is_some_and(|found| found != is_csv) {
        return Some(format!("it is no {}, which was exported", record.format));
    }
    let resummed = match &file.last_line {
        Some(line) if line.record.get("sha256") == Some(&Value::from(&*file.sha256)) => {
            ", and its last line holds a new digest"
        }
        _ => "",
    };
    if file.rows < record.rows {
        return Some(format!("it is cut: it holds {} of {} rows{resummed}", file.rows, record.rows));
    }
    if file.rows > record.rows {
        return Some(format!("rows were added: it holds {} rows instead of {}{resummed}", file.rows, record.rows));
    }
    if file.sha256 != record.sha256 {
        let what = match file.unreadable {
            Some(row) => format!("it was changed: row {row} is no row of an export"),
            None => match file.is_in_order {
                Some(true) => "it was changed: its rows are others than those that were exported",
                Some(false) => "it was reordered: its rows are in no order of a list",
                None => "it was changed: its rows are others than those that were exported, or in another order",
            }
            .to_owned(),
        };
        return Some(format!("{what}{resummed}"));
    }
    match &file.last_line {
        Some(line) => changed_last_line(line, record),
        None if record.format != "ndjson" => None,
        None => Some("it is cut: its last line is not the record of the export".to_owned()),
    }
}

fn changed_last_line(line: &LastLine, record: &ExportRecord) -> Option<String> {
    let recorded = serde_json::to_value(record).ok()?;
    let differs = |(name, value): (&String, &Value)| (line.record.get(name) != Some(value)).then(|| name.clone());
    let differing: Vec<String> = recorded.as_object()?.iter().filter_map(differs).collect();
    if !differing.is_empty() {
        return Some(format!("its last line was changed: {} as the log has it differs", differing.join(", ")));
    }
    let query = serde_json::to_string(&line.query).ok()?;
    let salt = HEXLOWER.decode(line.query_salt.as_bytes()).ok().and_then(|salt| salt.try_into().ok());
    let committed = salt.map(|salt| HEXLOWER.encode(&Salt(salt).name_body(query.as_bytes())));
    (committed.as_ref() != Some(&record.query_commitment))
        .then(|| "its last line was changed: the query is not the one that was exported".to_owned())
}
