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
    /// what was carried before. Returns true if anything is carried now.
    pub fn carry(&mut self, fields: &'static [Field], previous: Option<(i64, &Self)>) -> bool {
        drop_carried(fields, &mut self.0);
        let Some((at, previous)) = previous else { return false };
        let mut is_carried = keep_names(&previous.0, &mut self.0);
        if let Some((described_at, description)) = previous.description(at) {
            if self.is_whole() {
                is_carried |= carry(fields, description, &mut self.0);
            } else {
                let last = json!({"at": described_at, "facts": description});
                self.0.insert(LAST.to_owned(), last);
                is_carried = true;
            }
        }
        is_carried
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

/// Returns true if anything was carried.
fn keep_names(previous: &Map<String, Value>, now: &mut Map<String, Value>) -> bool {
    let last = |name: &str| previous.get(name).or_else(|| carried(previous)?.get(name));
    let lacking = KEPT.iter().filter(|name| !now.contains_key(**name));
    let kept: Map<String, Value> = lacking.filter_map(|name| Some(((*name).to_owned(), last(name)?.clone()))).collect();
    let is_kept = !kept.is_empty();
    if is_kept {
        now.insert(CARRIED.to_owned(), Value::Object(kept));
    }
    is_kept
}

/// Returns true if anything was carried.
fn carry(fields: &'static [Field], previous: &Map<String, Value>, now: &mut Map<String, Value>) -> bool {
    let last = |name: &str| previous.get(name).or_else(|| carried(previous)?.get(name));
    // A missing field that means empty is not carried.
    let declared = fields.iter().filter(|field| field.absent != Absent::Empty).map(|field| field.name);
    let lacking: Map<String, Value> = declared
        .filter(|name| !now.contains_key(*name))
        .filter_map(|name| Some((name.to_owned(), last(name)?.clone())))
        .collect();
    let mut is_carried = !lacking.is_empty();
    for (name, elements) in lists(fields) {
        for (id, element) in now.get_mut(name).and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(previous) = last(name).and_then(|list| list.get(id)?.as_object())
                && let Some(element) = element.as_object_mut()
            {
                is_carried |= carry(elements.fields, previous, element);
            }
        }
    }
    if let Some(Value::Object(carried)) =
        (!lacking.is_empty()).then(|| now.entry(CARRIED).or_insert_with(|| Value::Object(Map::new())))
    {
        carried.extend(lacking);
    }
    is_carried
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
