//! The dependencies of projecting: storage, log and clock.

use std::sync::Arc;

use crate::{clock::Clock, event_log::EventLog, storage::Store};

#[derive(Clone)]
pub struct Deps {
    pub store: Arc<Store>,
    pub log: EventLog,
    pub clock: Clock,
}
