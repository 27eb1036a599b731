//! Every audited field as a value of some class, and what follows when two of them differ. Reads
//! the description as it is written, and knows of each list what the generated histories put into
//! it.

use std::collections::{BTreeMap, BTreeSet};

use gatelog::{
    clock::Timestamp,
    event::clerk::{Membership, Organization, OtherData, User},
};
use serde_json::{Map, Value, json};

/// When two values of a field differ.
#[derive(Clone, Copy, PartialEq)]
pub enum Class {
    /// Always; a first one is told as the first.
    Plain,
    /// Always, and what is not there is null.
    Nullable,
    /// Where the later is known; an earlier unknown one is taken for false.
    OffAtFirst,
    /// A switch that is off where it is not there.
    OffIfAbsent,
    /// An earlier unknown one is taken for older than the earlier snapshot.
    Moment,
    /// The end of a lock-out: two that are near each other are the same.
    LockoutEnd,
    /// Objects by id.
    List,
    /// By its keys.
    Keys,
    /// What nobody knows.
    Other,
}

pub type Facts = Vec<(&'static str, Class, Option<Value>)>;

fn object(bytes: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(bytes).expect("a description as a sender writes it")
}

pub fn user_facts(user: &User<'_>, occurred_at: i64) -> Facts {
    use Class::{Keys, List, LockoutEnd, Moment, Nullable, OffAtFirst, OffIfAbsent, Other, Plain};
    let of = object(user.object);
    let chosen = |id: &str, list: &str, text: &str| {
        let id = of.get(id)?;
        let elements = of.get(list).and_then(Value::as_array).into_iter().flatten();
        Some(
            elements
                .filter(|element| !id.is_null() && element["id"] == *id)
                .map(|of| of[text].clone())
                .next()
                .unwrap_or_default(),
        )
    };
    let moment = |name: &str| {
        let millis = of.get(name)?;
        Some(millis.as_i64().map_or(Value::Null, |millis| json!(Timestamp::from_millis(millis).to_string())))
    };
    let list = |name: &str| Some(by_id(of.get(name)?));
    let seconds = of.get("lockout_expires_in_seconds");
    let end = seconds.map(|seconds| match (seconds.as_i64(), of.get("locked") == Some(&Value::Bool(true))) {
        (Some(seconds), true) => json!(Timestamp::from_micros(occurred_at + seconds * 1_000_000).to_string()),
        _ => Value::Null,
    });
    let plain = |name: &str| of.get(name).cloned();
    // Of a user who is not locked they are no lock-out.
    let idle = seconds.filter(|seconds| of.get("locked") != Some(&Value::Bool(true)) && **seconds != 0);
    vec![
        ("lockout_expires_in_seconds", Other, idle.cloned()),
        ("banned", OffAtFirst, plain("banned")),
        ("locked", OffAtFirst, plain("locked")),
        ("lockout_expires_at", LockoutEnd, end),
        ("deprovisioned", OffAtFirst, plain("deprovisioned")),
        ("primary_email", Nullable, chosen("primary_email_address_id", "email_addresses", "email_address")),
        ("email_addresses", List, list("email_addresses")),
        ("primary_phone", Nullable, chosen("primary_phone_number_id", "phone_numbers", "phone_number")),
        ("phone_numbers", List, list("phone_numbers")),
        ("web3_wallets", List, list("web3_wallets")),
        ("username", Nullable, plain("username")),
        ("external_id", Nullable, plain("external_id")),
        ("external_accounts", List, list("external_accounts")),
        ("enterprise_accounts", List, list("enterprise_accounts")),
        ("passkeys", List, list("passkeys")),
        ("password_enabled", Plain, plain("password_enabled")),
        ("password_last_updated_at", Moment, moment("password_last_updated_at")),
        ("two_factor_enabled", Plain, plain("two_factor_enabled")),
        ("totp_enabled", Plain, plain("totp_enabled")),
        ("backup_code_enabled", Plain, plain("backup_code_enabled")),
        ("mfa_enabled_at", Moment, moment("mfa_enabled_at")),
        ("mfa_disabled_at", Moment, moment("mfa_disabled_at")),
        ("bypass_client_trust", OffIfAbsent, plain("bypass_client_trust")),
        ("delete_self_enabled", Plain, plain("delete_self_enabled")),
        ("legal_accepted_at", Moment, moment("legal_accepted_at")),
        ("first_name", Nullable, plain("first_name")),
        ("last_name", Nullable, plain("last_name")),
        ("public_metadata", Keys, plain("public_metadata")),
        ("private_metadata", Keys, plain("private_metadata")),
        ("tomorrow_enabled", Other, plain("tomorrow_enabled")),
    ]
}

/// Objects as they are shown, by id; the last of two holds.
fn by_id(list: &Value) -> Value {
    let elements = list.as_array().expect("a list").iter().map(|element| {
        let mut shown: Map<String, Value> = element.as_object().expect("an object").clone();
        shown.remove("last_used_at");
        if let Some(verification) = shown.remove("verification") {
            shown.insert("verification".to_owned(), verification["status"].clone());
        }
        (element["id"].as_str().expect("an id").to_owned(), Value::Object(shown))
    });
    Value::Object(elements.collect())
}

pub fn organization_facts(organization: &Organization<'_>) -> Facts {
    let of = object(organization.object);
    let plain = |name: &str| of.get(name).cloned();
    vec![
        ("name", Class::Nullable, plain("name")),
        ("slug", Class::Nullable, plain("slug")),
        ("created_by", Class::Plain, plain("created_by")),
        ("max_allowed_memberships", Class::Plain, plain("max_allowed_memberships")),
        ("admin_delete_enabled", Class::Plain, plain("admin_delete_enabled")),
        ("public_metadata", Class::Keys, plain("public_metadata")),
    ]
}

pub fn domain_facts(domain: &OtherData<'_>) -> Facts {
    let of = object(domain.object);
    let plain = |name: &str| of.get(name).cloned();
    vec![
        ("name", Class::Nullable, plain("name")),
        ("organization_id", Class::Nullable, plain("organization_id")),
        ("enrollment_mode", Class::Plain, plain("enrollment_mode")),
    ]
}

pub fn membership_facts(membership: &Membership<'_>) -> Facts {
    let of = object(membership.object);
    let plain = |name: &str| of.get(name).cloned();
    let inside = |object: &str, name: &str| of.get(object)?.get(name).cloned();
    vec![
        ("user_id", Class::Plain, inside("public_user_data", "user_id")),
        ("organization_id", Class::Plain, inside("organization", "id")),
        ("role", Class::Nullable, plain("role")),
        ("role_name", Class::Plain, plain("role_name")),
        ("private_metadata", Class::Keys, plain("private_metadata")),
    ]
}

/// What a field turned from and to; `None` where it did not. The third says that it is the first
/// value that is told.
fn turned(
    (field, class, before): &(&str, Class, Option<Value>),
    now: Option<&Value>,
    since: i64,
) -> Option<(Value, Value, bool)> {
    let at = |time: &Value| time.as_str().and_then(Timestamp::parse_rfc3339).map(Timestamp::micros);
    let null = Value::Null;
    let (was, is) = match class {
        Class::OffIfAbsent | Class::Keys | Class::Other => (before.as_ref().unwrap_or(&null), now.unwrap_or(&null)),
        _ => (before.as_ref().unwrap_or(&null), now?),
    };
    let admin = |role: &Value| role == "admin" || role == "org:admin";
    let member = |role: &Value| role == "basic_member" || role == "org:member";
    let is_first = before.is_none();
    let (differs, is_first) = match class {
        _ if *field == "role" && (admin(was) && admin(is) || member(was) && member(is)) => (false, false),
        Class::Plain if is_first => (!is.is_null(), true),
        Class::OffAtFirst | Class::OffIfAbsent => {
            (was.as_bool().unwrap_or(false) != is.as_bool().unwrap_or(false), false)
        }
        Class::Moment if was.is_null() => (!is.is_null(), at(is).is_some_and(|at| at <= since)),
        Class::LockoutEnd => match (at(was), at(is)) {
            (Some(was), Some(is)) => ((was - is).abs() >= 5_000_000, false),
            (was, is) => (was != is, false),
        },
        _ => (was != is, false),
    };
    differs.then(|| (was.clone(), is.clone(), is_first))
}

/// What is known with an event: of each field the last value, and whether the event itself has it.
pub type Known = Vec<(&'static str, Class, Option<Value>, bool)>;

pub fn known(before: Option<&Known>, now: &Facts) -> Known {
    let last = |at: usize| before.and_then(|before| before.get(at)).and_then(|(.., value, _)| value.clone());
    let with_last = |(at, (name, class, value)): (usize, &(&'static str, Class, Option<Value>))| match value {
        None if !is_empty_if_absent(*class) => (*name, *class, last(at), false),
        value => (*name, *class, value.clone(), true),
    };
    now.iter().enumerate().map(with_last).collect()
}

fn is_empty_if_absent(class: Class) -> bool {
    matches!(class, Class::OffIfAbsent | Class::Keys | Class::Other)
}

/// The changed fields, and the actions that follow from them.
pub fn compare(known: &Known, now: &Facts, since: i64) -> (Vec<Value>, Vec<&'static str>) {
    // A bare notice of deletion has none.
    let before: Facts = known.iter().map(|(name, class, value, _)| (*name, *class, value.clone())).collect();
    let turns: Vec<_> = before
        .iter()
        .zip(now)
        .filter_map(|(before, now)| Some((before.0, before.1, turned(before, now.2.as_ref(), since)?)))
        .collect();
    let is_locked = now.iter().any(|(field, _, is)| *field == "locked" && *is == Some(Value::Bool(true)));
    let mut changes: Vec<(Value, Vec<&'static str>)> = Vec::new();
    for (field, class, (was, is, is_first)) in &turns {
        match class {
            Class::List => changes.extend(elements(field, was, is)),
            Class::Keys => changes
                .extend(keys(was, is).map(|keys| (json!({"field": field, "keys": keys}), vec!["metadata_changed"]))),
            Class::Other => changes.push((json!({"field": field}), vec!["other_fields_changed"])),
            _ => {
                let actions = match *field {
                    _ if *is_first => Vec::new(),
                    "lockout_expires_at" if is.is_null() && is_locked => vec!["user_locked"],
                    field => actions(field, was, is),
                };
                changes.push((told(field, was, is, *is_first), actions));
            }
        }
    }
    for ((field, class, was, is_reported), (.., is)) in known.iter().zip(now) {
        if let (Some(_), Some(is), false) = (was, is, is_reported)
            && !is.is_null()
            && !changes.iter().any(|(change, _)| change["field"] == *field)
        {
            let is = if *class == Class::List { &Value::Null } else { is };
            let mut change = told(field, &Value::Null, is, false);
            change["reported_again"] = json!(true);
            changes.push((change, Vec::new()));
        }
        if let (Some(was), None, true) = (was, is, is_reported)
            && !was.is_null()
            && !is_empty_if_absent(*class)
        {
            let was = if *class == Class::List { &Value::Null } else { was };
            let mut change = told(field, was, &Value::Null, false);
            change["no_longer_reported"] = json!(true);
            changes.push((change, Vec::new()));
        }
    }
    let all: BTreeSet<&str> = changes.iter().flat_map(|(_, actions)| actions).copied().collect();
    let said = |action: &'static str| match action {
        "password_changed" => {
            ["password_set", "password_removed"].into_iter().find(|other| all.contains(other)).unwrap_or(action)
        }
        "mfa_changed" => {
            ["mfa_enabled", "mfa_disabled"].into_iter().find(|other| all.contains(other)).unwrap_or(action)
        }
        action => action,
    };
    let mut happened = BTreeSet::new();
    let changes = changes.into_iter().map(|(mut change, actions)| {
        let actions = by_severity(&actions.into_iter().map(said).collect());
        happened.extend(actions.iter().copied());
        if !actions.is_empty() {
            change["actions"] = json!(actions);
        }
        change
    });
    let changes: Vec<Value> = changes.collect();
    (changes, by_severity(&happened))
}

fn told(field: &str, was: &Value, is: &Value, is_first: bool) -> Value {
    let mut change = Map::from_iter([("field".to_owned(), json!(field))]);
    for (name, value) in [("from", was), ("to", is)] {
        change.extend((!value.is_null()).then(|| (name.to_owned(), value.clone())));
    }
    change.extend(is_first.then(|| ("first_seen".to_owned(), Value::Bool(true))));
    Value::Object(change)
}

fn elements(field: &str, was: &Value, is: &Value) -> Vec<(Value, Vec<&'static str>)> {
    let (added, removed, updated, verified) = match field {
        "email_addresses" => ("email_added", "email_removed", "email_updated", "email_verified"),
        "phone_numbers" => ("phone_added", "phone_removed", "phone_updated", "phone_verified"),
        "web3_wallets" => ("wallet_added", "wallet_removed", "wallet_updated", "wallet_verified"),
        "passkeys" => ("passkey_added", "passkey_removed", "passkey_updated", "passkey_updated"),
        _ => ("account_connected", "account_disconnected", "account_changed", "account_verified"),
    };
    let ids: BTreeSet<&String> = [was, is].into_iter().filter_map(Value::as_object).flat_map(Map::keys).collect();
    let changes = ids.into_iter().filter_map(|id| {
        let (was, is) = (&was[id], &is[id]);
        let mut actions = Vec::new();
        match (was.is_null(), is.is_null()) {
            (true, _) => actions.push(added),
            (_, true) => actions.push(removed),
            _ => {
                let now_verified = is["verification"] == "verified";
                actions.extend((was["verification"] != is["verification"]).then_some(if now_verified {
                    verified
                } else {
                    updated
                }));
                actions.extend((was["provider_user_id"] != is["provider_user_id"]).then_some(updated));
            }
        }
        (!actions.is_empty()).then(|| (told(field, was, is, false), actions))
    });
    changes.collect()
}

fn keys(was: &Value, is: &Value) -> Option<Value> {
    let (was, is) = (was.as_object().cloned().unwrap_or_default(), is.as_object().cloned().unwrap_or_default());
    let added: BTreeSet<&String> = is.keys().filter(|key| !was.contains_key(*key)).collect();
    let removed: BTreeSet<&String> = was.keys().filter(|key| !is.contains_key(*key)).collect();
    let changed: BTreeSet<&String> =
        is.iter().filter(|(key, value)| was.get(*key).is_some_and(|was| was != *value)).map(|(key, _)| key).collect();
    let told: BTreeMap<&str, BTreeSet<&String>> = [("added", added), ("removed", removed), ("changed", changed)]
        .into_iter()
        .filter(|(_, keys)| !keys.is_empty())
        .collect();
    (!told.is_empty()).then(|| json!(told))
}

fn actions(field: &str, was: &Value, is: &Value) -> Vec<&'static str> {
    let on = is == &json!(true);
    let switched = |to_on, to_off| vec![if on { to_on } else { to_off }];
    match field {
        "banned" => switched("user_banned", "user_unbanned"),
        "locked" => switched("user_locked", "user_unlocked"),
        "deprovisioned" => switched("user_deprovisioned", "user_reprovisioned"),
        "password_enabled" => switched("password_set", "password_removed"),
        "two_factor_enabled" => switched("mfa_enabled", "mfa_disabled"),
        "bypass_client_trust" => switched("client_trust_bypassed", "client_trust_restored"),
        "totp_enabled" | "backup_code_enabled" => vec!["mfa_changed"],
        "delete_self_enabled" => vec!["user_rights_changed"],
        "lockout_expires_at" if is.is_null() => Vec::new(),
        "lockout_expires_at" => vec!["user_locked"],
        _ if field.ends_with("_at") && is.is_null() && !was.is_null() => Vec::new(),
        "password_last_updated_at" => vec!["password_changed"],
        "mfa_enabled_at" => vec!["mfa_enabled"],
        "mfa_disabled_at" => vec!["mfa_disabled"],
        "legal_accepted_at" => vec!["legal_accepted"],
        "primary_email" => vec!["email_changed"],
        "primary_phone" => vec!["phone_changed"],
        "username" => vec!["username_changed"],
        "external_id" => vec!["external_id_changed"],
        "first_name" | "last_name" => vec!["profile_changed"],
        "enrollment_mode" => vec!["domain_enrollment_changed"],
        "user_id" | "organization_id" => vec!["membership_moved"],
        "role" => vec!["member_role_changed"],
        "role_name" => vec!["member_permissions_changed"],
        "name" => vec!["organization_renamed"],
        _ => vec!["organization_settings_changed"],
    }
}

/// As the table of actions has them.
fn by_severity(actions: &BTreeSet<&'static str>) -> Vec<&'static str> {
    let table = gatelog::views::activity::ACTIONS.iter().map(|(_, name, _)| *name);
    table.filter(|name| actions.contains(name)).collect()
}
