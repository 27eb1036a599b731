//! Compares two snapshots of one object and derives the actions. Activity, its sentences,
//! histories and diffs all use this comparison.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    carried::carried,
    digest::is_empty,
    field::{Absent, Elements, Field, FieldKind, named},
    snapshot::{OTHER, Snapshot},
};
use crate::{
    clock::Timestamp,
    text::spelling::short_role,
    views::activity::actions::{
        Action,
        Action::{
            MfaChanged, MfaDisabled, MfaEnabled, OtherFieldsChanged, PasswordChanged, PasswordRemoved, PasswordSet,
        },
    },
};

/// Two end times of one lock-out differ by less than this, in microseconds. Each is computed from
/// whole seconds, and the body is sent shortly after it was made.
const SAME_LOCKOUT_MICROS: u64 = 5_000_000;

/// Actions that are dropped in favour of more specific ones.
const IMPLIED_BY_OTHERS: [(Action, &[Action]); 2] =
    [(PasswordChanged, &[PasswordSet, PasswordRemoved]), (MfaChanged, &[MfaEnabled, MfaDisabled])];

/// A changed field, or a changed element of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub field: Cow<'static, str>,
    /// Names of the actions; empty if the change has none of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Cow<'static, str>>,
    /// The old value. Absent if the field was empty, or if values are not reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
    /// What changed inside the field, by name, if values are not reported.
    #[serde(default, skip_serializing_if = "KeyChanges::is_empty")]
    pub keys: KeyChanges,
    /// True if the previous body lacks the field, so it is unknown whether it changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_seen: bool,
    /// True if the new body lacks the field, or has null for a flag, so the value is no longer
    /// known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_longer_reported: bool,
    /// True if the previous body lacks the field, and the new one has the last known value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reported_again: bool,
}

/// Sorted names of what changed inside a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyChanges {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
}

#[derive(Debug, Default)]
pub struct Comparison {
    /// All actions, by severity, without duplicates.
    pub actions: Vec<Action>,
    /// The changes, in the declared order of the fields.
    pub changes: Vec<Change>,
}

/// Compares two snapshots of one object. `since` is the time of the earlier one, in microseconds.
#[must_use]
pub fn compare(fields: &'static [Field], since: i64, before: &Snapshot, now: &Snapshot) -> Comparison {
    // A notice describes nothing, so the last description before it is used.
    let (since, before) = before.description(since).unwrap_or((since, &before.0));
    let is_whole = before.contains_key(OTHER) && now.is_whole();
    let mut found = Comparer { since, is_whole, changes: Vec::new() };
    found.fields(fields, before, &now.0);
    if is_whole {
        let keys = KeyChanges::between(&digests(before), &digests(&now.0));
        let mut names: Vec<String> = [keys.added, keys.removed, keys.changed].concat();
        // If a value changes to another kind, the field is reported once.
        let is_listed = |name: &String| found.changes.iter().any(|found| found.change.field == *name);
        names.retain(|name| is_list(fields, name) || !is_listed(name));
        names.sort_unstable();
        for name in names {
            found.add(name, &[OtherFieldsChanged], None, None);
        }
    }
    found.finish()
}

impl Change {
    /// True if it is about an element of a list.
    #[must_use]
    pub fn is_element(&self) -> bool {
        [&self.from, &self.to].into_iter().flatten().any(Value::is_object)
    }
}

impl KeyChanges {
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// Compares two sets of digests by name.
    fn between(before: &Map<String, Value>, now: &Map<String, Value>) -> Self {
        let of = |one: &Map<String, Value>, is: &dyn Fn(&String, &Value) -> bool| {
            let mut names: Vec<String> =
                one.iter().filter(|(name, digest)| is(name, digest)).map(|(name, _)| name.clone()).collect();
            names.sort_unstable();
            names
        };
        Self {
            added: of(now, &|name, digest| !before.contains_key(name) && !is_empty(digest)),
            removed: of(before, &|name, digest| !now.contains_key(name) && !is_empty(digest)),
            changed: of(now, &|name, digest| before.get(name).is_some_and(|before| before != digest)),
        }
    }
}

/// A change with its actions.
struct FoundChange {
    actions: Vec<Action>,
    change: Change,
}

struct Comparer {
    since: i64,
    is_whole: bool,
    changes: Vec<FoundChange>,
}

impl Comparer {
    fn add(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        actions: &[Action],
        from: Option<Value>,
        to: Option<Value>,
    ) -> &mut Change {
        let change = Change { field: field.into(), from, to, ..Change::default() };
        let place = self.changes.len();
        self.changes.push(FoundChange { actions: actions.to_vec(), change });
        &mut self.changes[place].change
    }

    /// Compares the declared fields.
    fn fields(&mut self, fields: &'static [Field], before: &Map<String, Value>, now: &Map<String, Value>) {
        let others = digests(now);
        for field in fields {
            let (was, is) = (before.get(field.name), now.get(field.name));
            // A value of another kind than declared is compared by its digest.
            if was.is_some() && is.is_none() && is_of_another_kind(fields, field.name, &others) {
                continue;
            }
            let last_known = carried(before).filter(|_| was.is_none()).and_then(|carried| carried.get(field.name));
            match (last_known, is) {
                (Some(last_known), Some(is)) => self.reported_again(field, last_known, is),
                // This was reported when the field disappeared.
                (Some(_), None) => {}
                (None, is) => self.field(field, was, is),
            }
        }
        // A lock-out without an end is permanent, unless the flag says that it is over.
        let is_locked = now.get("locked") == Some(&Value::Bool(true));
        for FoundChange { actions, change } in &mut self.changes {
            if let Some(FieldKind::LockoutSeconds(action)) = named(fields, &change.field).map(|field| field.kind)
                && is_locked
                && change.to.is_none()
                && !change.no_longer_reported
            {
                actions.push(action);
            }
        }
    }

    /// Compares a field that the previous body lacks with its last known value.
    fn reported_again(&mut self, field: &'static Field, last_known: &Value, now: &Value) {
        let count = self.changes.len();
        self.field(field, Some(last_known), Some(now));
        if self.changes.len() == count && !now.is_null() {
            let is_list = matches!(field.kind, FieldKind::Elements(_));
            let value = if is_list { None } else { present(field.kind, now) };
            self.add(field.name, &[], None, value).reported_again = true;
        }
    }

    /// A value is `None` if its body lacks the field.
    fn field(&mut self, field: &'static Field, before: Option<&Value>, now: Option<&Value>) {
        let empty = Value::Null;
        let (before, now) = match (before, now, field.absent) {
            (None, None, _) => return,
            (Some(before), Some(now), _) => (Some(before), now),
            // Embedded descriptions are poorer: a missing field there says nothing.
            (Some(_), None, _) | (None, Some(_), Absent::Empty) if !self.is_whole => return,
            (Some(before), None, Absent::BeganEmpty | Absent::Unknown) => {
                return self.no_longer_reported(field, before);
            }
            (Some(before), None, Absent::Empty) => (Some(before), &empty),
            (None, Some(now), Absent::BeganEmpty | Absent::Empty) => (Some(&empty), now),
            (None, Some(now), Absent::Unknown) => (None, now),
        };
        let Some(before) = before else { return self.first_seen(field, now) };
        match field.kind {
            FieldKind::Elements(elements) => self.elements(field, elements, before, now),
            FieldKind::Keys(action) => {
                let keys = KeyChanges::between(&object(before), &object(now));
                if !keys.is_empty() {
                    self.add(field.name, &[action], None, None).keys = keys;
                }
            }
            FieldKind::Time(_) if before.is_null() && now.as_i64().is_some_and(|at| at <= self.since) => {
                self.first_seen(field, now);
            }
            _ => {
                if let Some(actions) = Self::differs(field, before, now) {
                    self.add(field.name, &actions, present(field.kind, before), present(field.kind, now));
                }
            }
        }
    }

    /// Reports that a field disappeared. Its value is now unknown, so this is no action, except
    /// that a verification is no longer confirmed.
    fn no_longer_reported(&mut self, field: &'static Field, before: &Value) {
        if before.is_null() {
            return;
        }
        let actions = match field.kind {
            FieldKind::Verification(_, other) => vec![other],
            _ => Vec::new(),
        };
        let from = if matches!(field.kind, FieldKind::Elements(_)) { None } else { present(field.kind, before) };
        self.add(field.name, &actions, from, None).no_longer_reported = true;
    }

    /// Reports the first value of a field whose earlier value is unknown, unless it is null. False
    /// and zero are reported, because a right can start as true.
    fn first_seen(&mut self, field: &'static Field, now: &Value) {
        // A time shows whether it is new.
        if let FieldKind::Time(action) = field.kind
            && now.as_i64().is_some_and(|at| at > self.since)
        {
            self.add(field.name, &[action], None, present(field.kind, now));
        } else if !now.is_null() {
            self.add(field.name, &[], None, present(field.kind, now)).first_seen = true;
        }
    }

    /// The actions of a single-valued field; `None` if it did not change.
    fn differs(field: &'static Field, before: &Value, now: &Value) -> Option<Vec<Action>> {
        let is_other = before != now;
        match field.kind {
            FieldKind::Text(action) | FieldKind::Chosen(action, ..) | FieldKind::Number(action) => {
                is_other.then(|| vec![action])
            }
            FieldKind::Verification(verified, other) => {
                is_other.then(|| vec![if now == "verified" { verified } else { other }])
            }
            FieldKind::Role(action) => {
                (before.as_str().map(short_role) != now.as_str().map(short_role)).then(|| vec![action])
            }
            FieldKind::Flag(on, off) => {
                let (was, is) = (before.as_bool(), now.as_bool());
                (was.unwrap_or(false) != is.unwrap_or(false)).then(|| vec![if is == Some(true) { on } else { off }])
            }
            // A missing time does not say what happened.
            FieldKind::Time(action) => is_other.then(|| if now.is_null() { Vec::new() } else { vec![action] }),
            FieldKind::LockoutSeconds(action) => {
                let is_same = match (before.as_i64(), now.as_i64()) {
                    (Some(before), Some(now)) => before.abs_diff(now) < SAME_LOCKOUT_MICROS,
                    (before, now) => before == now,
                };
                // The flag reports that the lock-out is over or permanent.
                (!is_same).then(|| if now.is_null() { Vec::new() } else { vec![action] })
            }
            FieldKind::Texts(action) => (list(before) != list(now)).then(|| vec![action]),
            FieldKind::Elements(_) | FieldKind::Keys(_) => None,
        }
    }

    fn elements(&mut self, field: &'static Field, elements: &'static Elements, before: &Value, now: &Value) {
        let (before, now) = (object(before), object(now));
        let mut ids: Vec<&String> = before.keys().chain(now.keys()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let (mut was, is) = (before.get(id).map(object), now.get(id).map(object));
            let (mut actions, keys) = match (&was, &is) {
                // The flags of a new element have the same actions as flags that are switched on.
                (None, Some(is)) => {
                    let on = elements.fields.iter().filter(|field| is.get(field.name) == Some(&Value::Bool(true)));
                    let actions = on.filter_map(|field| match field.kind {
                        FieldKind::Flag(on, _) if on != elements.updated => Some(on),
                        _ => None,
                    });
                    ([elements.added].into_iter().chain(actions).collect(), KeyChanges::default())
                }
                (Some(_), None) => (vec![elements.removed], KeyChanges::default()),
                (Some(was), Some(is)) => self.element(elements, was, is),
                (None, None) => continue,
            };
            if actions.is_empty() && keys.is_empty() {
                continue;
            }
            actions.sort_unstable();
            actions.dedup();
            if let (Some(was), Some(is)) = (&mut was, &is) {
                let last_known = carried(was).cloned().unwrap_or_default();
                was.extend(last_known.into_iter().filter(|(name, _)| is.contains_key(name)));
            }
            let present = |element: Option<Map<String, Value>>| element.map(|of| present_element(elements, id, &of));
            let (from, to) = (present(was), present(is));
            self.add(field.name, &actions, from, to).keys = keys;
        }
    }

    /// The actions and changed names of an element. Both are empty if nothing changed.
    fn element(
        &self,
        elements: &'static Elements,
        was: &Map<String, Value>,
        is: &Map<String, Value>,
    ) -> (Vec<Action>, KeyChanges) {
        let mut inside = Self { since: self.since, is_whole: self.is_whole, changes: Vec::new() };
        inside.fields(elements.fields, was, is);
        let mut keys =
            if self.is_whole { KeyChanges::between(&digests(was), &digests(is)) } else { KeyChanges::default() };
        let mut actions: Vec<Action> = (!keys.is_empty()).then_some(elements.updated).into_iter().collect();
        for FoundChange { actions: found, change } in inside.changes {
            if change.first_seen || change.reported_again {
                keys.added.push(change.field.into_owned());
            } else if change.no_longer_reported {
                keys.removed.push(change.field.into_owned());
                actions.extend(found);
            } else {
                actions.extend(if found.is_empty() { vec![elements.updated] } else { found });
            }
        }
        for names in [&mut keys.added, &mut keys.removed] {
            names.sort_unstable();
            names.dedup();
        }
        (actions, keys)
    }

    fn finish(self) -> Comparison {
        let all: Vec<Action> = self.changes.iter().flat_map(|found| found.actions.iter().copied()).collect();
        let most_specific = |action: Action| {
            let others =
                IMPLIED_BY_OTHERS.iter().find(|(less, _)| *less == action).map_or(&[][..], |(_, others)| others);
            others.iter().copied().find(|other| all.contains(other)).unwrap_or(action)
        };
        let mut comparison = Comparison::default();
        for FoundChange { actions, mut change } in self.changes {
            let mut actions: Vec<Action> = actions.into_iter().map(most_specific).collect();
            actions.sort_unstable();
            actions.dedup();
            change.actions = actions.iter().map(|action| action.as_str().into()).collect();
            comparison.actions.extend(actions);
            comparison.changes.push(change);
        }
        comparison.actions.sort_unstable();
        comparison.actions.dedup();
        comparison
    }
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The digests of undeclared fields, by path.
fn digests(snapshot: &Map<String, Value>) -> Map<String, Value> {
    snapshot.get(OTHER).map(object).unwrap_or_default()
}

/// True if the digest of another kind of value is present for this field, or for the object that
/// contains it.
fn is_of_another_kind(fields: &[Field], name: &str, others: &Map<String, Value>) -> bool {
    let holds = |path: &str| {
        others.iter().any(|(other, digest)| {
            let is_there =
                path.strip_prefix(other.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            is_there && !is_empty(digest)
        })
    };
    fields.iter().any(|field| field.name == name && holds(field.path))
}

fn is_list(fields: &'static [Field], name: &str) -> bool {
    named(fields, name).is_some_and(|field| matches!(field.kind, FieldKind::Elements(_)))
}

/// The value as a change reports it.
fn present(kind: FieldKind, value: &Value) -> Option<Value> {
    match (kind, value) {
        (_, Value::Null) => None,
        (FieldKind::Time(_) | FieldKind::LockoutSeconds(_), Value::Number(micros)) => {
            micros.as_i64().map(|micros| json!(Timestamp::from_micros(micros).to_string()))
        }
        _ => Some(value.clone()),
    }
}

/// The element as a change reports it: its declared fields and its id.
fn present_element(elements: &Elements, id: &str, element: &Map<String, Value>) -> Value {
    let mut fields = Map::new();
    fields.insert("id".to_owned(), id.into());
    for field in elements.fields {
        let value = element.get(field.name).and_then(|value| match (field.kind, value) {
            // Null means not verified, unlike a missing field.
            (FieldKind::Verification(..), Value::Null) => Some(Value::Null),
            _ => present(field.kind, value),
        });
        fields.extend(value.map(|value| (field.name.to_owned(), value)));
    }
    Value::Object(fields)
}
