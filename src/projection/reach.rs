//! What folding works with. Does nothing itself.

use crate::{clock::Clock, event_log::EventLog, store::Store};

/// The database, the log and the time.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
    pub(super) store: &'a Store,
    pub(super) log: &'a EventLog,
    pub(super) clock: &'a Clock,
}
