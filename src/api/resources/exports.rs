//! Returns the record of an export, and signs it off.

use poem::http::StatusCode;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};

use crate::{
    access::{AccessError, SourceAccess},
    api::{
        middleware::auth::{self, Caller, EventsRead, Granted, ReviewsWrite},
        wire::{
            document::Tag,
            error::Problem,
            field::{Field, Named},
            ids::ExportId,
            parameters::DateTime,
            refusals::{ChangeProblem, OneProblem},
        },
    },
    clock::Timestamp,
    query::{
        QueryError,
        exports::{self, ExportRecord, RecordedExport, Review},
    },
    text::label,
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

/// Who read an export.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewReview {
    /// Who read it, for example a name and a team: 1 to 128 printable characters.
    reviewed_by: Named<String, ReviewedBy>,
    /// What came of it: 1 to 1,000 printable characters.
    #[oai(nullable)]
    note: Named<Option<String>, Note>,
}

#[derive(Debug)]
struct ReviewedBy;
#[derive(Debug)]
struct Note;

impl Field for ReviewedBy {
    const NAME: &'static str = "reviewed_by";
    const WRITE: &'static str = "who read the export, as a text of 1 to 128 printable characters";
}

impl Field for Note {
    const NAME: &'static str = "note";
    const WRITE: &'static str = "what came of it, as a text of 1 to 1000 printable characters, or leave it out";
}

/// Fits the owner of a key.
const REVIEWED_BY_CHARACTERS_MAX: usize = 128;
/// Some sentences; a longer text belongs in a document of its own.
const NOTE_CHARACTERS_MAX: usize = 1_000;

/// The record of a review.
#[derive(Debug, Object)]
struct RecordedReview {
    /// Position of the event `system.reviewed` that records it.
    position: i64,
    /// Id of the export.
    export_id: String,
    /// SHA-256 of the exported bytes, in hexadecimal.
    sha256: String,
    /// Who read it.
    reviewed_by: String,
    /// What came of it.
    #[oai(nullable)]
    note: Option<String>,
    /// Id of the key that recorded it.
    key_id: String,
}

#[derive(ApiResponse)]
enum Reviewed {
    /// The review is in the log.
    #[oai(status = 201)]
    Reviewed(Json<RecordedReview>),
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
        let found = visible(&granted, &id).await?;
        found.map(|found| Json(Export::new(id, found))).ok_or_else(|| OneProblem::not_found("export"))
    }

    /// Sign off an export
    ///
    /// Records in the log who read an export, with its digest: the event `system.reviewed`. Who
    /// that is is what the request says; the log adds the key. An export can be signed off by
    /// several people, and more than once.
    #[oai(path = "/v1/exports/:export_id/reviews", method = "post", operation_id = "create_review")]
    async fn review(
        &self,
        granted: Granted<ReviewsWrite>,
        /// Id of the export.
        export_id: Path<ExportId>,
        Json(new): Json<NewReview>,
    ) -> Result<Reviewed, ChangeProblem> {
        let export_id = export_id.0.0;
        let found = visible(&granted, &export_id).await?.ok_or_else(|| Problem::not_found("export"))?;
        let record = found.record;
        if !record.complete {
            let detail = "this export ended before its last row, so it is no answer to sign off; export it again";
            return Err(Problem::new(StatusCode::CONFLICT, detail).into());
        }
        let reviewed_by = label::parse(&new.reviewed_by.0, REVIEWED_BY_CHARACTERS_MAX);
        let note = new.note.0.map(|note| label::parse(&note, NOTE_CHARACTERS_MAX).ok_or_else(unusable::<Note>));
        let review = Review {
            export_id,
            operation: record.operation,
            rows: record.rows,
            sha256: record.sha256,
            reviewed_by: reviewed_by.ok_or_else(unusable::<ReviewedBy>)?,
            note: note.transpose()?,
            key_id: granted.grant.key_id.clone(),
        };
        let recorded = granted.state.log.record(review.event(granted.now())).await;
        let position = recorded.map_err(|error| auth::unavailable(&AccessError::from(error)))?.position();
        let Review { export_id, sha256, reviewed_by, note, key_id, .. } = review;
        let review = RecordedReview { position: position.0, export_id, sha256, reviewed_by, note, key_id };
        Ok(Reviewed::Reviewed(Json(review)))
    }
}

/// The record of an export whose sources the key may read.
async fn visible(caller: &Caller, export_id: &str) -> Result<Option<RecordedExport>, QueryError> {
    let found = exports::find(caller.store(), export_id).await?;
    Ok(found.filter(|found| {
        let sources = found.record.sources.clone().map_or(SourceAccess::All, SourceAccess::Only);
        caller.allowed_sources().covers(&sources)
    }))
}

fn unusable<F: Field>() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, format!("{} cannot be used; write {}", F::NAME, F::WRITE)).naming(F::NAME)
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
