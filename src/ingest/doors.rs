//! Every source's door, by name. A set never changes: a new configuration makes a new set, and deliveries that are in
//! go on with the one they began with.

use std::{collections::BTreeMap, sync::Arc};

use super::door::Door;

/// The doors of one configuration.
#[derive(Clone, Debug, Default)]
pub struct Doors(BTreeMap<String, Arc<Door>>);

impl Doors {
    /// The door of a source.
    #[must_use]
    pub fn of(&self, source: &str) -> Option<Arc<Door>> {
        self.0.get(source).cloned()
    }

    /// Whether a source has one.
    #[must_use]
    pub fn has(&self, source: &str) -> bool {
        self.0.contains_key(source)
    }

    /// Every door, by name of the source.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Door>> {
        self.0.values()
    }
}

impl FromIterator<Door> for Doors {
    fn from_iter<T: IntoIterator<Item = Door>>(doors: T) -> Self {
        Self(doors.into_iter().map(|door| (door.source.to_string(), Arc::new(door))).collect())
    }
}
