//! The text of server-sent events.

use std::fmt::Write as _;

use poem_openapi::{Object, types::ToJSON as _};
use serde_json::value::RawValue;

/// After how many milliseconds a browser connects again.
const RETRY_MS: u64 = 2_000;

/// Why a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseReason {
    KeyRevoked,
    KeyExpired,
    /// The key may read less than when the stream began.
    KeyNarrowed,
    TooSlow,
    ShuttingDown,
    /// The log was restored from an older backup.
    Restored,
    /// The database does not answer, or a view is being built.
    Unavailable,
    Failed,
}

impl CloseReason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::KeyRevoked => "key_revoked",
            Self::KeyExpired => "key_expired",
            Self::KeyNarrowed => "key_narrowed",
            Self::TooSlow => "too_slow",
            Self::ShuttingDown => "shutting_down",
            Self::Restored => "restored",
            Self::Unavailable => "unavailable",
            Self::Failed => "failed",
        }
    }
}

#[derive(Object)]
struct Heartbeat {
    #[oai(nullable)]
    position: Option<i64>,
    #[oai(skip_serializing_if_is_none)]
    notes: Option<Vec<String>>,
}

#[derive(Object)]
struct Closed {
    reason: String,
    detail: String,
}

/// Some events of a stream, in order.
#[derive(Debug, Default)]
pub(super) struct Frames(String);

impl Frames {
    pub(super) fn retry(&mut self) {
        self.write(format_args!("retry: {RETRY_MS}\n\n"));
    }

    pub(super) fn row(&mut self, cursor: &str, json: &RawValue) {
        self.write(format_args!("id: {cursor}\ndata: {}\n\n", json.get()));
    }

    /// A row that was sent before, or passed by, and means something else now. It has no id: a
    /// client that connects again after it gets it again, rather than never.
    pub(super) fn revision(&mut self, json: &RawValue) {
        self.write(format_args!("event: revision\ndata: {}\n\n", json.get()));
    }

    pub(super) fn heartbeat(&mut self, cursor: &str, position: Option<i64>, notes: Vec<String>) {
        let notes = (!notes.is_empty()).then_some(notes);
        let data = Heartbeat { position, notes }.to_json_string();
        self.write(format_args!("event: heartbeat\nid: {cursor}\ndata: {data}\n\n"));
    }

    pub(super) fn closed(&mut self, reason: CloseReason, detail: &str) {
        let data = Closed { reason: reason.as_str().to_owned(), detail: detail.to_owned() }.to_json_string();
        self.write(format_args!("event: closed\ndata: {data}\n\n"));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        _ = self.0.write_fmt(text);
    }
}
