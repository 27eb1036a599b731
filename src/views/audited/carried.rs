//! What a snapshot carries over from the previous one: fields that its own body lacks, and the
//! user and organization of a bare notice. Later bodies are compared with it.

use serde_json::{Map, Value, json};

use super::{
    field::{Absent, Elements, Field, FieldKind},
    snapshot::Snapshot,
};

/// The key of the carried fields, in a snapshot and in each element of a list.
const CARRIED: &str = "carried";
/// The key of the last description, in the snapshot of a notice.
const LAST: &str = "last";
/// Texts besides the audited fields: the user, the organization and the labels of bare notices.
const KEPT: [&str; 5] = ["user_id", "organization_id", "email", "role", "name"];

/// What a snapshot carries over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CarriedOver {
    /// True if it carries anything.
    pub is_any: bool,
    pub from: CarriedFrom,
}

/// The earlier events that decide what a snapshot carries over. An event that arrives late before
/// the snapshot changes it only if it becomes one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CarriedFrom {
    /// None: nothing is carried.
    #[default]
    Nothing,
    /// Those that decide what the previous snapshot carries.
    Earlier,
    /// The previous event, and those.
    Previous,
}

impl CarriedOver {
    fn add(&mut self, from: CarriedFrom) {
        self.is_any = true;
        self.from = self.from.max(from);
    }
}

impl Snapshot {
    /// Adds a text besides the audited fields.
    pub fn insert(&mut self, name: &'static str, text: &str) {
        debug_assert!(KEPT.contains(&name), "{name} is carried to the snapshots behind this one");
        self.0.insert(name.to_owned(), text.into());
    }

    /// True if the JSON of a snapshot holds carried fields. False positives are possible.
    #[must_use]
    pub fn has_carried(json: &str) -> bool {
        ["\"carried\":", "\"last\":"].iter().any(|key| json.contains(key))
    }

    /// Carries over what this snapshot lacks from the previous one, taken at that time. Replaces
    /// what was carried before.
    pub fn carry(&mut self, fields: &'static [Field], previous: Option<(i64, &Self)>) -> CarriedOver {
        drop_carried(fields, &mut self.0);
        let mut carried = CarriedOver::default();
        let Some((at, previous)) = previous else { return carried };
        keep_names(&previous.0, &mut self.0, &mut carried);
        if let Some((described_at, description)) = previous.description(at) {
            if self.is_whole() {
                carry(fields, description, &mut self.0, &mut carried);
            } else {
                let last = json!({"at": described_at, "facts": description});
                self.0.insert(LAST.to_owned(), last);
                carried.add(CarriedFrom::Previous);
            }
        }
        carried
    }

    /// The description known with this snapshot and its time: its own, or for a notice the last
    /// one before it. `at` is the time of this snapshot.
    pub(super) fn description(&self, at: i64) -> Option<(i64, &Map<String, Value>)> {
        if self.is_whole() {
            return Some((at, &self.0));
        }
        let last = self.0.get(LAST)?.as_object()?;
        Some((last.get("at")?.as_i64()?, last.get("facts")?.as_object()?))
    }

    /// True if later bodies can be compared with it.
    #[must_use]
    pub fn is_described(&self) -> bool {
        self.description(0).is_some()
    }

    /// A text of this snapshot, or of the last earlier snapshot that has it.
    #[must_use]
    pub fn last_known(&self, name: &str) -> Option<&str> {
        self.0.get(name).or_else(|| carried(&self.0)?.get(name))?.as_str()
    }
}

/// The carried fields.
pub(super) fn carried(facts: &Map<String, Value>) -> Option<&Map<String, Value>> {
    facts.get(CARRIED)?.as_object()
}

/// A value of the previous snapshot, and what it comes from.
fn last<'a>(previous: &'a Map<String, Value>, name: &str) -> Option<(&'a Value, CarriedFrom)> {
    let own = previous.get(name).map(|value| (value, CarriedFrom::Previous));
    own.or_else(|| Some((carried(previous)?.get(name)?, CarriedFrom::Earlier)))
}

/// Carries these fields where they are known.
fn take<'f>(
    lacking: impl Iterator<Item = &'f str>,
    previous: &Map<String, Value>,
    now: &mut Map<String, Value>,
    taken: &mut CarriedOver,
) {
    let mut kept = Map::new();
    for name in lacking {
        let Some((value, from)) = last(previous, name) else { continue };
        kept.insert(name.to_owned(), value.clone());
        taken.add(from);
    }
    if kept.is_empty() {
        return;
    }
    if let Value::Object(carried) = now.entry(CARRIED).or_insert_with(|| Value::Object(Map::new())) {
        carried.extend(kept);
    }
}

fn keep_names(previous: &Map<String, Value>, now: &mut Map<String, Value>, taken: &mut CarriedOver) {
    let lacking: Vec<&str> = KEPT.into_iter().filter(|name| !now.contains_key(*name)).collect();
    take(lacking.into_iter(), previous, now, taken);
}

fn carry(
    fields: &'static [Field],
    previous: &Map<String, Value>,
    now: &mut Map<String, Value>,
    taken: &mut CarriedOver,
) {
    for (name, elements) in lists(fields) {
        let list = last(previous, name).map(|(list, _)| list);
        for (id, element) in now.get_mut(name).and_then(Value::as_object_mut).into_iter().flatten() {
            let Some(element) = element.as_object_mut() else { continue };
            let previous = list.and_then(|list| list.get(id)?.as_object());
            if let Some(previous) = previous {
                carry(elements.fields, previous, element, taken);
            }
            // A late event can lack an element from which a field was carried until then.
            if lacking(elements.fields, element).any(|name| last(element, name).is_none()) {
                let from = if previous.is_some() { CarriedFrom::Earlier } else { CarriedFrom::Previous };
                taken.from = taken.from.max(from);
            }
        }
    }
    let lacking: Vec<&str> = lacking(fields, now).collect();
    take(lacking.into_iter(), previous, now, taken);
}

/// The fields that a body lacks. One that is empty if it is missing is not carried.
fn lacking(fields: &'static [Field], facts: &Map<String, Value>) -> impl Iterator<Item = &'static str> {
    let declared = fields.iter().filter(|field| field.absent != Absent::Empty).map(|field| field.name);
    declared.filter(|name| !facts.contains_key(*name))
}

fn drop_carried(fields: &'static [Field], facts: &mut Map<String, Value>) {
    facts.shift_remove(CARRIED);
    facts.shift_remove(LAST);
    for (name, elements) in lists(fields) {
        for (_, element) in facts.get_mut(name).and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(element) = element.as_object_mut() {
                drop_carried(elements.fields, element);
            }
        }
    }
}

fn lists(fields: &'static [Field]) -> impl Iterator<Item = (&'static str, &'static Elements)> {
    fields.iter().filter_map(|field| match field.kind {
        FieldKind::Elements(elements) => Some((field.name, elements)),
        _ => None,
    })
}
