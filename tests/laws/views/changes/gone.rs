//! Two bodies that differ in whether they have a field at all: the difference is told for every
//! field that a table declares.

use gatelog::views::audited::{
    Absent, Change, DOMAIN, Extent, Field, FieldKind, MEMBERSHIP, ORGANIZATION, PERMISSION, ROLE, Snapshot, USER,
    compare,
};
use serde_json::{Map, Value, json};

use super::super::events::{after_noon, micros_after_noon};

const TABLES: [(&str, &[Field]); 6] = [
    ("user", USER),
    ("organization", ORGANIZATION),
    ("membership", MEMBERSHIP),
    ("domain", DOMAIN),
    ("role", ROLE),
    ("permission", PERMISSION),
];

/// What a second body changes.
fn told(fields: &'static [Field], before: &Value, after: &Value) -> Vec<Change> {
    let read = |object: &Value| Snapshot::read(fields, object.to_string().as_bytes(), Extent::Whole, after_noon(0));
    compare(fields, micros_after_noon(0), &read(before), &read(after)).changes
}

/// Values that a body can hold there.
fn samples(kind: FieldKind) -> Vec<Value> {
    match kind {
        FieldKind::Text(_) | FieldKind::Role(_) => vec![json!("some")],
        FieldKind::Verification(..) => vec![json!("verified"), json!("unverified")],
        FieldKind::Chosen(..) => vec![json!("idn_1")],
        FieldKind::Flag(..) => vec![json!(true), json!(false)],
        FieldKind::Number(_) => vec![json!(3), json!(0)],
        FieldKind::Time(_) => vec![json!(after_noon(-9).millis())],
        FieldKind::LockoutSeconds(_) => vec![json!(600)],
        FieldKind::Texts(_) => vec![json!(["a"]), json!([])],
        FieldKind::Elements(_) => vec![json!([{"id": "idn_1"}]), json!([])],
        FieldKind::Keys(_) => vec![json!({"key": 1})],
    }
}

/// A value at a path; `verification.status` is a field of an object.
fn at(path: &str, value: Value) -> Map<String, Value> {
    let value = path.rsplit('.').fold(value, |value, name| json!({name: value}));
    value.as_object().expect("an object").clone()
}

/// A body with the field and the same without it. A body has beside it what it needs to be read.
fn with_and_without(field: &Field, value: Value) -> (Value, Value) {
    let without = match field.kind {
        FieldKind::Chosen(_, list, text) => json!({list: [{"id": "idn_1", text: "some"}]}),
        FieldKind::LockoutSeconds(_) => json!({"locked": true}),
        _ => json!({"id": "some_1"}),
    };
    let mut with = without.as_object().expect("an object").clone();
    with.extend(at(field.path, value));
    (with.into(), without)
}

/// The same inside an element of that list.
fn inside(list: &str, (with, without): (Value, Value)) -> (Value, Value) {
    let element = |mut element: Value| {
        element["id"] = "idn_1".into();
        json!({list: [element]})
    };
    (element(with), element(without))
}

/// Each declared field, with the table and the list in which it stands.
fn declared() -> impl Iterator<Item = (&'static str, &'static [Field], Option<&'static str>, &'static Field)> {
    TABLES.into_iter().flat_map(|(table, fields)| {
        fields.iter().flat_map(move |field| {
            let elements = match field.kind {
                FieldKind::Elements(elements) => elements.fields,
                _ => &[],
            };
            let inside = elements.iter().map(move |inner| (table, fields, Some(field.path), inner));
            inside.chain([(table, fields, None, field)])
        })
    })
}

/// Bodies that no longer have the field: without it, and where it stands in an object, with that
/// object empty. Those of a flag can also have null.
fn without(field: &Field, value: &Value) -> Vec<(Value, Value)> {
    let (with, without) = with_and_without(field, value.clone());
    let changed = |path: &str, value: Value| {
        let mut changed = without.as_object().expect("an object").clone();
        changed.extend(at(path, value));
        Value::from(changed)
    };
    let mut all = vec![without.clone()];
    all.extend(field.path.rsplit_once('.').map(|(object, _)| changed(object, json!({}))));
    all.extend(matches!(field.kind, FieldKind::Flag(..)).then(|| changed(field.path, Value::Null)));
    all.into_iter().map(|after| (with.clone(), after)).collect()
}

#[test]
fn a_field_that_is_gone_is_told() {
    let mut silent = Vec::new();
    for (table, fields, list, field) in declared() {
        for value in samples(field.kind) {
            // Where the sender leaves out what is off, false and absent are one.
            if field.absent == Absent::Empty && value == json!(false) {
                continue;
            }
            for pair in without(field, &value) {
                let (before, after) = list.map_or(pair.clone(), |list| inside(list, pair));
                let changes = told(fields, &before, &after);
                let is_marked = |change: &Change| match list {
                    None => change.field == field.name && change.no_longer_reported && change.to.is_none(),
                    Some(_) => change.keys.removed.iter().any(|name| name == field.name),
                };
                let is_told = match field.absent {
                    Absent::Empty => !changes.is_empty(),
                    Absent::BeganEmpty | Absent::Unknown => changes.iter().any(is_marked),
                };
                if !is_told {
                    silent.push(format!("{table}: {before} to {after}: {changes:?}"));
                }
            }
        }
    }
    assert_eq!(silent, [] as [String; 0]);
}

#[test]
fn a_flag_that_is_gone_is_no_action() {
    for (_, fields, list, field) in declared() {
        if !matches!(field.kind, FieldKind::Flag(..)) || field.absent == Absent::Empty {
            continue;
        }
        for pair in without(field, &json!(true)) {
            let (before, after) = list.map_or(pair.clone(), |list| inside(list, pair));
            let changes = told(fields, &before, &after);
            assert!(changes.iter().all(|change| change.actions.is_empty()), "{before} to {after}: {changes:?}");
        }
    }
}

#[test]
fn a_verification_that_is_gone_is_an_action() {
    for (_, fields, list, field) in declared() {
        if !matches!(field.kind, FieldKind::Verification(..)) {
            continue;
        }
        for pair in without(field, &json!("verified")) {
            let (before, after) = list.map_or(pair.clone(), |list| inside(list, pair));
            let changes = told(fields, &before, &after);
            assert!(!changes[0].actions.is_empty(), "{before} to {after}: {changes:?}");
        }
    }
}

/// What the third of three bodies changes, the second of which lacks the field.
fn told_again(fields: &'static [Field], [first, second, third]: [&Value; 3]) -> Vec<Change> {
    let read = |object: &Value| Snapshot::read(fields, object.to_string().as_bytes(), Extent::Whole, after_noon(0));
    let (first, mut second, third) = (read(first), read(second), read(third));
    second.carry(fields, Some((micros_after_noon(0), &first)));
    compare(fields, micros_after_noon(0), &second, &third).changes
}

#[test]
fn a_field_that_is_back_is_compared_with_its_last_value() {
    for (table, fields, list, field) in declared() {
        let actions = |changes: &[Change]| -> Vec<String> {
            changes.iter().flat_map(|change| &change.actions).map(ToString::to_string).collect()
        };
        for (was, is) in
            samples(field.kind).iter().flat_map(|was| samples(field.kind).into_iter().map(move |is| (was, is)))
        {
            if field.absent == Absent::Empty {
                continue;
            }
            let (last, _) = with_and_without(field, is.clone());
            for pair in without(field, was) {
                let (first, second) = list.map_or(pair.clone(), |list| inside(list, pair));
                let third = list.map_or(last.clone(), |list| inside(list, (last.clone(), last.clone())).0);
                let changes = told_again(fields, [&first, &second, &third]);
                let bodies = format!("{table}: {first}, {second}, {third}: {changes:?}");
                assert_eq!(actions(&changes), actions(&told(fields, &first, &third)), "{bodies}");
                let is_marked = |change: &Change| match list {
                    None => change.field == field.name && change.reported_again,
                    Some(_) => change.keys.added.iter().any(|name| name == field.name),
                };
                assert!(*was != is || changes.iter().any(is_marked), "{bodies}");
                assert!(changes.iter().all(|change| !change.first_seen), "{bodies}");
                // A further body without it tells nothing, and the last value is known still.
                assert_eq!(told_again(fields, [&first, &second, &second]), [], "{bodies}");
            }
        }
    }
}

#[test]
fn a_first_value_is_told_even_if_empty() {
    for (table, fields, list, field) in declared() {
        if field.absent != Absent::Unknown {
            continue;
        }
        for value in samples(field.kind) {
            let (with, without) = with_and_without(field, value);
            let (after, before) = list.map_or((with.clone(), without.clone()), |list| inside(list, (with, without)));
            let changes = told(fields, &before, &after);
            let is_first = changes.iter().any(|change| match list {
                None => change.field == field.name && change.first_seen,
                Some(_) => change.keys.added.iter().any(|name| name == field.name),
            });
            assert!(is_first, "{table}: {before} to {after}: {changes:?}");
        }
    }
}

#[test]
fn a_value_of_another_kind_is_told_once() {
    for (before, after) in [(json!(true), json!("true")), (json!("true"), json!(true))] {
        let changes = told(USER, &json!({"banned": before}), &json!({"banned": after}));
        assert_eq!(changes.len(), 1, "{changes:?}");
    }
}

#[test]
fn elements_without_ids_are_told_apart() {
    for field in USER {
        let FieldKind::Elements(elements) = field.kind else { continue };
        let list = |elements: &[&Value]| json!({field.path: elements});
        let one = json!({elements.label[0]: "some"});
        let other = json!({elements.label[0]: "some", "verification": {"status": "verified"}});
        for second in [&one, &other] {
            let changes = told(USER, &list(&[&one]), &list(&[&one, second]));
            assert!(!changes.is_empty(), "{}: a second {second}", field.path);
            assert!(told(USER, &list(&[&one, second]), &list(&[second, &one])).is_empty(), "{}: order", field.path);
        }
        let texts: [&Value; 3] = [&json!("+15550100"), &json!("+15550101"), &json!("+15550102")];
        assert!(!told(USER, &list(&[]), &list(&texts[..1])).is_empty(), "{}: a text", field.path);
        assert!(!told(USER, &list(&texts[..2]), &list(&[texts[2], texts[1]])).is_empty(), "{}: one text", field.path);
    }
}
