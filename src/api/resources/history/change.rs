//! Versions and diffs, field by field. They compare the API object itself, so that no field is
//! forgotten.

use std::collections::{BTreeMap, BTreeSet};

use poem_openapi::{Object, types::ToJSON};
use serde_json::Value;

use crate::{
    api::wire::{
        field_change::FieldChange,
        label::{EvidenceLabels, Label, OccurredBasisLabels},
        parameters::DateTime,
    },
    query::history::{Audited, DiffPoint, HistoryEntry, ObjectDiff},
};

/// A version of an object: what one event reported.
#[derive(Debug, Object)]
pub struct Version {
    /// Id of the event that reported this version.
    svix_id: String,
    /// Type of the event. Null if the body has none.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// What the event says about the object.
    evidence: Label<EvidenceLabels>,
    /// Position of the event in the log.
    position: i64,
    /// When it happened.
    occurred_at: DateTime,
    /// Where `occurred_at` comes from: `timestamp` (of the event), `updated_at` or `created_at`
    /// (of its object), `event_id` (the time in the id), or `svix_timestamp` (of the delivery).
    occurred_basis: Label<OccurredBasisLabels>,
    /// When the event was recorded in the log.
    received_at: DateTime,
    /// Who did it, if the event says so. An impersonator takes precedence over the user. Null if
    /// unknown.
    #[oai(nullable)]
    actor_id: Option<String>,
    /// Fields that differ from the previous version. Empty if the event reports nothing new, or
    /// something older that was superseded.
    changes: Vec<FieldChange>,
}

/// Fields that differ between two points in the past.
#[derive(Debug, Object)]
pub(super) struct Diff {
    /// First point.
    from: DiffSide,
    /// Second point.
    to: DiffSide,
    /// Fields that differ, sorted by name.
    changes: Vec<FieldChange>,
}

/// One side of a diff.
#[derive(Debug, Object)]
struct DiffSide {
    /// The time, position or event id, as requested.
    at: String,
    /// True if the object was known at this point. If false, each of its fields counts as null.
    known: bool,
}

impl Version {
    pub(super) fn of<S, T: From<S> + ToJSON>(entry: HistoryEntry<S>) -> Self {
        let changes = changes(entry.before.map(T::from).as_ref(), Some(&T::from(entry.after)), entry.audited);
        let event = entry.event;
        Self {
            svix_id: event.svix_id,
            event_type: event.event_type,
            evidence: Label::new(entry.evidence.as_str()),
            position: event.position.0,
            occurred_at: DateTime(event.occurred_at),
            occurred_basis: Label::new(event.occurred_basis),
            received_at: DateTime(event.received_at),
            actor_id: event.actor_id,
            changes,
        }
    }
}

impl Diff {
    pub(super) fn of<S, T: From<S> + ToJSON>(asked: [&DiffPoint; 2], between: ObjectDiff<S>) -> Self {
        let (from, to) = (between.from.map(T::from), between.to.map(T::from));
        let [asked_from, asked_to] = asked.map(ToString::to_string);
        Self {
            changes: changes(from.as_ref(), to.as_ref(), between.audited),
            from: DiffSide { at: asked_from, known: from.is_some() },
            to: DiffSide { at: asked_to, known: to.is_some() },
        }
    }
}

/// The fields that differ, sorted by name. Audited fields differ in the same way as in activity.
fn changes<T: ToJSON>(from: Option<&T>, to: Option<&T>, audited: Option<Audited>) -> Vec<FieldChange> {
    let (mut from, mut to) = (fields(from), fields(to));
    let Audited { changes, fields: audited } =
        audited.unwrap_or_else(|| Audited { changes: Vec::new(), fields: Vec::new() });
    let names: BTreeSet<String> = from.keys().chain(to.keys()).cloned().collect();
    let plain = names.into_iter().filter(|name| !audited.contains(&name.as_str())).filter_map(|name| {
        let (from, to) = (from.remove(&name).unwrap_or_default(), to.remove(&name).unwrap_or_default());
        (from != to).then(|| FieldChange::plain(name, from, to))
    });
    let mut all: Vec<FieldChange> = plain.chain(changes.into_iter().map(FieldChange::from)).collect();
    all.sort_by(|one, other| one.field.cmp(&other.field));
    all
}

fn fields<T: ToJSON>(shown: Option<&T>) -> BTreeMap<String, Value> {
    match shown.and_then(ToJSON::to_json) {
        Some(Value::Object(fields)) => fields.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}
