//! Compares two configurations. The result holds names of keys and ids of secrets, never a value.

use std::collections::{BTreeMap, BTreeSet};

use super::settings::{SecretIds, Settings, SourceSettings};
use crate::event::Source;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigChanges {
    /// Names of changed keys, without those of secrets.
    pub keys: Vec<String>,
    /// The changed keys that take effect at the next start.
    pub needs_restart: Vec<String>,
    /// One entry for each source with changed secrets.
    pub secrets: Vec<SecretChange>,
}

/// The secrets that a source gained and lost, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretChange {
    pub source: Source,
    /// Newly accepted for deliveries.
    pub added: Vec<String>,
    /// No longer configured.
    pub removed: Vec<String>,
    /// Newly marked `verify_only`.
    pub retired: Vec<String>,
}

impl ConfigChanges {
    #[must_use]
    pub fn between(before: &Settings, after: &Settings) -> Self {
        let (old, new) = (values(before), values(after));
        let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        let mut keys: BTreeSet<String> =
            names.into_iter().filter(|name| old.get(name) != new.get(name)).map(str::to_owned).collect();
        let fixed: BTreeSet<&str> =
            after.effective.iter().filter(|value| !value.reloadable).map(|value| value.key.as_str()).collect();
        let needs_restart = keys.iter().filter(|key| fixed.contains(key.as_str())).cloned().collect();
        // The effective value of a published list shows only how many networks it holds.
        for source in &after.sources {
            let known = before.source(source.source.as_str());
            if known.is_some_and(|known| known.networks != source.networks) {
                keys.insert(format!("source.{}.networks", source.source));
            }
        }
        Self { keys: keys.into_iter().collect(), needs_restart, secrets: secrets(before, after) }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.secrets.is_empty()
    }
}

/// Every key with its value, without secrets: `secrets` compares those.
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
        let difference = |list: &[String], others: &[&[String]]| -> Vec<String> {
            list.iter().filter(|id| !others.iter().any(|other| other.contains(id))).cloned().collect()
        };
        let known = [old.accepted.clone(), old.retired.clone()].concat();
        let change = SecretChange {
            source: source.clone(),
            added: difference(&new.accepted, &[&old.accepted]),
            removed: difference(&known, &[&new.accepted, &new.retired]),
            retired: difference(&new.retired, &[&old.retired]),
        };
        if !(change.added.is_empty() && change.removed.is_empty() && change.retired.is_empty()) {
            changes.push(change);
        }
    }
    changes
}
