//! A redacted payload contains only the fields on the allow-list of its family, as the sender
//! wrote them, whatever else the body contains.

use gatelog::event::redact::redact;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A value that must be redacted. No allowed field contains it.
const SECRET: &str = "7f3a-planted-secret";

fn redacted(event_type: &str, body: &str) -> (Value, bool) {
    let redacted = redact("clerk", Some(event_type), body.as_bytes()).expect("JSON");
    let value =
        redacted.json.map_or(Value::Null, |json| serde_json::from_str(&json).expect("a redacted payload is JSON"));
    (value, redacted.is_partial)
}

/// Bodies with a secret in every field of Clerk's payloads that may contain one.
fn bodies() -> Vec<(&'static str, Value)> {
    let verification = json!({"status": "verified", "strategy": "email_code", "attempts": 1, "expire_at": 1,
        "nonce": SECRET, "message": SECRET, "external_verification_redirect_url": SECRET});
    let user = json!({"id": "user_a", "object": "user", "first_name": "Ada",
        "private_metadata": {"k": SECRET}, "unsafe_metadata": {"k": SECRET}, "public_metadata": {"k": SECRET},
        "phone_numbers": [{"id": "idn_1", "phone_number": "+15555550100", "backup_codes": [SECRET, SECRET],
            "verification": verification}],
        "web3_wallets": [{"id": "idn_2", "web3_wallet": "0x1", "verification": verification}],
        "email_addresses": [{"id": "idn_3", "email_address": "a@example.test", "verification": verification, "otp": SECRET}],
        "external_accounts": [{"id": "idn_4", "provider": "google", "public_metadata": {"t": SECRET}, "token": SECRET,
            "verification": verification}],
        "passkeys": [{"id": "idn_5", "verification": verification}]});
    let organization =
        json!({"id": "org_a", "name": "A", "private_metadata": {"k": SECRET}, "public_metadata": {"k": SECRET}});
    let invitation =
        json!({"id": "inv_a", "email_address": "a@example.test", "url": SECRET, "public_metadata": {"k": SECRET}});
    vec![
        ("user.created", user.clone()),
        ("user.updated", user.clone()),
        (
            "session.created",
            json!({"id": "sess_a", "status": "active", "user": user,
            "actor": {"sub": "user_b", "note": SECRET}, "latest_activity": {"id": "sa_1", "city": "Graz", "x": SECRET}}),
        ),
        ("session.ended", json!({"id": "sess_a", "user": SECRET, "actor": SECRET, "latest_activity": [SECRET]})),
        ("organization.created", organization.clone()),
        (
            "organizationMembership.created",
            json!({"id": "orgmem_a", "role": "org:admin", "permissions": ["org:x", {"k": SECRET}],
            "private_metadata": {"k": SECRET}, "organization": organization,
            "public_user_data": {"user_id": "user_a", "private_metadata": SECRET}}),
        ),
        (
            "organizationInvitation.created",
            json!({"id": "orginv_a", "email_address": "a@example.test", "url": SECRET,
            "private_metadata": {"k": SECRET}, "data": {"url": SECRET}, "public_inviter_data": {"user_id": "user_b", "k": SECRET}}),
        ),
        (
            "organizationDomain.created",
            json!({"id": "orgdmn_a", "name": "example.test", "verification": verification,
            "ownership_verification": {"status": "x", "txt_record_value": SECRET}}),
        ),
        ("waitlistEntry.created", json!({"id": "wait_a", "invitation": invitation})),
        (
            "paymentAttempt.created",
            json!({"id": "pay_a", "payment_source": {"last4": SECRET}, "gateway_external_id": SECRET,
            "payer": {"id": "p", "secret": SECRET}}),
        ),
        ("subscription.created", json!({"id": "sub_a", "items": [{"id": "i", "plan": {"id": "p", "x": SECRET}}]})),
        ("role.created", json!({"id": "role_a", "permissions": [{"id": "perm_a", "x": SECRET}]})),
        (
            "email.created",
            json!({"id": "ema_a", "subject": SECRET, "body": SECRET, "body_plain": SECRET, "data": {"otp_code": SECRET}}),
        ),
        ("sms.created", json!({"id": "sms_a", "message": SECRET})),
        ("unheard.of", json!({"id": SECRET})),
    ]
}

fn event(event_type: &str, data: &Value) -> Value {
    json!({"object": "event", "type": event_type, "timestamp": 1, "instance_id": "ins_a", "data": data, "extra": SECRET,
        "event_attributes": {"http_request": {"client_ip": "203.0.113.9", "user_agent": "B/1", "cookie": SECRET}, "x": SECRET}})
}

#[test]
fn no_secret_of_any_family_remains() {
    for (event_type, data) in bodies() {
        let (value, is_partial) = redacted(event_type, &event(event_type, &data).to_string());
        assert!(is_partial && !value.to_string().contains(SECRET), "{event_type}: {value:#}");
        let is_listed = !["email.created", "sms.created", "unheard.of"].contains(&event_type);
        assert_eq!(value.is_object(), is_listed, "{event_type}: {value:#}");
        if is_listed {
            assert_eq!(value["data"]["id"], data["id"], "{event_type}: the fields for an auditor remain");
            assert_eq!(value["event_attributes"]["http_request"]["client_ip"], "203.0.113.9");
        }
    }
}

#[test]
fn allowed_fields_keep_the_senders_text() {
    let body = r#" {"type" : "user.created","object":"event","timestamp":1.0e3,"data":{ "id":"user_\u0061", "banned":true,
        "first_name":"\ud83d\ude00 \"x\"","last_name":null,"created_at":17900000000000000000000001,"first_name":"again",
        "username":{"deep":"7f3a-planted-secret"},"private_metadata":{}} }"#;
    let redacted = redact("clerk", Some("user.created"), body.as_bytes()).expect("JSON");
    assert_eq!(
        redacted.json.as_deref(),
        Some(concat!(
            r#"{"type":"user.created","object":"event","timestamp":1.0e3,"data":{"id":"user_\u0061","banned":true,"#,
            r#""first_name":"\ud83d\ude00 \"x\"","last_name":null,"created_at":17900000000000000000000001,"first_name":"again"}}"#
        ))
    );
    assert!(redacted.is_partial);
    let whole = r#"{"object":"event","type":"user.deleted","data":{"id":"user_a","deleted":true,"object":"user"}}"#;
    let redacted = redact("clerk", Some("user.deleted"), whole.as_bytes()).expect("JSON");
    assert_eq!(
        (redacted.json.as_deref(), redacted.is_partial),
        (Some(whole), false),
        "nothing is omitted, and the flag says so"
    );
}

#[test]
fn foreign_bodies_are_redacted_completely() {
    for body in [
        format!(r#"{{"type":"user.created","data":{{"id":"{SECRET}"}}}}"#),
        format!(r#"{{"object":"other","type":"user.created","data":{{"id":"{SECRET}"}}}}"#),
        format!(r#"["{SECRET}"]"#),
        format!(r#""{SECRET}""#),
        "7".to_owned(),
    ] {
        assert_eq!(redacted("user.created", &body), (Value::Null, true), "{body}");
    }
    for body in [&b"no JSON"[..], b"\"\xff\"", b"", b"{\"object\":\"event\"} {}"] {
        assert!(redact("clerk", Some("user.created"), body).is_err());
    }
}

#[test]
fn a_conflict_hides_the_stored_body() {
    let conflict = format!(
        r#"{{"type":"system.conflict","source":"clerk","svix_id":"msg_a","position":0,"signature":"v1,x","body_base64":"{SECRET}"}}"#
    );
    let redacted = redact("system", Some("system.conflict"), conflict.as_bytes()).expect("JSON");
    assert!(redacted.is_partial);
    let json = redacted.json.expect("an object");
    assert!(json.contains("msg_a") && !json.contains(SECRET), "{json}");
    // Another source may send the same type: its bodies are not Gatelog's.
    let forged = redact("clerk", Some("system.started"), conflict.as_bytes()).expect("JSON");
    assert_eq!(forged.json, None);
    let later = redact("system", Some("system.of_a_later_binary"), conflict.as_bytes()).expect("JSON");
    assert_eq!(later.json, None);
}

/// JSON of any nesting with allowed and other keys of Clerk's bodies, and secrets as leaves.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(json!(null)), Just(json!(7)), Just(json!(true)), Just(json!(SECRET))];
    let key = prop_oneof![
        Just("id"),
        Just("user"),
        Just("organization"),
        Just("private_metadata"),
        Just("verification"),
        Just("nonce"),
        Just("phone_numbers"),
        Just("backup_codes"),
        Just("url"),
        Just("permissions"),
        Just("public_user_data"),
        Just("data"),
        Just("items"),
        Just("plan"),
        Just("actor"),
        Just("email_addresses"),
        Just("invitation"),
        Just("body"),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|fields| Value::Object(
                fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

/// The leaves of a value with the path of field names; array elements add no name.
fn leaves(value: &Value, above: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &format!("{above}.{name}"), found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|value| leaves(value, above, found)),
        leaf => found.push((above.to_owned(), leaf.clone())),
    }
}

proptest! {
    #[test]
    fn only_allowed_paths_remain(data in anything(), family in prop::sample::select(
        vec!["user", "session", "organization", "organizationMembership", "organizationInvitation", "waitlistEntry", "role",
            "subscription", "email", "sms"])
    ) {
        let event_type = format!("{family}.created");
        let body = json!({"object": "event", "type": event_type, "data": data}).to_string();
        let redacted = redact("clerk", Some(&event_type), body.as_bytes()).expect("JSON");
        let Some(json) = redacted.json else {
            prop_assert!(["email", "sms"].contains(&family));
            return Ok(());
        };
        let value: Value = serde_json::from_str(&json).expect("a redacted payload is JSON");
        let mut found = Vec::new();
        leaves(&value, "", &mut found);
        for (path, leaf) in &found {
            for never in ["private_metadata", "nonce", "backup_codes", "url", "body"] {
                prop_assert!(!path.contains(never), "{path}");
            }
            // Ids and permissions are allowed strings. Every other name here is an object, or is
            // not allowed.
            let name = path.rsplit('.').next().unwrap_or_default();
            let is_text = ["id", "permissions", "object", "type"].contains(&name);
            prop_assert!(is_text || leaf.is_null(), "{path}: {leaf}");
        }
        if !redacted.is_partial {
            prop_assert_eq!(value, serde_json::from_str::<Value>(&body).expect("JSON"));
        }
    }
}
