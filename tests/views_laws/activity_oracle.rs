//! What the activity view must hold, by a replay of a whole history in its true order. Shares no code with the view: here
//! every audited field is a value of some class, and the class says when two values differ.

use std::{borrow::Cow, collections::BTreeMap};

use gatelog::{
    clock::Timestamp,
    event::clerk::{Actor, Data, Membership, Organization, User},
    views::activity::ActivityRow,
};
use serde_json::{Value, json};

use super::{
    history::{Said, View},
    oracle::{Order, occurred, order, senders, text, type_of},
};

/// When two values of a field differ.
#[derive(Clone, Copy, PartialEq)]
enum Class {
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

type Facts = Vec<(&'static str, Class, Value)>;

fn user_facts(user: &User<'_>) -> Facts {
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

fn organization_facts(organization: &Organization<'_>) -> Facts {
    vec![
        ("name", Class::Plain, json!(organization.name)),
        ("slug", Class::Plain, json!(organization.slug)),
        ("max_allowed_memberships", Class::Known, json!(organization.max_allowed_memberships)),
        ("admin_delete_enabled", Class::Known, json!(organization.admin_delete_enabled)),
        ("public_metadata", Class::Hidden, json!(organization.public_metadata)),
        ("private_metadata", Class::Hidden, json!(organization.private_metadata)),
    ]
}

fn membership_facts(membership: &Membership<'_>) -> Facts {
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
        Class::Plain | Class::Hidden => before != now,
        Class::Known => !before.is_null() && !now.is_null() && before != now,
        Class::OffAtFirst => !now.is_null() && before.as_bool().unwrap_or(false) != now.as_bool().unwrap_or(false),
        Class::Moment if now.is_null() => false,
        Class::Moment if before.is_null() => {
            let at = now.as_str().and_then(Timestamp::parse_rfc3339).expect("a time");
            at.micros() > since
        }
        Class::Moment => before != now,
    }
}

/// The changed fields, and the actions that follow from them.
fn compare(before: &Facts, now: &Facts, since: i64) -> (BTreeMap<&'static str, Value>, Vec<&'static str>) {
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

/// What one event says of itself.
struct Link<'a> {
    order: Order,
    said: &'a Said,
    facts: Facts,
}

/// `position`, `received_at` and what follows from them are left empty: they tell how events arrived.
pub fn activity(history: &[Said]) -> View<ActivityRow> {
    let mut rows = View::new();
    let mut chains: BTreeMap<(String, String), Vec<Link<'_>>> = BTreeMap::new();
    for said in senders(history) {
        let (kind, id, updated_at, facts) = match &said.body.data {
            Ok(Data::User(user)) => ("user", &user.id, user.updated_at, user_facts(user)),
            Ok(Data::Organization(of)) => ("organization", &of.id, of.updated_at, organization_facts(of)),
            Ok(Data::Membership(of)) if type_of(said) != "organizationMembership.deleted" => {
                ("organizationMembership", &of.id, of.updated_at, membership_facts(of))
            }
            _ => {
                let row = row(said);
                rows.insert((row.source.clone(), row.svix_id.clone()), row);
                continue;
            }
        };
        let chain = (said.source.as_str().to_owned(), format!("{kind}/{id}"));
        chains.entry(chain).or_default().push(Link { order: order(said, updated_at), said, facts });
    }
    for ((source, chain), mut links) in chains {
        links.sort_by(|one, other| one.order.cmp(&other.order));
        for (at, link) in links.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &links[before]);
            let (changes, mut actions) =
                before.map(|before| compare(&before.facts, &link.facts, before.order.0)).unwrap_or_default();
            let own = word(type_of(link.said), None);
            let own = own.first().expect("one");
            match *own {
                "user_updated" | "organization_updated" | "member_updated" if !actions.is_empty() => {}
                // They are less grave than whatever may have changed.
                "user_created"
                | "organization_created"
                | "user_updated"
                | "organization_updated"
                | "member_updated" => {
                    actions.push(own);
                }
                "member_added" => actions.push(own),
                other => actions.push(other),
            }
            let changes: Vec<Value> = changes.into_values().collect();
            let row = ActivityRow {
                actions: json!(actions).to_string(),
                changes: (!changes.is_empty()).then(|| json!(changes).to_string()),
                baseline: before.is_none(),
                chain: Some(chain.clone()),
                version_at: Some(link.order.0),
                version_occurred_at: Some(link.order.1),
                version_rank: Some(link.order.2),
                ..row(link.said)
            };
            rows.insert((source.clone(), row.svix_id.clone()), row);
        }
    }
    rows
}

/// A row of an event by itself.
fn row(said: &Said) -> ActivityRow {
    let mut row = ActivityRow {
        position: 0,
        source: said.source.as_str().to_owned(),
        svix_id: said.id.clone(),
        instance_id: text(said.body.instance_id.as_ref()),
        event_type: None,
        family: None,
        actions: String::new(),
        changes: None,
        baseline: false,
        revised_at_position: None,
        chain: None,
        version_at: None,
        version_occurred_at: None,
        version_rank: None,
        snapshot: None,
        user_id: None,
        actor_id: None,
        actor_kind: None,
        session_id: None,
        organization_id: None,
        labels: None,
        ip: text(said.body.client_ip.as_ref()),
        user_agent: text(said.body.user_agent.as_ref()),
        occurred_at: occurred(said),
        occurred_basis: said.body.occurred_at.basis.as_str().to_owned(),
        received_at: 0,
    };
    if let Some(name) = &said.event_type {
        row.event_type = Some(name.as_str().to_owned());
        row.family = name.as_str().split('.').next().map(str::to_owned);
    }
    let mut labels = serde_json::Map::new();
    let mut label = |name: &str, value: Option<&Cow<'_, str>>| {
        if let Some(value) = value {
            labels.insert(name.to_owned(), json!(value));
        }
    };
    let mut actor = None;
    let named = |first: Option<&Cow<'_, str>>, last: Option<&Cow<'_, str>>| -> Option<Cow<'static, str>> {
        let words: Vec<&str> = [first, last].into_iter().flatten().map(AsRef::as_ref).collect();
        (!words.is_empty()).then(|| words.join(" ").into())
    };
    match &said.body.data {
        Ok(Data::User(user)) => {
            row.user_id = Some(user.id.to_string());
            label("name", named(user.first_name.as_ref(), user.last_name.as_ref()).as_ref());
            label("identifier", user.primary_email.as_ref().or(user.username.as_ref()));
        }
        Ok(Data::UserDeleted(user)) => row.user_id = Some(user.id.to_string()),
        Ok(Data::Session(session)) => {
            row.user_id = text(session.user_id.as_ref());
            row.session_id = Some(session.id.to_string());
            row.organization_id = text(session.organization_id.as_ref());
            actor = session.actor.as_ref();
            let user = session.user.as_ref().filter(|user| Some(&user.id) == session.user_id.as_ref());
            label("name", user.and_then(|user| named(user.first_name.as_ref(), user.last_name.as_ref())).as_ref());
            label("identifier", user.and_then(|user| user.primary_email.as_ref().or(user.username.as_ref())));
            let device = session.latest_activity.as_ref();
            label("browser", device.and_then(|device| device.browser.as_ref()));
            label("device", device.and_then(|device| device.device_type.as_ref()));
            label("city", device.and_then(|device| device.city.as_ref()));
            label("country", device.and_then(|device| device.country.as_ref()));
            let is_agent = actor.is_some_and(|actor| actor.kind.as_deref() == Some("agent"));
            row.actor_id = actor.and_then(|actor| text(actor.id.as_ref()));
            row.actor_kind = match (is_agent, &row.actor_id, &row.user_id) {
                (true, ..) => Some("agent".to_owned()),
                (false, Some(_), _) => Some("impersonator".to_owned()),
                (false, None, Some(_)) if type_of(said) != "session.revoked" => Some("user".to_owned()),
                (false, None, _) => None,
            };
        }
        Ok(Data::Organization(organization)) => {
            row.organization_id = Some(organization.id.to_string());
            label("organization", organization.name.as_ref().or(organization.slug.as_ref()));
            if type_of(said) == "organization.created" {
                row.actor_id = text(organization.created_by.as_ref());
                row.actor_kind = row.actor_id.as_ref().map(|_| "user".to_owned());
            }
        }
        Ok(Data::OrganizationDeleted(organization)) => {
            row.organization_id = Some(organization.id.to_string());
            label("organization", organization.slug.as_ref());
        }
        Ok(Data::Membership(membership)) => {
            row.user_id = membership.member.as_ref().map(|member| member.user_id.to_string());
            row.organization_id = text(membership.organization_id.as_ref());
            let member = membership.member.as_ref();
            label(
                "name",
                member.and_then(|member| named(member.first_name.as_ref(), member.last_name.as_ref())).as_ref(),
            );
            label("identifier", member.and_then(|member| member.identifier.as_ref().or(member.username.as_ref())));
            let organization = membership.organization.as_ref();
            label("organization", organization.and_then(|known| known.name.as_ref().or(known.slug.as_ref())));
            label("role", membership.role.as_ref());
        }
        Ok(Data::Invitation(invitation)) => {
            row.user_id = text(invitation.user_id.as_ref());
            row.organization_id = text(invitation.organization_id.as_ref());
            label("role", invitation.role.as_ref());
            label("email", invitation.email.as_ref());
            let (named, is_other) = match type_of(said) {
                "organizationInvitation.created" => (invitation.inviter_id.as_ref(), true),
                "organizationInvitation.accepted" => (invitation.user_id.as_ref(), false),
                _ => (None, false),
            };
            row.actor_kind = named.map(|_| "user".to_owned());
            row.actor_id = text(named.filter(|named| is_other && Some(*named) != invitation.user_id.as_ref()));
        }
        Ok(Data::Other(subject)) => {
            row.user_id = text(subject.user_id.as_ref());
            row.organization_id = text(subject.organization_id.as_ref());
            label("thing", subject.name.as_ref());
            label("email", subject.email.as_ref());
        }
        Ok(Data::Foreign) | Err(_) => {}
    }
    row.labels = in_order(&labels);
    row.actions = match &said.body.data {
        _ if said.event_type.is_none() => json!(["unknown"]).to_string(),
        Ok(Data::Foreign) => json!([type_of(said)]).to_string(),
        _ => json!(word(type_of(said), actor)).to_string(),
    };
    row
}

/// As the view writes them: in the order of its fields.
fn in_order(labels: &serde_json::Map<String, Value>) -> Option<String> {
    let fields =
        ["name", "identifier", "organization", "role", "email", "thing", "browser", "device", "city", "country"];
    let known = fields.iter().filter_map(|field| Some(format!("{}:{}", json!(field), labels.get(*field)?)));
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| format!("{{{}}}", known.join(",")))
}

fn word<'a>(name: &'a str, actor: Option<&Actor<'_>>) -> Vec<&'a str> {
    let agent = actor.is_some_and(|actor| actor.kind == Some(Cow::Borrowed("agent")));
    let person = actor.is_some_and(|actor| actor.id.is_some());
    match name {
        "session.created" if agent => vec!["agent_session_started"],
        "session.created" if person => vec!["impersonation_started"],
        "session.created" => vec!["signed_in"],
        "session.pending" => vec!["sign_in_pending"],
        "session.ended" | "session.removed" if agent => vec!["agent_session_ended"],
        "session.ended" | "session.removed" if person => vec!["impersonation_ended"],
        "session.ended" | "session.removed" => vec!["signed_out"],
        "session.revoked" if agent => vec!["session_revoked", "agent_session_ended"],
        "session.revoked" if person => vec!["session_revoked", "impersonation_ended"],
        "session.revoked" => vec!["session_revoked"],
        "user.created" => vec!["user_created"],
        "user.updated" => vec!["user_updated"],
        "user.deleted" => vec!["user_deleted"],
        "organization.created" => vec!["organization_created"],
        "organization.updated" => vec!["organization_updated"],
        "organization.deleted" => vec!["organization_deleted"],
        "organizationMembership.created" => vec!["member_added"],
        "organizationMembership.updated" => vec!["member_updated"],
        "organizationMembership.deleted" => vec!["member_removed"],
        "organizationInvitation.created" => vec!["invitation_sent"],
        "organizationInvitation.accepted" => vec!["invitation_accepted"],
        "organizationInvitation.revoked" => vec!["invitation_revoked"],
        "email.created" => vec!["email_sent"],
        "sms.created" => vec!["sms_sent"],
        other => vec![other],
    }
}
