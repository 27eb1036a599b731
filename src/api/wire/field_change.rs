//! A field that changed, in activity, histories and diffs.

use poem_openapi::{Object, types::Any};
use serde_json::Value;

use crate::views::audited;

/// A field that changed. For a list, one of its elements.
#[derive(Debug, Object)]
pub(crate) struct FieldChange {
    /// Name of the field.
    pub(crate) field: String,
    /// Actions that this change amounts to. Empty if it has no action of its own.
    pub(crate) actions: Vec<String>,
    /// Old value: a string, number, boolean, list of strings, or one element of a list of
    /// objects. Null if there was none, or if values are not shown (metadata and unknown fields).
    #[oai(nullable)]
    pub(crate) from: Option<Any<Value>>,
    /// New value, in the same form as `from`.
    #[oai(nullable)]
    pub(crate) to: Option<Any<Value>>,
    /// Keys that changed inside the field, without their values: keys of metadata, or hidden
    /// fields of a list element. Absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    pub(crate) keys: Option<ChangedKeys>,
    /// True if the previous version did not contain the field at all, so that it is unknown
    /// whether it changed.
    pub(crate) first_seen: bool,
    /// True if the new version does not contain the field, or contains null for a boolean, so that
    /// its value is unknown from then on. `from` is the last value that was reported.
    pub(crate) no_longer_reported: bool,
    /// True if earlier versions contained the field, the previous one did not, and the new version
    /// has the value that was last reported.
    pub(crate) reported_again: bool,
}

/// Keys that changed inside a field.
#[derive(Debug, Object)]
pub(crate) struct ChangedKeys {
    /// Keys that were added.
    added: Vec<String>,
    /// Keys that were removed.
    removed: Vec<String>,
    /// Keys whose value changed.
    changed: Vec<String>,
}

impl FieldChange {
    /// A change of a field that is returned but not audited.
    pub(crate) fn plain(field: String, from: Value, to: Value) -> Self {
        let known = |value: Value| (!value.is_null()).then_some(Any(value));
        let (from, to) = (known(from), known(to));
        Self {
            field,
            actions: Vec::new(),
            from,
            to,
            keys: None,
            first_seen: false,
            no_longer_reported: false,
            reported_again: false,
        }
    }
}

impl From<audited::Change> for FieldChange {
    fn from(change: audited::Change) -> Self {
        let audited::KeyChanges { added, removed, changed } = change.keys;
        let has_keys = !(added.is_empty() && removed.is_empty() && changed.is_empty());
        Self {
            field: change.field.into_owned(),
            actions: change.actions.into_iter().map(std::borrow::Cow::into_owned).collect(),
            from: change.from.map(Any),
            to: change.to.map(Any),
            keys: has_keys.then_some(ChangedKeys { added, removed, changed }),
            first_seen: change.first_seen,
            no_longer_reported: change.no_longer_reported,
            reported_again: change.reported_again,
        }
    }
}
