//! What differs between two configurations: names of keys and ids of secrets, never a value.

use std::collections::{BTreeMap, BTreeSet};

use super::settings::{SecretIds, Settings, SourceSettings};
use crate::event::Source;

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Names of keys that hold something else, and of sources that came or went; secrets are not among them.
    pub keys: Vec<String>,
    /// Those of them that only a new start brings into force.
    pub not_reloaded: Vec<String>,
    /// Sources whose secrets are others.
    pub secrets: Vec<SecretChange>,
}

/// What became of the secrets of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretChange {
    /// Whose.
    pub source: Source,
    /// Ids of those that are taken at the door, and were not.
    pub added: Vec<String>,
    /// Ids of those that are neither taken nor kept any more.
    pub removed: Vec<String>,
    /// Ids of those that were taken, and are now kept to verify the log only.
    pub retired: Vec<String>,
}

impl Changes {
    /// From one configuration to the next.
    #[must_use]
    pub fn between(before: &Settings, after: &Settings) -> Self {
        let (old, new) = (values(before), values(after));
        let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        let mut keys: BTreeSet<String> =
            names.into_iter().filter(|name| old.get(name) != new.get(name)).map(str::to_owned).collect();
        let fixed: BTreeSet<&str> =
            after.effective.iter().filter(|value| !value.reloaded).map(|value| value.key.as_str()).collect();
        let not_reloaded = keys.iter().filter(|key| fixed.contains(key.as_str())).cloned().collect();
        // A published list may hold other networks, and as many of them.
        for source in &after.sources {
            let known = before.source(source.source.as_str());
            if known.is_some_and(|known| known.networks != source.networks) {
                keys.insert(format!("source.{}.networks", source.source));
            }
        }
        Self { keys: keys.into_iter().collect(), not_reloaded, secrets: secrets(before, after) }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.secrets.is_empty()
    }
}

/// Every key with what it holds; secrets are compared apart.
fn values(settings: &Settings) -> BTreeMap<&str, &str> {
    let shown = settings.effective.iter().filter(|value| !value.key.ends_with(".secret"));
    shown.map(|value| (value.key.as_str(), value.value.as_str())).collect()
}

fn secrets(before: &Settings, after: &Settings) -> Vec<SecretChange> {
    let names: BTreeSet<&Source> = before.sources.iter().chain(&after.sources).map(|source| &source.source).collect();
    let ids = |settings: &Settings, name: &Source| {
        settings.source(name.as_str()).map_or_else(SecretIds::default, SourceSettings::secret_ids)
    };
    let mut changes = Vec::new();
    for source in names {
        let (old, new) = (ids(before, source), ids(after, source));
        let without = |list: &[String], others: &[&[String]]| -> Vec<String> {
            list.iter().filter(|id| !others.iter().any(|other| other.contains(id))).cloned().collect()
        };
        let known = [old.taken.clone(), old.retired.clone()].concat();
        let change = SecretChange {
            source: source.clone(),
            added: without(&new.taken, &[&old.taken]),
            removed: without(&known, &[&new.taken, &new.retired]),
            retired: without(&new.retired, &[&old.retired]),
        };
        if !(change.added.is_empty() && change.removed.is_empty() && change.retired.is_empty()) {
            changes.push(change);
        }
    }
    changes
}
