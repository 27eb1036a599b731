//! Counts the open streams, and bounds their number for each key and together.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::limits::StreamLimits;

#[derive(Clone, Debug)]
pub(crate) struct Slots {
    limits: StreamLimits,
    /// The number of open streams of each key that has any.
    open: Arc<Mutex<HashMap<String, usize>>>,
}

/// One open stream, until it is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Slots,
    key_id: String,
}

/// Why no further stream may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// The key has as many streams as it may have.
    Key(usize),
    /// All keys together do.
    All(usize),
}

impl Slots {
    pub(crate) fn new(limits: StreamLimits) -> Self {
        Self { limits, open: Arc::default() }
    }

    pub(super) fn take(&self, key_id: &str) -> Result<Slot, Full> {
        let mut open = self.open();
        if open.get(key_id).is_some_and(|streams| *streams >= self.limits.per_key) {
            return Err(Full::Key(self.limits.per_key));
        }
        if open.values().sum::<usize>() >= self.limits.total {
            return Err(Full::All(self.limits.total));
        }
        *open.entry(key_id.to_owned()).or_default() += 1;
        Ok(Slot { slots: self.clone(), key_id: key_id.to_owned() })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.slots.open();
        if let Some(streams) = open.get_mut(&self.key_id) {
            *streams = streams.saturating_sub(1);
            if *streams == 0 {
                open.remove(&self.key_id);
            }
        }
    }
}
