//! Words for a change in a sentence, by the declaration of its field.

use serde_json::Value;

use super::{
    clause::Clause,
    words::{is, it, provider, some_of, turned, value_text, valued, was},
};
use crate::views::audited::{Change, Elements, Field, FieldKind, KeyChanges};

pub(super) fn change_clause(field: &Field, change: &Change) -> Clause {
    let (from, to) = (change.from.as_ref(), change.to.as_ref());
    let of = |what: &str, rest: String| Clause::Of(what.to_owned(), rest);
    match (field.kind, from, to) {
        (_, from, _) if change.no_longer_reported => of(field.noun, no_longer_reported(field, from)),
        (FieldKind::Elements(_) | FieldKind::Texts(_), ..) if change.reported_again => {
            of(field.noun, format!("{} reported again", is(field.noun)))
        }
        (FieldKind::Elements(elements), ..) => element_clause(field, elements, change),
        (FieldKind::Keys(_), ..) => of(field.noun, format!("changed: {}", keys(&change.keys))),
        (FieldKind::Texts(_), None, Some(Value::Array(list))) if list.is_empty() => {
            of(field.noun, "are reported for the first time: none".to_owned())
        }
        (FieldKind::Texts(_), from, to) => of(field.noun, texts(from, to)),
        (kind, _, to @ Some(_)) if change.first_seen || change.reported_again => {
            let to = valued(kind, to).unwrap_or_else(|| "none".to_owned());
            let again = if change.reported_again { "again, unchanged" } else { "for the first time" };
            of(field.noun, format!("{} reported {again}: {to}", is(field.noun)))
        }
        (FieldKind::Flag(..), None, None) => of(field.noun, "changed to a value of another kind".to_owned()),
        (FieldKind::Flag(..), _, to) => of(field.noun, switched(field.noun, to)),
        // The address itself can still exist.
        (FieldKind::Chosen(..), Some(from), None) => {
            of(&format!("primary {}", field.noun), format!("was unset; it was {}", value_text(from)))
        }
        (kind, from, to) => of(field.noun, valued_turn(field.noun, kind, from, to)),
    }
}

/// Names the changed fields that are not declared.
pub(super) fn others(names: &[&str]) -> Clause {
    Clause::Others(format!("other fields changed: {}", some_of(names.iter().copied())))
}

fn element_clause(field: &Field, elements: &Elements, change: &Change) -> Clause {
    match (&change.from, &change.to) {
        (None, Some(to)) => {
            let marks = marks(elements, to);
            let marks = if marks.is_empty() { marks } else { format!(" ({marks})") };
            Clause::Of(field.noun.to_owned(), format!("now include {}{marks}", label(elements, to)))
        }
        (Some(from), None) => Clause::Of(field.noun.to_owned(), format!("no longer include {}", label(elements, from))),
        (Some(from), Some(to)) => {
            let mut parts: Vec<String> = Vec::new();
            let is_gone = |name: &str| {
                let is_null = |value: Option<&Value>| value.is_none_or(Value::is_null);
                change.keys.removed.iter().any(|gone| gone == name) && !is_null(from.get(name)) && is_null(to.get(name))
            };
            for field in elements.fields {
                let (before, now) = (from.get(field.name), to.get(field.name));
                let part = match field.kind {
                    _ if before == now || change.keys.added.iter().any(|name| name == field.name) => continue,
                    _ if is_gone(field.name) => format!("{} {} no longer reported", of_it(field.noun), is(field.noun)),
                    FieldKind::Flag(..) => format!("{} {}", of_it(field.noun), switched(field.noun, now)),
                    FieldKind::Verification(..) if now.and_then(Value::as_str) == Some("verified") => {
                        "it was verified".to_owned()
                    }
                    kind => format!("{} {}", of_it(field.noun), valued_turn(field.noun, kind, before, now)),
                };
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            let mut others = change.keys.clone();
            others.removed.retain(|name| !is_gone(name));
            let keys = keys(&others);
            parts.extend((!keys.is_empty()).then(|| format!("in other fields, {keys}")));
            Clause::Of(format!("{} {}", elements.noun, label(elements, from)), format!("changed: {}", parts.join(", ")))
        }
        (None, None) => Clause::Of(field.noun.to_owned(), "changed".to_owned()),
    }
}

/// Refers to a field of an element, not of its user.
fn of_it(noun: &str) -> String {
    if noun.contains(" its ") { format!("the {noun}") } else { format!("its {noun}") }
}

/// The name of an element: `google (ada@example.org)`.
fn label(elements: &Elements, element: &Value) -> String {
    let mut words = elements.label.iter().filter_map(|name| element.get(*name)?.as_str());
    let id = || element.get("id").and_then(Value::as_str).unwrap_or_default();
    let first = words.next().map_or_else(|| id().to_owned(), |word| provider(word).to_owned());
    match words.next() {
        Some(second) => format!("{first} ({second})"),
        None => first,
    }
}

/// What lets someone sign in with a new element: its verification and its flags.
fn marks(elements: &Elements, element: &Value) -> String {
    let marks = elements.fields.iter().filter_map(|field| match (field.kind, element.get(field.name)) {
        (FieldKind::Verification(..), Some(Value::String(status))) => Some(status.as_str()),
        (FieldKind::Verification(..), Some(Value::Null)) => Some("not verified"),
        (FieldKind::Flag(..), Some(Value::Bool(true))) if field.name != "active" => Some(field.noun),
        _ => None,
    });
    let mut marks: Vec<&str> = marks.collect();
    marks.dedup();
    marks.join(", ")
}

/// The new value is unknown, so the sentence gives only the last known one.
fn no_longer_reported(field: &Field, from: Option<&Value>) -> String {
    let (noun, be) = (field.noun, is(field.noun));
    match field.kind {
        FieldKind::Elements(_) | FieldKind::Texts(_) => format!("{be} no longer reported"),
        kind => match valued(kind, from) {
            Some(from) => format!("{be} no longer reported; {} {} {from}", it(noun), was(noun)),
            None => format!("{be} no longer reported"),
        },
    }
}

fn switched(noun: &str, to: Option<&Value>) -> String {
    format!("{} now {}", is(noun), if to == Some(&Value::Bool(true)) { "on" } else { "off" })
}

fn valued_turn(noun: &str, kind: FieldKind, from: Option<&Value>, to: Option<&Value>) -> String {
    turned(noun, valued(kind, from).as_deref(), valued(kind, to).as_deref())
}

fn texts(from: Option<&Value>, to: Option<&Value>) -> String {
    let elements = |list: Option<&Value>| -> Vec<String> {
        list.and_then(Value::as_array).into_iter().flatten().map(value_text).collect()
    };
    let (from, to) = (elements(from), elements(to));
    let more = |one: &[String], other: &[String]| {
        let more: Vec<&str> = one.iter().filter(|text| !other.contains(text)).map(String::as_str).collect();
        (!more.is_empty()).then(|| some_of(more.into_iter()))
    };
    let added = more(&to, &from).map(|added| format!("now include {added}"));
    let removed = more(&from, &to).map(|removed| format!("no longer include {removed}"));
    let parts: Vec<String> = added.into_iter().chain(removed).collect();
    if parts.is_empty() { "changed to a value of another kind".to_owned() } else { parts.join(", and ") }
}

fn keys(keys: &KeyChanges) -> String {
    let said = |names: &[String], singular, plural| {
        let what = if names.len() == 1 { singular } else { plural };
        (!names.is_empty()).then(|| format!("{} {what}", some_of(names.iter().map(String::as_str))))
    };
    let said = [
        said(&keys.added, "was added", "were added"),
        said(&keys.removed, "was removed", "were removed"),
        said(&keys.changed, "has another value", "have other values"),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
