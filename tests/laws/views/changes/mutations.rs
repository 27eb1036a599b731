//! Two bodies that differ in one place, whichever it is: the difference is told by its name, unless
//! `ignored.rs` names the place.

use std::{fs, path::Path};

use gatelog::views::audited::{
    Absent, Change, Comparison, DOMAIN, Extent, Field, FieldKind, MEMBERSHIP, ORGANIZATION, PERMISSION, ROLE, Snapshot,
    USER, compare,
    ignored::{Ignored, OF_ELEMENT, OF_OBJECT, is_ignored},
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value, json};

use super::super::events::{after_noon, micros_after_noon};

const FAMILIES: [(&str, &[Field]); 6] = [
    ("user", USER),
    ("organization", ORGANIZATION),
    ("organizationMembership", MEMBERSHIP),
    ("organizationDomain", DOMAIN),
    ("role", ROLE),
    ("permission", PERMISSION),
];

/// Names that any object can have besides its own.
const NAMES_ADDED: [&str; 6] = ["new_thing", "attempts", "object", "updated_at", "members_count", "image_url"];

/// A key of an object, or a place in a list.
#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Index(usize),
}

/// What a difference in some place is to a comparison.
enum Place {
    Ignored,
    Declared(&'static Field),
    /// An object in which declared fields stand, at that path.
    AroundDeclared(&'static [Ignored], String),
    Undeclared,
    /// Deep inside a field, where whatever differs is told.
    Inside,
}

/// One published body of each type of these families, and bodies with everything that Clerk's
/// description has.
fn bodies() -> Vec<(&'static [Field], Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clerk");
    let published = FAMILIES.into_iter().flat_map(|(family, fields)| {
        ["created", "updated"].map(|verb| {
            let body = fs::read(folder.join(format!("{family}.{verb}.json"))).expect("the file");
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            (fields, body["data"].clone())
        })
    });
    published.chain([(USER, everything()), (DOMAIN, verified_domain())]).collect()
}

fn verified_domain() -> Value {
    let verification = json!({"object": "verification", "status": "verified", "strategy": "email_code", "attempts": 1,
        "expire_at": 1_716_883_200_000_i64, "verified_at": 1_716_883_200_000_i64});
    json!({"id": "orgdmn_1", "name": "acme.example", "organization_id": "org_1", "enrollment_mode": "enterprise_sso",
        "verification": verification, "affiliation_verification": verification,
        "ownership_verification": verification})
}

fn everything() -> Value {
    let verification = json!({"object": "verification_otp", "status": "verified", "strategy": "email_code",
        "attempts": 1, "expire_at": 1_716_883_200_000_i64, "verified_at_client": "client_1", "channel": "sms",
        "error": {"code": "some"}});
    let identifier = |field: &str, text: &str| {
        json!({"id": format!("idn_{field}"), "object": field, field: text, "reserved": false, "verification": verification,
            "matches_sso_connection": true, "reserved_for_second_factor": true, "default_second_factor": false,
            "linked_to": [{"type": "oauth_google", "id": "idn_9"}], "backup_codes": ["1"],
            "created_at": 1_716_883_200_000_i64, "updated_at": 1_716_883_200_000_i64})
    };
    let connection = json!({"id": "ent_1", "name": "Acme", "protocol": "saml", "domain": "acme.example",
        "domains": ["acme.example"], "active": true, "sync_user_attributes": true, "logo_public_url": "https://a",
        "created_at": 1_716_883_200_000_i64, "updated_at": 1_716_883_200_000_i64});
    let account = |connection_name: &str| {
        let mut account = json!({"id": "eac_1", "object": "external_account", "provider": "oauth_google",
            "identification_id": "idn_9", "provider_user_id": "100", "approved_scopes": "email",
            "email_address": "a@example.org", "email_address_verified": true, "first_name": "Ada", "last_name": null,
            "avatar_url": "https://a", "image_url": "https://a", "username": null, "phone_number": null,
            "public_metadata": {"a": {"updated_at": 1}}, "label": null, "active": true, "protocol": "saml",
            "verification": verification, "last_authenticated_at": 1});
        account[connection_name] = connection.clone();
        json!([account])
    };
    let user = json!({
        "id": "user_1", "object": "user", "external_id": "crm/1", "username": "ada", "first_name": "Ada",
        "last_name": null, "locale": "en", "has_image": true, "image_url": "https://a", "banned": false, "locked": true,
        "lockout_expires_in_seconds": 3_600, "deprovisioned": false, "password_enabled": true,
        "two_factor_enabled": true, "totp_enabled": true, "backup_code_enabled": false,
        "mfa_enabled_at": 1_716_883_200_000_i64, "mfa_disabled_at": null,
        "password_last_updated_at": 1_716_883_200_000_i64, "legal_accepted_at": null, "bypass_client_trust": true,
        "delete_self_enabled": true, "create_organization_enabled": true, "create_organizations_limit": 5,
    });
    let ways_in = json!({
        "scim": {"directory_id": "dir_1", "directory_enabled": true, "external_id": null},
        "public_metadata": {"a": {"updated_at": 1}}, "private_metadata": null, "unsafe_metadata": {"b": [1, 2]},
        "primary_email_address_id": "idn_email_address", "primary_phone_number_id": "idn_phone_number",
        "primary_web3_wallet_id": null, "email_addresses": [identifier("email_address", "a@example.org")],
        "phone_numbers": [identifier("phone_number", "+431")], "web3_wallets": [identifier("web3_wallet", "0xaa")],
        "passkeys": [{"id": "idn_k", "object": "passkey", "name": "key", "last_used_at": 1, "verification": verification}],
        "external_accounts": account("nothing"), "saml_accounts": account("saml_connection"),
        "enterprise_accounts": account("enterprise_connection"), "sso_policy": {"attempts": 3, "object": "policy"},
    });
    let parts = [user, ways_in].into_iter().flat_map(|part| part.as_object().cloned().expect("an object"));
    Value::Object(parts.collect())
}

/// What a place can hold: `None` is nothing at all.
fn values() -> Vec<Option<Value>> {
    let long = |end: &str| json!("x".repeat(5_000) + end);
    let values = [
        json!(null),
        json!(false),
        json!(0),
        json!(7),
        json!(1.5),
        json!(""),
        json!("some"),
        json!("other"),
        long("1"),
        long("2"),
        json!([]),
        json!(["some"]),
        json!([null]),
        json!([{"id": "idn_x"}]),
        json!({}),
        json!({"attempts": 1}),
        json!({"attempts": 2}),
        json!({"new_thing": {"object": "some"}}),
        json!({"new_thing": {"object": "other"}}),
    ];
    values.into_iter().map(Some).chain([None]).collect()
}

/// Every place of a value, and places where something can be added.
fn places(value: &Value, to: &[Step], all: &mut Vec<Vec<Step>>) {
    let deeper = |step| [to, &[step]].concat();
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let place = deeper(Step::Key(key.clone()));
                places(value, &place, all);
                all.push(place);
            }
            let added = NAMES_ADDED.iter().filter(|name| !fields.contains_key(**name));
            all.extend(added.map(|name| deeper(Step::Key((*name).to_owned()))));
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                let place = deeper(Step::Index(index));
                places(value, &place, all);
                all.push(place);
            }
            all.push(deeper(Step::Index(elements.len())));
        }
        _ => {}
    }
}

/// The body with that at the place.
fn with(body: &Value, place: &[Step], value: Option<&Value>) -> Value {
    let mut body = body.clone();
    let (last, way) = place.split_last().expect("a place inside the body");
    let holder = way.iter().fold(&mut body, |at, step| match step {
        Step::Key(key) => &mut at[key],
        Step::Index(index) => &mut at[index],
    });
    match (holder, last, value) {
        (Value::Object(fields), Step::Key(key), Some(value)) => drop(fields.insert(key.clone(), value.clone())),
        (Value::Object(fields), Step::Key(key), None) => drop(fields.remove(key)),
        (Value::Array(elements), Step::Index(index), value) => {
            elements.splice(*index..elements.len().min(index + 1), value.cloned());
        }
        _ => panic!("{place:?} is not of this body"),
    }
    body
}

fn place_of(fields: &'static [Field], place: &[Step]) -> Place {
    let keys = |steps: &[Step]| -> Vec<String> {
        let key = |step: &Step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        };
        steps.iter().map(key).collect()
    };
    let list = match (&place[0], place.get(1)) {
        (Step::Key(name), Some(Step::Index(_))) => fields.iter().find(|field| field.path == name),
        _ => None,
    };
    let (fields, ignored, path) = match list.map(|list| list.kind) {
        Some(FieldKind::Elements(_)) if place.len() == 2 => return Place::Inside,
        Some(FieldKind::Elements(elements)) => (elements.fields, OF_ELEMENT, keys(&place[2..])),
        _ => (fields, OF_OBJECT, keys(place)),
    };
    let declared = |path: &str| fields.iter().find(|field| field.path == path);
    let is_around = |path: &str| fields.iter().any(|field| field.path.starts_with(&format!("{path}.")));
    let (whole, first) = (path.join("."), &path[0]);
    match (declared(&whole), path.len()) {
        (Some(field), _) => Place::Declared(field),
        (None, 1) if is_around(first) => Place::AroundDeclared(ignored, whole),
        _ if (1..=path.len()).any(|length| is_ignored(ignored, &path[..length].join("."))) => Place::Ignored,
        (None, 1) => Place::Undeclared,
        (None, 2) if is_around(first) => Place::Undeclared,
        _ => Place::Inside,
    }
}

/// Whether two values there are the same by a rule that stands beside the fields.
fn is_same(fields: &'static [Field], body: &Value, place: &[Step], one: Option<&Value>, other: Option<&Value>) -> bool {
    let is_locked = body["locked"] == true;
    let is_nothing = |field: &Field, value: Option<&Value>| {
        let Some(value) = value else { return true };
        value.is_null()
            || match field.kind {
                FieldKind::Flag(..) => field.absent != Absent::Unknown && value == false,
                FieldKind::Text(_) | FieldKind::Role(_) | FieldKind::Verification(..) | FieldKind::Chosen(..) => {
                    value == ""
                }
                FieldKind::Elements(_) | FieldKind::Texts(_) => *value == json!([]),
                FieldKind::Keys(_) => *value == json!({}),
                FieldKind::LockoutSeconds(_) => !is_locked && value == 0,
                FieldKind::Number(_) | FieldKind::Time(_) => false,
            }
    };
    // One that is not there is like one that is empty.
    let is_empty =
        |value: &Value| [json!(null), json!(false), json!(0), json!(""), json!([]), json!({})].contains(value);
    match place_of(fields, place) {
        _ if one == other => true,
        Place::Ignored => true,
        Place::Declared(field) => is_nothing(field, one) && is_nothing(field, other),
        Place::AroundDeclared(ignored, path) => {
            let is_ignored = |name: &String| is_ignored(ignored, &format!("{path}.{name}"));
            let says_nothing = |object: &Map<String, Value>| object.keys().all(is_ignored);
            match (one, other) {
                (Some(Value::Object(one)), Some(Value::Object(other))) => says_nothing(one) && says_nothing(other),
                (None, Some(Value::Object(some))) | (Some(Value::Object(some)), None) => says_nothing(some),
                (None, Some(Value::Null)) | (Some(Value::Null), None) => true,
                _ => false,
            }
        }
        Place::Undeclared => match (one, other) {
            (None, Some(value)) | (Some(value), None) => is_empty(value),
            _ => false,
        },
        Place::Inside => false,
    }
}

fn read(fields: &'static [Field], object: &Value) -> Snapshot {
    Snapshot::read(fields, object.to_string().as_bytes(), Extent::Whole, after_noon(0))
}

fn compared(fields: &'static [Field], before: &Value, after: &Value) -> Comparison {
    compare(fields, micros_after_noon(0), &read(fields, before), &read(fields, after))
}

/// Whether one of the changes names the place by its field, or by the field around it.
fn is_named(fields: &'static [Field], changes: &[Change], place: &[Step]) -> bool {
    let Step::Key(first) = &place[0] else { return false };
    let inside = |path: &str| path.split('.').next() == Some(first);
    let names: Vec<&str> = fields.iter().filter(|field| inside(field.path)).map(|field| field.name).collect();
    changes.iter().any(|change| inside(&change.field) || names.contains(&change.field.as_ref()))
}

/// Leaves the field in which the place is, and those on which its meaning depends. Saves time.
fn keep_what_matters(body: &mut Value, first: &Step) {
    let Step::Key(first) = first else { return };
    let is_choice = first.starts_with("primary_");
    let fields = body.as_object_mut().expect("an object");
    fields.retain(|name, value| name == first || name == "locked" || is_choice && value.is_array());
}

#[test]
fn a_difference_in_any_place_is_told_by_name() {
    let values = values();
    let mut silent = Vec::new();
    let mut tried = 0;
    for (fields, body) in bodies() {
        let mut all = Vec::new();
        places(&body, &[], &mut all);
        for place in all {
            let step = |at: &'_ Value, step: &Step| match step {
                Step::Key(key) => at.get(key).cloned(),
                Step::Index(index) => at.get(index).cloned(),
            };
            let original = place.iter().try_fold(body.clone(), |at, one| step(&at, one));
            let held = values.iter().cloned().chain([original]).map(|value| {
                let mut body = with(&body, &place, value.as_ref());
                keep_what_matters(&mut body, &place[0]);
                let snapshot = read(fields, &body);
                (value, snapshot)
            });
            let held: Vec<_> = held.collect();
            for ((one, before), (other, after)) in
                held.iter().flat_map(|one| held.iter().map(move |other| (one, other)))
            {
                tried += 1;
                if is_same(fields, &body, &place, one.as_ref(), other.as_ref()) {
                    continue;
                }
                let changes = compare(fields, micros_after_noon(0), before, after).changes;
                if !is_named(fields, &changes, &place) {
                    let shown = |value: &Option<Value>| format!("{value:?}").chars().take(80).collect::<String>();
                    silent.push(format!("{place:?}: {} to {}: {changes:?}", shown(one), shown(other)));
                }
            }
        }
    }
    assert!(tried > 100_000, "{tried}");
    assert_eq!((silent.len(), silent.get(..silent.len().min(20))), (0, Some(&[][..])));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn differences_in_many_places_hide_none(
        body in any::<Index>(),
        mutations in prop::collection::vec((any::<Index>(), any::<Index>(), any::<Index>()), 1..6),
    ) {
        let bodies = bodies();
        let (fields, body) = body.get(&bodies);
        let mut all = Vec::new();
        places(body, &[], &mut all);
        let values = values();
        let (mut before, mut after, mut told) = (body.clone(), body.clone(), Vec::new());
        let mut taken: Vec<&str> = vec!["locked"];
        for (place, one, other) in &mutations {
            let place = place.get(&all);
            let (Step::Key(first), one, other) = (&place[0], one.get(&values), other.get(&values)) else { continue };
            // Each stands in a field of its own; whether a user is locked says what others mean.
            if taken.contains(&first.as_str()) {
                continue;
            }
            taken.push(first);
            before = with(&before, place, one.as_ref());
            after = with(&after, place, other.as_ref());
            if !is_same(fields, body, place, one.as_ref(), other.as_ref()) {
                told.push(place);
            }
        }
        let changes = compared(fields, &before, &after).changes;
        for place in told {
            prop_assert!(is_named(fields, &changes, place), "{place:?}: {before} to {after}: {changes:?}");
        }
    }
}

#[test]
fn the_same_body_changes_nothing() {
    for (fields, body) in bodies() {
        assert!(compared(fields, &body, &body).changes.is_empty(), "{body}");
    }
}

#[test]
fn what_clerk_counts_and_dates_is_no_change() {
    let ignored = |ignored: &'static [(&'static str, _)]| ignored.iter().map(|(path, _)| path.replace(".*", ".name"));
    for (fields, body) in bodies() {
        let mut other = body.clone();
        for path in ignored(OF_OBJECT) {
            change(&mut other, &path);
        }
        for field in fields.iter().filter(|field| matches!(field.kind, FieldKind::Elements(_))) {
            let elements = other[field.path].as_array_mut().into_iter().flatten();
            elements.for_each(|element| {
                ignored(OF_ELEMENT).filter(|path| path != "id").for_each(|path| change(element, &path));
            });
        }
        let changes = compared(fields, &body, &other).changes;
        assert!(changes.is_empty(), "{body} to {other}: {changes:?}");
    }
}

/// Puts another value at a path, where the object around it is there.
fn change(object: &mut Value, path: &str) {
    let (mut holder, mut name) = (object, path);
    if let Some((inside, last)) = path.split_once('.') {
        (holder, name) = (&mut holder[inside], last);
    }
    if let Some(fields) = holder.as_object_mut() {
        fields.insert(name.to_owned(), json!("changed"));
    }
}

#[test]
fn long_names_are_told_apart() {
    let long = |end: &str| "k".repeat(200) + end;
    let ways: [fn(Value) -> Value; 3] =
        [|fields| fields, |fields| json!({"public_metadata": fields}), |fields| json!({"email_addresses": [fields]})];
    for around in ways {
        let of = |one: i64, other: i64| around(json!({"id": "idn_1", long("1"): one, long("2"): other}));
        let names = |before: &Value, after: &Value| {
            let changes = compared(USER, before, after).changes;
            let named = changes.iter().map(|change| {
                if change.keys.is_empty() { change.field.to_string() } else { change.keys.changed.concat() }
            });
            named.collect::<String>()
        };
        let (one, other) = (names(&of(1, 1), &of(2, 1)), names(&of(1, 1), &of(1, 2)));
        assert!(one != other && one.contains('…') && one.len() < 160, "{one} {other}");
    }
    let permissions = |end: &str| json!({"permissions": [long(end)]});
    assert!(!compared(MEMBERSHIP, &permissions("1"), &permissions("2")).changes.is_empty());
}

#[test]
fn two_places_of_one_field_hide_nothing() {
    let account = |fields: &[(&str, Value)]| {
        let mut account = json!({"id": "eac_1"});
        for (name, value) in fields {
            account[*name] = value.clone();
        }
        json!({"external_accounts": [account]})
    };
    let both = |one: &str, other: &str| account(&[("provider_user_id", json!(one)), ("google_id", json!(other))]);
    for (before, after) in [(("1", "1"), ("2", "1")), (("1", "1"), ("1", "2")), (("1", "2"), ("1", "3"))] {
        let changes = compared(USER, &both(before.0, before.1), &both(after.0, after.1)).changes;
        assert_eq!(changes.len(), 1, "{before:?} to {after:?}: {changes:?}");
    }
    let connected =
        |id: &str| account(&[("enterprise_connection", json!({"id": id})), ("saml_connection", Value::Null)]);
    assert_eq!(compared(USER, &connected("1"), &connected("2")).changes.len(), 1);
    let other_way =
        json!({"external_accounts": [{"id": "eac_1", "saml_connection": null, "enterprise_connection": {"id": "1"}}]});
    assert!(compared(USER, &connected("1"), &other_way).changes.is_empty());
}

#[test]
fn elements_beyond_the_kept_ones_count_without_what_is_ignored() {
    let many = |name: &str, updated_at: i64| {
        let element = |n: i64| json!({"id": format!("idn_{n}"), "name": name, "updated_at": updated_at});
        json!({"passkeys": (0..101).map(element).collect::<Vec<_>>()})
    };
    assert!(compared(USER, &many("key", 1), &many("key", 2)).changes.is_empty());
    let (before, mut after) = (many("key", 1), many("key", 1));
    after["passkeys"][100]["name"] = json!("other");
    assert_eq!(compared(USER, &before, &after).changes.len(), 1);
}
