//! What became of the lines of an import: counts, and the first that were left out. Repeats nothing of what they hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{saved::SavedError, signature::Refusal};
use crate::{
    event::Event,
    event_log::{AppendError, AppendOutcome},
};

/// Refused lines that are told one by one; the others are counted.
const TOLD_MAX: usize = 10;
/// Events that the database did not take before the import gives up: a single one may be the fault of its data.
const LOG_FAILURES_MAX: u64 = 100;

/// What became of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Lines with something on them.
    pub lines: u64,
    /// In the log now.
    pub recorded: u64,
    /// In the log already.
    pub duplicates: u64,
    /// In the log with another body; this one is kept beside it.
    pub conflicts: u64,
    /// Of the Clerk CLI's own, and no delivery.
    pub asides: u64,
    /// Left out, in all.
    pub refused: u64,
    /// The same by reason.
    pub refused_by_reason: BTreeMap<String, u64>,
}

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLine {
    /// Counted from 1.
    pub number: u64,
    /// Why; nothing of what it holds.
    pub why: Unusable,
}

/// Why a line is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is no saved delivery.
    #[error(transparent)]
    Unreadable(#[from] SavedError),
    /// Nothing proves where it comes from.
    #[error(transparent)]
    Unproved(#[from] Refusal),
    /// It is authentic, and the database did not take it.
    #[error("the database did not take it; run the import again")]
    NotAppended,
}

/// What was made of a line.
pub(super) enum Made {
    Event(Box<Event>),
    Aside,
    Unusable(Unusable),
}

/// Counts, and the first lines that were refused.
#[derive(Default)]
pub(super) struct Counting {
    pub(super) counts: Counts,
    pub(super) refused: Vec<RefusedLine>,
    log_failures: u64,
}

impl Counting {
    /// Counts a line; what is to be appended is handed back.
    pub(super) fn made(&mut self, number: u64, made: Made) -> Option<Box<Event>> {
        self.counts.lines += 1;
        match made {
            Made::Event(event) => return Some(event),
            Made::Aside => self.counts.asides += 1,
            Made::Unusable(why) => self.refuse(number, why),
        }
        None
    }

    /// Counts the outcome of an append.
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
                self.refuse(number, Unusable::NotAppended);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn refuse(&mut self, number: u64, why: Unusable) {
        self.counts.refused += 1;
        *self.counts.refused_by_reason.entry(why.reason().to_owned()).or_default() += 1;
        if self.refused.len() < TOLD_MAX {
            self.refused.push(RefusedLine { number, why });
        }
    }
}

impl Unusable {
    /// A fixed short label: for counts.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.reason(),
            Self::Unproved(refusal) => refusal.reason(),
            Self::NotAppended => "log_failed",
        }
    }
}
