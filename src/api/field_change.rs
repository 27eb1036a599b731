//! A field that changed, as the activity trail, histories and differences show it.

use poem_openapi::{Object, types::Any};
use serde_json::Value;

use crate::views::audited;

/// A field that changed; of a list, one element of it.
#[derive(Debug, Object)]
pub(super) struct FieldChange {
    /// Its name.
    pub(super) field: String,
    /// The actions that this change is; none where it has no action of its own.
    pub(super) actions: Vec<String>,
    /// What it held: a text, a number, true or false, a list of texts, or of a list of objects the
    /// one that is another. Null where it held nothing, and where values are not shown, as of
    /// metadata and of fields that Gatelog does not know.
    #[oai(nullable)]
    pub(super) from: Option<Any<Value>>,
    /// What it holds since.
    #[oai(nullable)]
    pub(super) to: Option<Any<Value>>,
    /// What changed inside it, by name and without the values: the keys of metadata, and fields of
    /// an element of a list that are not shown. Null where that is not so told.
    #[oai(nullable)]
    pub(super) keys: Option<ChangedKeys>,
    /// Whether the description before did not have the field at all, so that nobody can say
    /// whether it changed.
    pub(super) first_told: bool,
}

/// Names of what changed inside a field.
#[derive(Debug, Object)]
pub(super) struct ChangedKeys {
    /// Those that were not there before.
    added: Vec<String>,
    /// Those that are no longer there.
    removed: Vec<String>,
    /// Those that hold another value.
    changed: Vec<String>,
}

impl FieldChange {
    /// Of a field that is shown and not audited.
    pub(super) fn plain(field: String, from: Value, to: Value) -> Self {
        let known = |value: Value| (!value.is_null()).then_some(Any(value));
        Self { field, actions: Vec::new(), from: known(from), to: known(to), keys: None, first_told: false }
    }
}

impl From<audited::Change> for FieldChange {
    fn from(change: audited::Change) -> Self {
        let audited::Keys { added, removed, changed } = change.keys;
        let is_told = !(added.is_empty() && removed.is_empty() && changed.is_empty());
        Self {
            field: change.field.into_owned(),
            actions: change.actions.into_iter().map(std::borrow::Cow::into_owned).collect(),
            from: change.from.map(Any),
            to: change.to.map(Any),
            keys: is_told.then_some(ChangedKeys { added, removed, changed }),
            first_told: change.first_told,
        }
    }
}
