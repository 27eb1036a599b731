//! Returns the record of an export.

use poem_openapi::{Object, OpenApi, param::Path, payload::Json};

use crate::{
    access::SourceAccess,
    api::{
        middleware::auth::{EventsRead, Granted},
        wire::{document::Tag, ids::ExportId, parameters::DateTime, refusals::OneProblem},
    },
    clock::Timestamp,
    query::exports::{self, ExportRecord, RecordedExport},
};

pub(crate) struct Exports;

/// What the log keeps of an export.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
struct Export {
    /// Id of the export, from the header `Gatelog-Export-Id`.
    export_id: String,
    /// Position of the event `system.exported` that records it.
    position: i64,
    /// When it was recorded.
    recorded_at: DateTime,
    /// When it began.
    #[oai(nullable)]
    began_at: Option<DateTime>,
    /// Id of the key that exported.
    key_id: String,
    /// Operation of the list.
    operation: String,
    /// `ndjson`, `csv` or `ocsf`.
    format: String,
    /// Names of the query parameters.
    filters: Vec<String>,
    /// Objects that were asked for by id.
    subjects: Vec<ExportedSubject>,
    /// Number of further objects whose ids are not recorded.
    more: u64,
    /// HMAC-SHA256 of `query` in the last line of the file as compact JSON, in hexadecimal. Its
    /// key is `query_salt` in that line.
    query_commitment: String,
    /// Sources whose rows it could hold. Null if all.
    #[oai(nullable)]
    sources: Option<Vec<String>>,
    /// Position at the start: rows of later events are left out. Null if the log was empty.
    #[oai(nullable)]
    up_to_position: Option<i64>,
    /// Number of rows.
    rows: u64,
    /// Lowest position of a row. Null without rows.
    #[oai(nullable)]
    first_position: Option<i64>,
    /// Highest position of a row. Null without rows.
    #[oai(nullable)]
    last_position: Option<i64>,
    /// Uncompressed length in bytes, without the last line of NDJSON.
    bytes: u64,
    /// SHA-256 of these bytes, in hexadecimal.
    sha256: String,
    /// True if every row was handed over. Otherwise `rows`, `bytes` and `sha256` are of those that
    /// were.
    complete: bool,
    /// Why it is not complete: `client_gone`, `failed`, `access_ended`, `shutdown`, or `too_large`
    /// (the list took more disk or time than an export may: choose fewer rows). Null if it is.
    #[oai(nullable)]
    reason: Option<String>,
    /// Name of the log, which each row repeats. Null if the log was empty.
    #[oai(nullable)]
    log_id: Option<String>,
    /// Version of the fields that an export adds to rows, and of this record.
    schema_version: u32,
}

/// An object that an export was asked for by id.
#[derive(Debug, Object)]
struct ExportedSubject {
    /// Type of the object.
    kind: String,
    /// Id of the object.
    id: String,
}

#[OpenApi(tag = "Tag::Events")]
impl Exports {
    /// Get the record of an export
    ///
    /// What was exported, by which key, and the digest by which a file is verified. The record is
    /// written at the end of the export: until then, and for an export that a crash of the server
    /// ended, there is none. A key that is limited to some sources sees exports of these sources
    /// only.
    #[oai(path = "/v1/exports/:export_id", method = "get", operation_id = "get_export")]
    async fn one(
        &self,
        granted: Granted<EventsRead>,
        /// Id of the export.
        export_id: Path<ExportId>,
    ) -> Result<Json<Export>, OneProblem> {
        let id = export_id.0.0;
        let found = exports::find(granted.store(), &id).await?;
        let found = found.filter(|found| {
            let sources = found.record.sources.clone().map_or(SourceAccess::All, SourceAccess::Only);
            granted.allowed_sources().covers(&sources)
        });
        found.map(|found| Json(Export::new(id, found))).ok_or_else(|| OneProblem::not_found("export"))
    }
}

impl Export {
    fn new(export_id: String, RecordedExport { position, received_at, record }: RecordedExport) -> Self {
        let ExportRecord {
            key_id,
            operation,
            format,
            filters,
            subjects,
            more,
            query_commitment,
            sources,
            began_at,
            up_to_position,
            rows,
            first_position,
            last_position,
            bytes,
            sha256,
            complete,
            reason,
            log_id,
            schema_version,
        } = record;
        let subjects = subjects.into_iter().map(|subject| ExportedSubject { kind: subject.kind, id: subject.id });
        Self {
            export_id,
            position: position.0,
            recorded_at: DateTime(received_at),
            began_at: Timestamp::parse_rfc3339(&began_at).map(DateTime),
            key_id,
            operation,
            format,
            filters,
            subjects: subjects.collect(),
            more,
            query_commitment,
            sources,
            up_to_position,
            rows,
            first_position,
            last_position,
            bytes,
            sha256,
            complete,
            reason,
            log_id,
            schema_version,
        }
    }
}
