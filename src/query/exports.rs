//! What the log keeps of an export: which key copied which rows, and the digest of the bytes.

use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use super::error::QueryError;
use crate::{
    clock::Timestamp,
    event::{EventId, Position, Source, SystemEvent, id::SYSTEM_ID_PREFIX, system::SystemEventKind},
    storage::{Store, entity::event},
};

/// The version of the columns that an export adds to the rows of a list, and of its last line. A
/// field that is added to rows is no new version; one that is removed, renamed or redefined is.
pub const SCHEMA_VERSION: u32 = 1;

/// Digits of the id of an export: a UUID.
const ID_DIGITS: usize = 32;

/// Bytes of the commitment of the first event that name the log.
const LOG_ID_BYTES: usize = 16;

/// The facts of `system.exported`. The log stores these names for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRecord {
    pub key_id: String,
    /// The operation of the list, for example `list_events`.
    pub operation: String,
    pub format: String,
    /// Names of the query parameters.
    pub filters: Vec<String>,
    /// Objects that were asked for by id.
    pub subjects: Vec<ExportSubject>,
    /// Number of further objects whose ids must not be named.
    pub more: u64,
    /// HMAC-SHA256 of the query parameters as JSON, in hexadecimal. Its key is in the file only,
    /// so that the log does not reveal which address or time was looked for.
    pub query_commitment: String,
    /// The sources whose rows the export could hold; `None` if all.
    pub sources: Option<Vec<String>>,
    pub began_at: String,
    /// Rows of later events are left out. `None` if the log was empty.
    pub up_to_position: Option<i64>,
    pub rows: u64,
    /// The lowest position of a row.
    pub first_position: Option<i64>,
    /// The highest position of a row.
    pub last_position: Option<i64>,
    /// Uncompressed bytes, without the last line of NDJSON that repeats this record.
    pub bytes: u64,
    /// SHA-256 of these bytes, in hexadecimal.
    pub sha256: String,
    /// True if every row was handed over.
    pub complete: bool,
    /// Why it is not complete, as an [`Interruption`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub log_id: Option<String>,
    pub schema_version: u32,
}

/// An object that an export was asked for by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportSubject {
    pub kind: String,
    pub id: String,
}

/// The facts of `system.reviewed`. The log stores these names for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Review {
    pub export_id: String,
    /// The operation, the rows and the digest of the export, from its record.
    pub operation: String,
    pub rows: u64,
    pub sha256: String,
    /// Who read it, as the reviewer wrote it.
    pub reviewed_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub key_id: String,
}

/// Why an export ended early. The log stores the words for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// The client closed the connection, or read too slowly for it to be kept.
    ClientGone,
    /// A page could not be read.
    Failed,
    /// The key was revoked, expired or lost a right.
    AccessEnded,
    /// The server stopped.
    Shutdown,
    /// The list took more disk, or more time, than an export may.
    TooLarge,
}

/// An export, as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedExport {
    /// Position of the event that records it.
    pub position: Position,
    pub received_at: Timestamp,
    pub record: ExportRecord,
}

impl Interruption {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientGone => "client_gone",
            Self::Failed => "failed",
            Self::AccessEnded => "access_ended",
            Self::Shutdown => "shutdown",
            Self::TooLarge => "too_large",
        }
    }
}

impl ExportRecord {
    /// The event that records this export under its id.
    #[must_use]
    pub fn event(&self, export_id: &str, at: Timestamp) -> SystemEvent {
        SystemEvent::named(SystemEventKind::Exported, at, export_id, self)
    }
}

impl Review {
    #[must_use]
    pub fn event(&self, at: Timestamp) -> SystemEvent {
        SystemEvent::new(SystemEventKind::Reviewed, at, self)
    }
}

/// True if a text may be the id of an export.
#[must_use]
pub fn is_export_id(text: &str) -> bool {
    text.len() == ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The export with this id; `None` while it is under way.
pub async fn find(store: &Store, export_id: &str) -> Result<Option<RecordedExport>, QueryError> {
    if !is_export_id(export_id) {
        return Ok(None);
    }
    let Ok(id) = EventId::parse_any(&format!("{SYSTEM_ID_PREFIX}{export_id}")) else { return Ok(None) };
    let found = store.log().find(&Source::system(), &id).await?;
    let found = found.filter(|event| event.event_type == Some(SystemEventKind::Exported.event_type()));
    Ok(found.and_then(|event| {
        let record = serde_json::from_slice(event.body.kept()?).ok()?;
        Some(RecordedExport { position: event.position, received_at: event.received_at, record })
    }))
}

/// The name of the log: the beginning of the commitment of its first event, which is random.
/// `None` while the log is empty.
pub async fn log_id(store: &Store) -> Result<Option<String>, QueryError> {
    let first = event::Entity::find_by_id(0).one(store.reader()).await?;
    Ok(first.and_then(|first| {
        let bytes = first.commitment.get(..LOG_ID_BYTES)?;
        Some(data_encoding::HEXLOWER.encode(bytes))
    }))
}
