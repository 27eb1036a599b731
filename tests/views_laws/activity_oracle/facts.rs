//! Every audited field as a value of some class, and what follows when two of them differ.

use std::collections::BTreeMap;

use gatelog::{
    clock::Timestamp,
    event::clerk::{Membership, Organization, User},
};
use serde_json::{Value, json};

/// When two values of a field differ.
#[derive(Clone, Copy, PartialEq)]
pub enum Class {
    /// Always.
    Plain,
    /// Where both are known.
    Known,
    /// Where the later is known; an earlier unknown one is taken for false.
    OffAtFirst,
    /// Where the later is known; an earlier unknown one is taken for older than the earlier snapshot.
    Moment,
    /// Always, but never shown.
    Hidden,
}

pub type Facts = Vec<(&'static str, Class, Value)>;

pub fn user_facts(user: &User<'_>) -> Facts {
    use Class::{Hidden, Known, Moment, OffAtFirst, Plain};
    let list = |mut texts: Vec<String>| {
        texts.sort();
        texts.dedup();
        json!(texts)
    };
    let moment = |at: Option<Timestamp>| json!(at.map(|at| at.to_string()));
    let accounts = user.external_accounts.iter().map(|account| {
        account
            .provider
            .as_ref()
            .map_or_else(|| account.id.to_string(), |provider| format!("{provider} {}", account.id))
    });
    vec![
        ("primary_email", Plain, json!(user.primary_email)),
        ("emails", Plain, list(user.emails.iter().map(ToString::to_string).collect())),
        ("primary_phone", Plain, json!(user.primary_phone)),
        ("username", Plain, json!(user.username)),
        ("first_name", Plain, json!(user.first_name)),
        ("last_name", Plain, json!(user.last_name)),
        ("external_id", Plain, json!(user.external_id)),
        ("banned", OffAtFirst, json!(user.banned)),
        ("locked", OffAtFirst, json!(user.locked)),
        ("deprovisioned", OffAtFirst, json!(user.deprovisioned)),
        ("password_enabled", Known, json!(user.password_enabled)),
        ("password_last_updated_at", Moment, moment(user.password_last_updated_at)),
        ("two_factor_enabled", Known, json!(user.two_factor_enabled)),
        ("totp_enabled", Known, json!(user.totp_enabled)),
        ("backup_code_enabled", Known, json!(user.backup_code_enabled)),
        ("mfa_enabled_at", Moment, moment(user.mfa_enabled_at)),
        ("mfa_disabled_at", Moment, moment(user.mfa_disabled_at)),
        ("passkeys", Plain, list(user.passkeys.iter().map(ToString::to_string).collect())),
        ("external_accounts", Plain, list(accounts.collect())),
        ("public_metadata", Hidden, json!(user.public_metadata)),
        ("private_metadata", Hidden, json!(user.private_metadata)),
    ]
}

pub fn organization_facts(organization: &Organization<'_>) -> Facts {
    vec![
        ("name", Class::Plain, json!(organization.name)),
        ("slug", Class::Plain, json!(organization.slug)),
        ("max_allowed_memberships", Class::Known, json!(organization.max_allowed_memberships)),
        ("admin_delete_enabled", Class::Known, json!(organization.admin_delete_enabled)),
        ("public_metadata", Class::Hidden, json!(organization.public_metadata)),
        ("private_metadata", Class::Hidden, json!(organization.private_metadata)),
    ]
}

pub fn membership_facts(membership: &Membership<'_>) -> Facts {
    vec![
        ("role", Class::Plain, json!(membership.role)),
        ("public_metadata", Class::Hidden, json!(membership.public_metadata)),
        ("private_metadata", Class::Hidden, json!(membership.private_metadata)),
    ]
}

fn differs((field, class, before): &(&str, Class, Value), now: &Value, since: i64) -> bool {
    match class {
        _ if *field == "role"
            && [before, now].iter().all(|role| ["admin", "org:admin"].map(Value::from).contains(role)) =>
        {
            false
        }
        Class::Known => !before.is_null() && !now.is_null() && before != now,
        Class::OffAtFirst => !now.is_null() && before.as_bool().unwrap_or(false) != now.as_bool().unwrap_or(false),
        Class::Moment if now.is_null() => false,
        Class::Moment if before.is_null() => {
            let at = now.as_str().and_then(Timestamp::parse_rfc3339).expect("a time");
            at.micros() > since
        }
        Class::Plain | Class::Hidden | Class::Moment => before != now,
    }
}

/// The changed fields, and the actions that follow from them.
pub fn compare(before: &Facts, now: &Facts, since: i64) -> (BTreeMap<&'static str, Value>, Vec<&'static str>) {
    let mut changes = BTreeMap::new();
    for (before, now) in before.iter().zip(now).filter(|(before, now)| differs(before, &now.2, since)) {
        let mut change = serde_json::Map::from_iter([("field".to_owned(), json!(now.0))]);
        for (name, value) in [("from", &before.2), ("to", &now.2)] {
            if !value.is_null() && now.1 != Class::Hidden {
                change.insert(name.to_owned(), value.clone());
            }
        }
        changes.insert(now.0, Value::Object(change));
    }
    let became = |field: &str, value: bool| changes.get(field).is_some_and(|change: &Value| change["to"] == value);
    let moved = |field: &str| changes.contains_key(field);
    let grew = |field: &str, from: &str, to: &str| {
        let Some(change) = changes.get(field) else { return false };
        let all = |name: &str| change[name].as_array().cloned().unwrap_or_default();
        all(to).iter().any(|element| !all(from).contains(element))
    };
    let on = became("two_factor_enabled", true) || moved("mfa_enabled_at");
    let off = became("two_factor_enabled", false) || moved("mfa_disabled_at");
    let password = moved("password_enabled");
    // By severity, as the table of actions has them.
    let rules = [
        ("user_banned", became("banned", true)),
        ("user_locked", became("locked", true)),
        ("user_deprovisioned", became("deprovisioned", true)),
        ("mfa_disabled", off),
        ("password_removed", became("password_enabled", false)),
        ("password_changed", moved("password_last_updated_at") && !password),
        ("email_changed", moved("primary_email")),
        ("phone_changed", moved("primary_phone")),
        ("username_changed", moved("username")),
        ("external_id_changed", moved("external_id")),
        ("member_role_changed", moved("role")),
        ("mfa_changed", !on && !off && (moved("totp_enabled") || moved("backup_code_enabled"))),
        ("passkey_removed", grew("passkeys", "to", "from")),
        ("passkey_added", grew("passkeys", "from", "to")),
        ("account_disconnected", grew("external_accounts", "to", "from")),
        ("account_connected", grew("external_accounts", "from", "to")),
        ("email_removed", grew("emails", "to", "from")),
        ("email_added", grew("emails", "from", "to")),
        ("password_set", became("password_enabled", true)),
        ("mfa_enabled", on),
        ("user_unbanned", became("banned", false)),
        ("user_unlocked", became("locked", false)),
        ("user_reprovisioned", became("deprovisioned", false)),
        ("metadata_changed", moved("public_metadata") || moved("private_metadata")),
        ("organization_renamed", moved("name")),
    ];
    let actions = rules.into_iter().filter(|(_, happened)| *happened).map(|(action, _)| action).collect();
    (changes, actions)
}
