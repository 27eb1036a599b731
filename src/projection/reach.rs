//! What folding works with. Does nothing itself.

use std::sync::Arc;

use crate::{clock::Clock, event_log::EventLog, store::Store};

#[derive(Clone)]
pub(super) struct Reach {
    pub(super) store: Arc<Store>,
    pub(super) log: EventLog,
    pub(super) clock: Clock,
}
