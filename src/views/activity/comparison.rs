//! What differs between two snapshots, field by field, and what must not count as a change. Knows no family.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::actions::Action;
use crate::clock::Timestamp;

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its name.
    pub field: Cow<'static, str>,
    /// What it held; absent where it held nothing, and where values are not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
}

/// Two snapshots being compared.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// When the earlier snapshot was made.
    pub(super) since: i64,
    pub(super) actions: Vec<Action>,
    pub(super) changes: Vec<Change>,
}

impl Comparison {
    pub(super) fn since(since: i64) -> Self {
        Self { since, ..Self::default() }
    }

    /// Adds an action, if that is what happened.
    pub(super) fn means(&mut self, action: Action, happened: bool) {
        if happened {
            self.actions.push(action);
        }
    }

    fn changed(&mut self, field: &'static str, from: Option<Value>, to: Option<Value>) {
        self.changes.push(Change { field: field.into(), from, to });
    }

    /// A text. Clerk writes null for "none", so that null before and a text now is a change like any other.
    pub(super) fn text(&mut self, field: &'static str, from: Option<&str>, to: Option<&str>) -> bool {
        let differs = from != to;
        if differs {
            self.changed(field, from.map(Value::from), to.map(Value::from));
        }
        differs
    }

    /// A number, absent in bodies that are older than the field: only two known ones differ.
    pub(super) fn number(&mut self, field: &'static str, from: Option<i64>, to: Option<i64>) {
        if let (Some(before), Some(now)) = (from, to)
            && before != now
        {
            self.changed(field, Some(before.into()), Some(now.into()));
        }
    }

    /// A flag, and to what it was switched. One that is absent now says nothing. One that was absent before is taken as
    /// `absent`: where that is unknown, a field which Clerk only began to send is no change.
    pub(super) fn flag(
        &mut self,
        field: &'static str,
        from: Option<bool>,
        to: Option<bool>,
        absent: Option<bool>,
    ) -> Option<bool> {
        let now = to?;
        let switched = from.or(absent)? != now;
        if switched {
            self.changed(field, from.map(Value::from), Some(now.into()));
        }
        switched.then_some(now)
    }

    /// The time when something last happened: whether it happened since. One that was absent before tells by itself
    /// whether it is news or only newly sent; one that is absent now says nothing.
    pub(super) fn moment(&mut self, field: &'static str, from: Option<i64>, to: Option<i64>) -> bool {
        let Some(now) = to else { return false };
        let happened = from.map_or(now > self.since, |before| before != now);
        if happened {
            let shown = |at: i64| json!(Timestamp::from_micros(at).to_string());
            self.changed(field, from.map(shown), Some(shown(now)));
        }
        happened
    }

    /// A list without order: whether something was added, and whether something was removed.
    pub(super) fn list(&mut self, field: &'static str, from: &[Cow<'_, str>], to: &[Cow<'_, str>]) -> (bool, bool) {
        let added = to.iter().any(|element| !from.contains(element));
        let removed = from.iter().any(|element| !to.contains(element));
        if added || removed {
            self.changed(field, Some(json!(from)), Some(json!(to)));
        }
        (added, removed)
    }

    /// What nobody shall read here: only that it differs.
    pub(super) fn unshown(&mut self, field: &'static str, from: Option<&str>, to: Option<&str>) -> bool {
        let differs = from != to;
        if differs {
            self.changed(field, None, None);
        }
        differs
    }
}
