//! Whatever lets a user in, or an organization's members, is told: in the sentence, in the changes
//! of activity and of histories, in differences, and in the user's own answer.

use serde_json::{Value, json};

use super::history::{BEGIN, body};
use crate::support::{on_both, test_server::TestServer};

fn merged(mut object: Value, more: &Value) -> Value {
    object.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    object
}

fn user(id: &str, seconds: i64, more: &Value) -> Value {
    let user = json!({"object": "user", "id": id, "username": null, "primary_email_address_id": "idn_1",
        "primary_phone_number_id": null, "primary_web3_wallet_id": null, "phone_numbers": [], "web3_wallets": [],
        "email_addresses": [{"id": "idn_1", "email_address": "a@one.test", "verification": {"status": "verified"}}],
        "passkeys": [], "external_accounts": [], "saml_accounts": [], "enterprise_accounts": [], "public_metadata": {},
        "private_metadata": {}, "unsafe_metadata": {}, "banned": false, "locked": false, "password_enabled": false,
        "two_factor_enabled": false, "created_at": BEGIN * 1_000, "updated_at": (BEGIN + seconds) * 1_000});
    merged(user, more)
}

/// A name of which the first 128 bytes are kept.
const LONG: &str = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn";

/// Before and after, the actions, what the sentence says, and the field that changed.
#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<(Value, Value, &'static str, &'static str, &'static str)> {
    let none = || json!({});
    let phone = |more: Value| {
        let phone = json!({"id": "idn_p", "phone_number": "+15550100", "verification": {"status": "verified"}});
        json!({"phone_numbers": [merged(phone, &more)]})
    };
    let two = json!({"phone_numbers": [{"id": "idn_p", "phone_number": "+15550100", "verification": {"status": "verified"}},
        {"id": "idn_q", "phone_number": "+15550101", "verification": {"status": "verified"}}]});
    let sso = |list: &str, more: Value| {
        let account = json!({"id": "acc_1", "provider": "saml_okta", "active": true, "email_address": "a@corp.test"});
        json!({list: [merged(account, &more)]})
    };
    let account = |id: &str, email: &str| json!({"external_accounts": [{"id": "eac_1", "provider": "oauth_github", "provider_user_id": id, "email_address": email}]});
    let email = |status: &str| {
        json!({"email_addresses": [{"id": "idn_1", "email_address": "a@one.test", "verification": {"status": "verified"}},
            {"id": "idn_2", "email_address": "b@one.test", "verification": {"status": status}}]})
    };
    let passkey = |id: &str| json!({"passkeys": [{"id": id, "name": "laptop", "last_used_at": 1}]});
    let wallet =
        json!({"web3_wallets": [{"id": "idn_w", "web3_wallet": "0xaa", "verification": {"status": "verified"}}]});
    let metadata = |role: &str| json!({"public_metadata": {"role": role, "plan": "free"}});
    vec![
        (
            none(),
            json!({"bypass_client_trust": true}),
            "client_trust_bypassed",
            "bypass_client_trust",
            "bypass_client_trust",
        ),
        (
            none(),
            sso("enterprise_accounts", none()),
            "account_connected",
            "saml_okta (a@corp.test)",
            "enterprise_accounts",
        ),
        (
            sso("enterprise_accounts", none()),
            sso("enterprise_accounts", json!({"email_address": "mallory@corp.test"})),
            "account_changed",
            "mallory@corp.test",
            "enterprise_accounts",
        ),
        (
            sso("saml_accounts", none()),
            sso("saml_accounts", json!({"active": false})),
            "account_changed",
            "is now off",
            "saml_accounts",
        ),
        (
            account("100", "a@one.test"),
            account("999", "mallory@two.test"),
            "account_changed",
            "from 100 to 999",
            "external_accounts",
        ),
        (
            none(),
            phone(json!({"reserved_for_second_factor": true})),
            "mfa_changed phone_added",
            "+15550100",
            "phone_numbers",
        ),
        (phone(none()), two, "phone_added", "+15550101", "phone_numbers"),
        (
            phone(none()),
            phone(json!({"reserved_for_second_factor": true})),
            "mfa_changed",
            "second factor",
            "phone_numbers",
        ),
        (none(), wallet, "wallet_added", "0xaa", "web3_wallets"),
        (email("unverified"), email("verified"), "email_verified", "b@one.test", "email_addresses"),
        (
            json!({"delete_self_enabled": true}),
            json!({"delete_self_enabled": false}),
            "user_rights_changed",
            "delete_self_enabled",
            "delete_self_enabled",
        ),
        (none(), json!({"foo_enabled": true}), "other_fields_changed", "foo_enabled", "foo_enabled"),
        (metadata("user"), metadata("admin"), "metadata_changed", "role", "public_metadata"),
        (passkey("idn_k"), passkey("idn_l"), "passkey_removed passkey_added", "laptop", "passkeys"),
        (
            none(),
            json!({"password_last_updated_at": (BEGIN + 9) * 1_000}),
            "password_changed",
            "password",
            "password_last_updated_at",
        ),
        (
            json!({"banned": true}),
            json!({"banned": null}),
            "user_updated",
            "is no longer reported; it was on",
            "banned",
        ),
        (
            none(),
            json!({"delete_self_enabled": false}),
            "user_updated",
            "is reported for the first time: off",
            "delete_self_enabled",
        ),
        (
            none(),
            json!({"email_addresses": [{"id": "idn_1", "email_address": "a@one.test", "verification": {}}]}),
            "email_updated",
            "verification is no longer reported",
            "email_addresses",
        ),
        (
            sso("saml_accounts", none()),
            sso("saml_accounts", json!({"active": null})),
            "user_updated",
            "use for signing in is no longer reported",
            "saml_accounts",
        ),
        (
            json!({"scim": {"directory_id": "dir_1"}}),
            json!({"scim": {}}),
            "user_updated",
            "is no longer reported; it was dir_1",
            "scim_directory_id",
        ),
        (
            json!({"passkeys": [{"name": "laptop"}]}),
            json!({"passkeys": [{"name": "laptop"}, {"name": "laptop"}]}),
            "passkey_added",
            "laptop",
            "passkeys",
        ),
        (
            email("unverified"),
            json!({"email_addresses": [{"id": "idn_1", "email_address": "a@one.test",
                "verification": {"status": "verified"}},
                {"id": "idn_2", "email_address": "b@one.test", "verification": null}]}),
            "email_updated",
            "its verification was removed; it was unverified",
            "email_addresses",
        ),
        (
            json!({"backup_code_enabled": true}),
            none(),
            "user_updated",
            "The backup codes of a@one.test are no longer reported; they were on",
            "backup_code_enabled",
        ),
        (
            json!({"backup_code_enabled": true}),
            json!({"backup_code_enabled": false}),
            "mfa_changed",
            "are now off",
            "backup_code_enabled",
        ),
        (
            none(),
            json!({"public_metadata": {"a": 1, "b": 2}}),
            "metadata_changed",
            "a, b were added",
            "public_metadata",
        ),
        (none(), json!({"public_metadata": {LONG: 1}}), "metadata_changed", "nn… was added", "public_metadata"),
        (none(), json!({LONG: 1}), "other_fields_changed", "nn…", &LONG[..128]),
        (
            json!({"locked": true, "lockout_expires_in_seconds": 600}),
            json!({"locked": true}),
            "user_updated",
            "The end of the lock-out of a@one.test is no longer reported; it was 2026-09-21 14:23:20 UTC",
            "lockout_expires_at",
        ),
        (none(), json!({"phone_numbers": ["+15550100"]}), "other_fields_changed", "phone numbers", "phone_numbers"),
        (
            json!({"locked": true, "lockout_expires_in_seconds": 3_600}),
            json!({"locked": true, "lockout_expires_in_seconds": null}),
            "user_locked",
            "is locked out without an end",
            "lockout_expires_at",
        ),
        (
            json!({"sso_policy": {"attempts": 3}}),
            json!({"sso_policy": {"attempts": 5}}),
            "other_fields_changed",
            "sso_policy",
            "sso_policy",
        ),
        (
            none(),
            json!({"primary_email_address_id": null}),
            "email_changed",
            "The primary e-mail address of user_31 was unset; it was a@one.test",
            "primary_email",
        ),
    ]
}

async fn get(app: &TestServer, path: &str) -> Value {
    let (status, answer) = app.get(path).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

on_both!(every_way_in_is_told_everywhere, |db| async {
    let app = TestServer::serve(&db).await;
    for (number, (before, after, ..)) in cases().into_iter().enumerate() {
        let id = format!("user_{number}");
        for (verb, seconds, more) in [("created", 0, before), ("updated", 10, after)] {
            let data = user(&id, seconds, &more);
            let body = body(&format!("user.{verb}"), seconds, "ins_main", &data);
            assert_eq!(app.deliver(&format!("msg_{number}_{verb}"), body).await.0, 200);
        }
    }
    app.settle().await;
    for (number, (before, after, actions, says, field)) in cases().into_iter().enumerate() {
        let row = get(&app, &format!("/v1/activity/msg_{number}_updated")).await;
        let context = format!("{before} to {after}: {row:#}");
        let expected: Vec<&str> = actions.split(' ').collect();
        assert_eq!(row["actions"], json!(expected), "{context}");
        let summary = row["summary"].as_str().expect("a sentence");
        assert!(summary.contains(says) && !summary.contains("nothing that is audited"), "{context}");
        let of_field = |changes: &Value| -> Vec<Value> {
            let changes = changes.as_array().expect("changes").iter();
            // A long name is cut, and ends in a digest of the whole.
            let cut = format!("{field}…");
            let is_it = |name: &str| name == field || name.starts_with(&cut);
            changes.filter(|change| change["field"].as_str().is_some_and(is_it)).cloned().collect()
        };
        let told = of_field(&row["changes"]);
        assert!(!told.is_empty(), "{context}");
        let diff =
            get(&app, &format!("/v1/users/user_{number}/diff?from=msg_{number}_created&to=msg_{number}_updated")).await;
        assert_eq!(of_field(&diff["changes"]), told, "{context} and {diff:#}");
        let history = get(&app, &format!("/v1/users/user_{number}/history?limit=1")).await;
        assert_eq!(of_field(&history["data"][0]["changes"]), told, "{context} and {history:#}");
        // Nothing else is told to have changed, but when.
        let names = |changes: &Value| -> Vec<Value> {
            let changes = changes.as_array().expect("changes").iter().map(|change| change["field"].clone());
            changes.filter(|name| name != "updated_at").collect()
        };
        assert_eq!(names(&row["changes"]), names(&diff["changes"]), "{context} and {diff:#}");
        // Values of metadata are in no answer of a view.
        let shown = [&row["summary"], &row["changes"], &diff["changes"]];
        assert!(shown.iter().all(|shown| !shown.to_string().contains("admin")), "{context}");
    }
    let known = get(&app, "/v1/users/user_6").await;
    let numbers: Vec<&Value> =
        known["phone_numbers"].as_array().expect("a list").iter().map(|of| &of["phone_number"]).collect();
    assert_eq!(numbers, ["+15550100", "+15550101"]);
    assert_eq!(
        (&known["email_addresses"][0]["verification"], &known["web3_wallets"]),
        (&json!("verified"), &json!([]))
    );
    let known = get(&app, "/v1/users/user_4").await;
    assert_eq!(known["external_accounts"][0]["provider_user_id"], "999");
    assert_eq!(get(&app, "/v1/users/user_0").await["bypass_client_trust"], true);
    let found = get(&app, "/v1/activity?action=other_fields_changed").await;
    assert_eq!(found["data"].as_array().expect("rows").len(), 4);
});

/// Whatever is declared as audited, and not only as a digest, is a field of the answer.
#[test]
fn every_audited_field_is_in_an_answer() {
    use gatelog::views::audited::{Field, FieldKind, MEMBERSHIP, ORGANIZATION, USER};
    let document: Value = serde_json::from_str(&gatelog::api::document()).expect("JSON");
    let properties = |schema: &str| document["components"]["schemas"][schema]["properties"].clone();
    let missing = |schema: &str, fields: &[Field]| -> Vec<&'static str> {
        let shown = properties(schema);
        let fields = fields.iter().filter(|field| !matches!(field.kind, FieldKind::Keys(_)));
        fields.map(|field| field.name).filter(|name| shown.get(*name).is_none()).collect()
    };
    for (schema, fields) in [("User", USER), ("Organization", ORGANIZATION), ("Membership", MEMBERSHIP)] {
        assert_eq!(missing(schema, fields), [] as [&str; 0], "{schema}");
    }
    for field in USER {
        let FieldKind::Elements(elements) = field.kind else { continue };
        let schema = match field.name {
            "email_addresses" => "EmailAddress",
            "phone_numbers" => "PhoneNumber",
            "web3_wallets" => "Web3Wallet",
            "passkeys" => "Passkey",
            _ => "ExternalAccount",
        };
        assert_eq!(missing(schema, elements.fields), [] as [&str; 0], "{schema}");
    }
}

on_both!(a_role_that_permits_more_is_told, |db| async {
    let app = TestServer::serve(&db).await;
    let permission = json!({"object": "permission", "id": "perm_1", "key": "org:billing:manage", "name": "Billing"});
    let role = |permissions: &[&Value]| json!({"object": "role", "id": "role_1", "name": "Editor", "key": "org:editor", "permissions": permissions});
    for (at, (verb, data)) in (1_i64..).zip([
        ("created", role(&[])),
        ("updated", role(&[&permission])),
        ("updated", role(&[&permission])),
        ("deleted", json!({"object": "role", "id": "role_1", "deleted": true})),
    ]) {
        let body = body(&format!("role.{verb}"), at * 10, "ins_main", &data);
        assert_eq!(app.deliver(&format!("msg_{at}"), body).await.0, 200);
    }
    app.settle().await;
    for (id, action, summary) in [
        ("msg_2", "role_changed", "The permissions of the role Editor now include Billing (org:billing:manage)"),
        ("msg_3", "role.updated", "Event role.updated: Editor"),
        ("msg_4", "role.deleted", "Event role.deleted: Editor"),
    ] {
        let (_, row) = app.get(&format!("/v1/activity/{id}")).await;
        assert_eq!((&row["actions"], &row["summary"]), (&json!([action]), &json!(summary)), "{row:#}");
    }
});

on_both!(a_ban_that_ends_behind_a_body_without_it_is_told, |db| async {
    let app = TestServer::serve(&db).await;
    let bans = [json!({"banned": true}), json!({}), json!({"banned": false})];
    for (at, ban) in (1_i64..).zip(&bans) {
        let mut user = user("user_ada", at * 10, &json!({}));
        user.as_object_mut().expect("an object").remove("banned");
        let body = body("user.updated", at * 10, "ins_main", &merged(user, ban));
        assert_eq!(app.deliver(&format!("msg_{at}"), body).await.0, 200);
    }
    app.settle().await;
    let (_, page) = app.get("/v1/activity?action=user_unbanned").await;
    assert_eq!(page["data"][0]["svix_id"], "msg_3", "{page:#}");
    let unbanned = |changes: &Value| {
        let changes = changes.as_array().expect("a list").iter();
        let ban: Vec<&Value> = changes.filter(|change| change["field"] == "banned").collect();
        assert_eq!((&ban[0]["from"], &ban[0]["to"]), (&json!(true), &json!(false)), "{ban:?}");
        assert_eq!(ban[0]["actions"], json!(["user_unbanned"]), "{ban:?}");
    };
    unbanned(&page["data"][0]["changes"]);
    let (_, history) = app.get("/v1/users/user_ada/history?order=asc").await;
    unbanned(&history["data"][2]["changes"]);
    let versions = history["data"].as_array().expect("versions").iter();
    let positions: Vec<String> = versions.map(|version| version["position"].to_string()).collect();
    for (from, to) in [("msg_2".to_owned(), "msg_3".to_owned()), (positions[1].clone(), positions[2].clone())] {
        let (_, diff) = app.get(&format!("/v1/users/user_ada/diff?from={from}&to={to}")).await;
        unbanned(&diff["changes"]);
    }
});
