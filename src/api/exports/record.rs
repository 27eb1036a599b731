//! The record of an export: what is known of it at its beginning, what became of it, and the last
//! line of NDJSON, which repeats both.

use std::{collections::BTreeMap, time::Duration};

use data_encoding::HEXLOWER;
use serde::Serialize;
use tokio::time::Instant;

use super::{accept::Form, encode::Totals};
use crate::{
    api::state::State,
    event::{Position, Salt, system::SystemEventKind},
    event_log::AppendError,
    query::exports::{ExportRecord, ExportSubject, Interruption, SCHEMA_VERSION},
};

/// How long the record is tried: the log refuses it while its queue is full.
const RECORD_WITHIN: Duration = Duration::from_secs(30);
const RECORD_RETRY: Duration = Duration::from_millis(200);

/// What is known of an export at its beginning.
pub(super) struct Description {
    pub(super) export_id: String,
    pub(super) key_id: String,
    pub(super) operation: &'static str,
    pub(super) form: Form,
    /// The query parameters.
    pub(super) query: BTreeMap<String, Vec<String>>,
    /// The key of the commitment to the query.
    pub(super) salt: Salt,
    pub(super) sources: Option<Vec<String>>,
    pub(super) subjects: Vec<ExportSubject>,
    /// Number of further objects whose ids must not be named.
    pub(super) unnamed: u64,
    pub(super) up_to: Option<Position>,
    pub(super) log_id: Option<String>,
    pub(super) began_at: String,
}

/// The last line of NDJSON. No row has a field of this name.
#[derive(Serialize)]
struct LastLine<'a> {
    gatelog_export: Evidence<'a>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    id: &'a str,
    /// Position of `system.exported`.
    position: i64,
    #[serde(flatten)]
    record: &'a ExportRecord,
    /// The query parameters.
    query: &'a BTreeMap<String, Vec<String>>,
    /// The key of `query_commitment`, in hexadecimal.
    query_salt: String,
    notes: &'a [String],
}

impl Description {
    pub(super) fn record(&self, sent: &Totals, interruption: Option<Interruption>) -> ExportRecord {
        ExportRecord {
            key_id: self.key_id.clone(),
            operation: self.operation.to_owned(),
            format: self.form.as_str().to_owned(),
            filters: self.query.keys().cloned().collect(),
            subjects: self.subjects.clone(),
            more: self.unnamed,
            query_commitment: HEXLOWER.encode(&self.salt.name_body(json(&self.query).as_bytes())),
            sources: self.sources.clone(),
            began_at: self.began_at.clone(),
            up_to_position: self.up_to.map(|position| position.0),
            rows: sent.rows,
            first_position: sent.positions.map(|(first, _)| first),
            last_position: sent.positions.map(|(_, last)| last),
            bytes: sent.bytes,
            sha256: sent.sha256(),
            complete: interruption.is_none(),
            reason: interruption.map(|reason| reason.as_str().to_owned()),
            log_id: self.log_id.clone(),
            schema_version: SCHEMA_VERSION,
        }
    }

    /// Appends the record; `None` if the log does not take it.
    pub(super) async fn append(&self, record: &ExportRecord, state: &State) -> Option<Position> {
        let event = record.event(&self.export_id, state.clock.now());
        let began = Instant::now();
        loop {
            match state.log.record(event.clone()).await {
                Ok(outcome) => return Some(outcome.position()),
                Err(AppendError::Busy | AppendError::Store) if began.elapsed() < RECORD_WITHIN => {
                    tokio::time::sleep(RECORD_RETRY).await;
                }
                Err(error) => {
                    state.metrics.unrecorded.count([SystemEventKind::Exported.as_str()]);
                    tracing::error!(export.id = self.export_id, %error, "an export is not recorded in the log");
                    return None;
                }
            }
        }
    }

    pub(super) fn last_line(&self, record: &ExportRecord, position: Position, notes: &[String]) -> String {
        let evidence = Evidence {
            id: &self.export_id,
            position: position.0,
            record,
            query: &self.query,
            query_salt: HEXLOWER.encode(&self.salt.0),
            notes,
        };
        let mut line = json(&LastLine { gatelog_export: evidence });
        line.push('\n');
        line
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("text and numbers have a JSON form")
}
