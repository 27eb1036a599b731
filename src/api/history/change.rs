//! Versions and differences as clients see them: field by field, in the names of the resource itself. Compares what is
//! shown, so that no field can be forgotten here.

use std::collections::{BTreeMap, BTreeSet};

use poem_openapi::{Object, types::ToJSON};
use serde_json::Value;

use crate::{
    api::{field_change::FieldChange, parameters::Moment},
    query::history::{Audited, Between, Side, Step},
};

/// A version: what one event told.
#[derive(Debug, Object)]
pub struct Version {
    /// The event that told it, by the sender's id.
    svix_id: String,
    /// The type of that event.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// What the event says: `object` (a description by an event of its own), `snapshot` (a description inside an event of
    /// something else), `deletion`, or `mention` (that it is there, or something that follows from other things; nothing
    /// of its own).
    tells: String,
    /// The event's place in the log.
    position: i64,
    /// When it happened.
    occurred_at: Moment,
    /// By which field that is known, for example `timestamp`.
    occurred_basis: String,
    /// When it was received.
    received_at: Moment,
    /// Who did it, where the event says so; an impersonator rather than the user.
    #[oai(nullable)]
    actor_id: Option<String>,
    /// What differs from the version before. Empty where it says nothing new, or something older that did not hold.
    changes: Vec<FieldChange>,
}

/// What differs between two moments.
#[derive(Debug, Object)]
pub struct Difference {
    /// The one.
    from: Known,
    /// The other.
    to: Known,
    /// The fields that differ, by name.
    changes: Vec<FieldChange>,
}

/// One side of a difference.
#[derive(Debug, Object)]
pub struct Known {
    /// The moment, position or event, as it was asked for.
    at: String,
    /// Whether anything was known then; if not, every field counts as null.
    known: bool,
}

impl Version {
    pub(super) fn of<S, T: From<S> + ToJSON>(step: Step<S>) -> Self {
        let changes = changes(step.before.map(T::from).as_ref(), Some(&T::from(step.after)), step.audited);
        let event = step.event;
        Self {
            svix_id: event.svix_id,
            event_type: event.event_type,
            tells: step.tells.as_str().to_owned(),
            position: event.position.0,
            occurred_at: Moment(event.occurred_at),
            occurred_basis: event.occurred_basis.to_owned(),
            received_at: Moment(event.received_at),
            actor_id: event.actor_id,
            changes,
        }
    }
}

impl Difference {
    pub(super) fn of<S, T: From<S> + ToJSON>(asked: [&Side; 2], between: Between<S>) -> Self {
        let (from, to) = (between.from.map(T::from), between.to.map(T::from));
        let [asked_from, asked_to] = asked.map(ToString::to_string);
        Self {
            changes: changes(from.as_ref(), to.as_ref(), between.audited),
            from: Known { at: asked_from, known: from.is_some() },
            to: Known { at: asked_to, known: to.is_some() },
        }
    }
}

/// The fields in which two accounts of one thing differ, by name. Those that are audited differ as activity says.
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
