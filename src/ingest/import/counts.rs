//! The result of an import: counts, and the first lines that were left out. Nothing here repeats
//! the content of a line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    event_log::{AppendError, AppendOutcome},
    ingest::{saved::SavedError, signature::VerifyError},
    storage::EncodedEvent,
};

/// How many refused lines are reported one by one; the others are counted.
const REPORTED_LINES_MAX: usize = 10;
/// The import stops after this many failed appends: the data of a single event may cause one.
const LOG_FAILURES_MAX: u64 = 100;

/// Part of the facts of `system.import_finished`, so the serialized names never change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Lines that are not blank.
    pub lines: u64,
    pub recorded: u64,
    pub duplicates: u64,
    /// The event was in the log with another body. The log keeps both bodies.
    pub conflicts: u64,
    /// Status lines of the Clerk CLI, which are no deliveries.
    #[serde(rename = "asides")]
    pub status_lines: u64,
    /// Lines that were left out.
    pub refused: u64,
    pub refused_by_reason: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLine {
    /// Counted from 1.
    pub number: u64,
    pub error: LineError,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error(transparent)]
    NotADelivery(#[from] SavedError),
    #[error(transparent)]
    Unverified(#[from] VerifyError),
    /// The delivery is authentic, and the append failed.
    #[error("the database did not take it; run the import again")]
    NotAppended,
}

pub(super) enum VerifiedLine {
    Event(Box<EncodedEvent>),
    /// A status line of the Clerk CLI.
    Status,
    Error(LineError),
}

#[derive(Default)]
pub(super) struct LineCounter {
    pub(super) counts: ImportCounts,
    pub(super) refused: Vec<RefusedLine>,
    log_failures: u64,
}

impl LineCounter {
    /// Counts a line. Returns the event to append.
    pub(super) fn verified(&mut self, number: u64, line: VerifiedLine) -> Option<Box<EncodedEvent>> {
        self.counts.lines += 1;
        match line {
            VerifiedLine::Event(event) => return Some(event),
            VerifiedLine::Status => self.counts.status_lines += 1,
            VerifiedLine::Error(error) => self.refuse(number, error),
        }
        None
    }

    /// Counts the outcome of an append. An error ends the import.
    pub(super) fn appended(
        &mut self,
        number: u64,
        outcome: Result<AppendOutcome, AppendError>,
    ) -> Result<(), AppendError> {
        match outcome {
            Ok(AppendOutcome::Recorded(_)) => self.counts.recorded += 1,
            Ok(AppendOutcome::Duplicate(_)) => self.counts.duplicates += 1,
            Ok(AppendOutcome::Conflict(_)) => self.counts.conflicts += 1,
            Err(AppendError::Store) if self.log_failures < LOG_FAILURES_MAX => {
                self.log_failures += 1;
                self.refuse(number, LineError::NotAppended);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn refuse(&mut self, number: u64, error: LineError) {
        self.counts.refused += 1;
        *self.counts.refused_by_reason.entry(error.reason().to_owned()).or_default() += 1;
        if self.refused.len() < REPORTED_LINES_MAX {
            self.refused.push(RefusedLine { number, error });
        }
    }
}

impl LineError {
    /// A fixed short label for counts.
    const fn reason(&self) -> &'static str {
        match self {
            Self::NotADelivery(error) => error.reason(),
            Self::Unverified(error) => error.reason(),
            Self::NotAppended => "log_failed",
        }
    }
}
