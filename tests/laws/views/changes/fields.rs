//! When a field counts as changed, and what that is called: bodies as a sender writes them, before
//! and after.

use gatelog::{
    event::clerk::{Data, Membership, Organization, OtherData, User},
    views::activity::ActivityRow,
};
use serde_json::{Value, json};

use super::{
    super::{
        events::{after_noon, said},
        history::{Said, more},
    },
    actions, between, changes, row, rows, updated,
};

/// Gives a user these fields.
fn with(fields: &Value) -> impl FnOnce(&mut User<'static>) + use<> {
    let object = more(fields);
    |user| user.object = object
}

/// The actions and the changes of a second update that differs in this from the first.
fn turned(before: &Value, after: &Value) -> (String, Vec<String>) {
    let (actions, changes) = between(with(before), with(after));
    (actions.join(" "), changes)
}

fn action(before: &Value, after: &Value) -> String {
    turned(before, after).0
}

fn millis(second: i64) -> i64 {
    after_noon(second).millis()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases, read as a whole")]
fn every_way_in_has_an_action_of_its_own() {
    let email = |status: Value| json!({"id": "idn_2", "email_address": "x@example.org", "verification": status});
    let ada = json!({"id": "idn_ada@example.org", "email_address": "ada@example.org"});
    let phone = |more: Value| {
        let mut phone = json!({"id": "idn_p", "phone_number": "+431", "verification": {"status": "verified"}});
        phone.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        json!({"phone_numbers": [phone]})
    };
    let account = |list: &str, more: Value| {
        let mut account = json!({"id": "acc_1", "provider": "oauth_github", "provider_user_id": "100", "active": true,
            "email_address": "a@example.org", "verification": {"status": "verified"}});
        account.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        json!({list: [account]})
    };
    let lists = |name: &str, elements: &[Value]| json!({name: elements});
    let verified = || json!({"status": "verified"});
    let (one, other) = (json!({"id": "idn_k", "name": "key"}), json!({"id": "idn_l", "name": "key"}));
    let wallet = |status: &str| json!({"id": "idn_w", "web3_wallet": "0xaa", "verification": {"status": status}});
    let cases: Vec<(&str, Value, Value)> = vec![
        (
            "email_added",
            lists("email_addresses", std::slice::from_ref(&ada)),
            lists("email_addresses", &[ada.clone(), email(Value::Null)]),
        ),
        (
            "email_removed",
            lists("email_addresses", &[ada.clone(), email(verified())]),
            lists("email_addresses", std::slice::from_ref(&ada)),
        ),
        (
            "email_verified",
            lists("email_addresses", &[email(Value::Null)]),
            lists("email_addresses", &[email(verified())]),
        ),
        (
            "email_updated",
            lists("email_addresses", &[email(verified())]),
            lists("email_addresses", &[email(Value::Null)]),
        ),
        ("phone_added", lists("phone_numbers", &[]), phone(json!({}))),
        ("mfa_changed phone_added", lists("phone_numbers", &[]), phone(json!({"reserved_for_second_factor": true}))),
        ("phone_removed", phone(json!({})), lists("phone_numbers", &[])),
        ("phone_verified", phone(json!({"verification": null})), phone(json!({}))),
        ("phone_updated", phone(json!({})), phone(json!({"phone_number": "+432"}))),
        ("phone_updated", phone(json!({"backup_codes": ["1"]})), phone(json!({"backup_codes": ["2"]}))),
        ("mfa_changed", phone(json!({})), phone(json!({"reserved_for_second_factor": true}))),
        ("mfa_changed", phone(json!({"default_second_factor": true})), phone(json!({"default_second_factor": false}))),
        ("wallet_added", json!({}), lists("web3_wallets", &[wallet("verified")])),
        ("wallet_removed", lists("web3_wallets", &[wallet("verified")]), lists("web3_wallets", &[])),
        (
            "wallet_verified",
            lists("web3_wallets", &[wallet("unverified")]),
            lists("web3_wallets", &[wallet("verified")]),
        ),
        ("passkey_removed passkey_added", lists("passkeys", std::slice::from_ref(&one)), lists("passkeys", &[other])),
        ("passkey_updated", lists("passkeys", &[one]), lists("passkeys", &[json!({"id": "idn_k", "name": "phone"})])),
        ("client_trust_bypassed", json!({}), json!({"bypass_client_trust": true})),
        ("client_trust_restored", json!({"bypass_client_trust": true}), json!({})),
        ("user_rights_changed", json!({"delete_self_enabled": true}), json!({"delete_self_enabled": false})),
        (
            "user_rights_changed",
            json!({"create_organization_enabled": false}),
            json!({"create_organization_enabled": true}),
        ),
        ("user_rights_changed", json!({"create_organizations_limit": 1}), json!({"create_organizations_limit": null})),
        ("legal_accepted", json!({"legal_accepted_at": null}), json!({"legal_accepted_at": millis(15)})),
        ("directory_changed", json!({"scim": null}), json!({"scim": {"directory_id": "dir_1", "external_id": "7"}})),
        ("directory_changed", json!({"scim": {"external_id": "7"}}), json!({"scim": {"external_id": "8"}})),
        ("profile_changed", json!({"locale": "en-US"}), json!({"locale": "de-AT"})),
        ("profile_changed", json!({}), json!({"last_name": "King"})),
        ("password_changed", json!({}), json!({"password_last_updated_at": millis(15)})),
        ("password_removed", json!({}), json!({"password_enabled": false})),
        ("mfa_disabled", json!({}), json!({"two_factor_enabled": false})),
        ("mfa_changed", json!({}), json!({"totp_enabled": false})),
        ("user_locked", json!({"locked": false}), json!({"locked": true})),
        ("user_banned", json!({}), json!({"banned": true})),
        ("user_deprovisioned", json!({}), json!({"deprovisioned": true})),
        ("username_changed", json!({}), json!({"username": "ada"})),
        ("external_id_changed", json!({}), json!({"external_id": "crm/1"})),
        ("other_fields_changed", json!({}), json!({"foo_enabled": true})),
        ("other_fields_changed", json!({"foo": {"bar": [1, 2]}}), json!({"foo": {"bar": [1, 3]}})),
        ("metadata_changed", json!({"unsafe_metadata": {}}), json!({"unsafe_metadata": {"a": 1}})),
    ];
    for (expected, before, after) in &cases {
        assert_eq!(action(before, after), *expected, "{before} to {after}");
    }
    for list in ["external_accounts", "saml_accounts", "enterprise_accounts"] {
        let same = || account(list, json!({}));
        assert_eq!(action(&lists(list, &[]), &same()), "account_connected", "{list}");
        assert_eq!(action(&same(), &lists(list, &[])), "account_disconnected", "{list}");
        assert_eq!(action(&account(list, json!({"verification": null})), &same()), "account_verified", "{list}");
        for other in [
            json!({"provider_user_id": "999"}),
            json!({"email_address": "mallory@example.org"}),
            json!({"active": false}),
            json!({"provider": "oauth_gitlab"}),
            json!({"verification": {"status": "unverified"}}),
            json!({"saml_connection": {"id": "samlc_1", "active": false}}),
            json!({"label": "mine"}),
        ] {
            let before = if other.get("saml_connection").is_some() {
                account(list, json!({"saml_connection": {"id": "samlc_1", "active": true}}))
            } else {
                same()
            };
            assert_eq!(action(&before, &account(list, other.clone())), "account_changed", "{list} {other}");
        }
    }
    let primary = action(
        &json!({"web3_wallets": [wallet("verified")], "primary_web3_wallet_id": null}),
        &json!({"web3_wallets": [wallet("verified")], "primary_web3_wallet_id": "idn_w"}),
    );
    assert_eq!(primary, "wallet_changed");
}

#[test]
fn an_older_spelling_of_an_account_is_no_change() {
    let old = json!([{"object": "google_account", "id": "eac_1", "google_id": "100", "given_name": "Ada"}]);
    let new = json!([{"object": "external_account", "id": "eac_1", "provider_user_id": "100", "first_name": "Ada"}]);
    assert_eq!(action(&json!({"external_accounts": old}), &json!({"external_accounts": new})), "user_updated");
    let swapped = json!([{"object": "google_account", "id": "eac_1", "google_id": "999", "given_name": "Ada"}]);
    assert_eq!(action(&json!({"external_accounts": old}), &json!({"external_accounts": swapped})), "account_changed");
}

#[test]
fn counters_activity_times_and_images_are_no_change() {
    let user = |n: i64| {
        json!({"last_sign_in_at": millis(n), "last_active_at": millis(n), "image_url": n.to_string(), "has_image": n > 1,
            "profile_image_url": n.to_string(), "verification_attempts_remaining": n,
            "passkeys": [{"id": "idn_k", "last_used_at": n, "verification": {"status": "verified", "attempts": n, "nonce": n}}],
            "email_addresses": [{"id": "idn_1", "email_address": "ada@example.org", "updated_at": n,
                "verification": {"status": "verified", "attempts": n, "expire_at": n}}],
            "external_accounts": [{"id": "eac_1", "avatar_url": n.to_string(), "image_url": n.to_string(),
                "last_authenticated_at": n, "verification": {"external_verification_redirect_url": n.to_string()}}],
            "organization_memberships": [{"id": n}]})
    };
    assert_eq!(turned(&user(1), &user(2)), ("user_updated".to_owned(), Vec::new()));
}

#[test]
fn the_first_value_of_a_field_is_told_as_the_first() {
    let (actions, changes) = between(
        |user| {
            user.banned = None;
            user.locked = None;
            user.password_enabled = None;
            user.two_factor_enabled = None;
            user.totp_enabled = None;
            user.backup_code_enabled = None;
        },
        |user| {
            user.deprovisioned = Some(false);
            user.totp_enabled = None;
            user.object = more(&json!({"password_last_updated_at": millis(-100), "mfa_enabled_at": millis(10),
                "passkeys": [], "delete_self_enabled": true}));
        },
    );
    assert_eq!(actions, ["user_updated"]);
    let first = |field: &str, value: Value| format!("{field}: none → {value}, first told");
    assert_eq!(
        changes,
        [
            first("backup_code_enabled", json!(false)),
            first("delete_self_enabled", json!(true)),
            first("mfa_enabled_at", json!(after_noon(10).to_string())),
            first("password_enabled", json!(true)),
            first("password_last_updated_at", json!(after_noon(-100).to_string())),
            first("two_factor_enabled", json!(true)),
        ]
    );
}

#[test]
fn a_field_that_is_no_longer_sent_is_told_and_no_action() {
    let before = json!({"banned": true, "mfa_enabled_at": millis(1), "passkeys": [{"id": "idn_1"}], "locale": "en"});
    let (actions, changes) = between(
        |user| {
            user.banned = None;
            user.object = more(&before);
        },
        |user| {
            user.banned = None;
            user.two_factor_enabled = None;
        },
    );
    assert_eq!(actions, ["user_updated"]);
    let gone = |field: &str, value: Value| format!("{field}: {value} → none, no longer reported");
    assert_eq!(
        changes,
        [
            gone("banned", json!(true)),
            gone("locale", json!("en")),
            gone("mfa_enabled_at", json!(after_noon(1).to_string())),
            "passkeys: none → none, no longer reported".to_owned(),
            gone("two_factor_enabled", json!(true)),
        ]
    );
}

#[test]
fn a_ban_older_than_its_field_is_shown_rather_than_hidden() {
    let (actions, _) = between(|user| user.banned = None, |user| user.banned = Some(true));
    assert_eq!(actions, ["user_banned"]);
}

#[test]
fn times_tell_of_what_flags_that_are_the_same_again_do_not() {
    let toggled = action(
        &json!({"mfa_enabled_at": millis(1), "mfa_disabled_at": null}),
        &json!({"mfa_enabled_at": millis(18), "mfa_disabled_at": millis(15)}),
    );
    assert_eq!(toggled, "mfa_disabled mfa_enabled");
    let disabled = turned(
        &json!({"mfa_enabled_at": millis(1)}),
        &json!({"mfa_enabled_at": millis(1), "mfa_disabled_at": millis(15), "two_factor_enabled": false}),
    );
    assert_eq!(disabled.0, "mfa_disabled");
    let shown = format!("mfa_disabled_at: none → \"{}\"", after_noon(15));
    assert_eq!(disabled.1, [shown, "two_factor_enabled: true → false".to_owned()]);
}

#[test]
fn a_second_lock_out_is_told_and_one_that_goes_on_is_not() {
    let locked = |id, second, remaining: Option<i64>| {
        updated(id, second, |user| {
            user.locked = Some(true);
            user.lockout_expires_in_seconds = remaining;
        })
    };
    let history = [
        locked("msg_a", 0, Some(3_600)),
        locked("msg_b", 1_200, Some(2_399)),
        locked("msg_c", 4_000, Some(3_600)),
        locked("msg_d", 4_001, None),
    ];
    assert_eq!(actions(&row("msg_b", &history)), ["user_updated"]);
    assert_eq!(changes(&row("msg_b", &history)), [] as [String; 0]);
    assert_eq!(actions(&row("msg_c", &history)), ["user_locked"]);
    let (from, to) = (after_noon(3_599), after_noon(7_600));
    assert_eq!(changes(&row("msg_c", &history)), [format!("lockout_expires_at: \"{from}\" → \"{to}\"")]);
    assert_eq!(changes(&row("msg_d", &history)), [format!("lockout_expires_at: \"{to}\" → none")]);
    assert_eq!(actions(&row("msg_d", &history)), ["user_locked"], "it goes on for ever");
}

#[test]
fn the_order_of_a_list_is_no_change() {
    let (actions, changes) =
        between(|user| user.emails = vec!["a".into(), "b".into()], |user| user.emails = vec!["b".into(), "a".into()]);
    assert_eq!((actions, changes.len()), (vec!["user_updated".to_owned()], 0));
    let lists = |order: [i32; 2]| json!({"foo": order, "phone_numbers": [{"id": "p", "linked_to": order}]});
    assert_eq!(action(&lists([1, 2]), &lists([2, 1])), "user_updated");
}

#[test]
fn metadata_is_told_by_its_keys_and_never_kept() {
    let secret = |salary: &str, more: Value| {
        let mut metadata = json!({"salary": salary});
        metadata.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        with(&json!({"private_metadata": metadata}))
    };
    let history = [
        updated("msg_a", 10, secret("12345", json!({"gone": 1}))),
        updated("msg_b", 20, secret("54321", json!({"new": [1, {"a": 1, "b": 2}]}))),
        updated("msg_c", 30, |user| {
            user.object = br#"{"private_metadata": {"new":[1,{"b":2, "a":1}],"sal\u0061ry":"54321"}}"#;
        }),
        updated("msg_d", 40, secret("54321", json!({"new": [{"a": 1, "b": 2}, 1]}))),
    ];
    let rows = rows(&history);
    assert_eq!(changes(&rows[1]), ["private_metadata: none → none, new added, gone removed, salary changed"]);
    assert_eq!(actions(&rows[2]), ["user_updated"], "it means the same");
    assert_eq!(changes(&rows[3]), ["private_metadata: none → none, new changed"], "its order is its writer's");
    assert!(rows.iter().all(|row| !format!("{row:?}").contains("54321")), "{rows:#?}");
}

#[test]
fn other_fields_are_told_by_their_names() {
    let (actions, changes) = turned(
        &json!({"foo_enabled": false, "birthday": "1815-12-10", "gender": "female"}),
        &json!({"foo_enabled": true, "birthday": "1815-12-10", "bar": {"z": "secret-7f3a"}}),
    );
    assert_eq!(actions, "other_fields_changed");
    assert_eq!(changes, ["bar: none → none", "foo_enabled: none → none", "gender: none → none"]);
    assert_eq!(
        action(&json!({}), &json!({"foo": null, "bar": [], "baz": {}, "off": false, "none": 0})),
        "user_updated"
    );
}

#[test]
fn a_value_of_another_kind_is_told_by_its_name() {
    let (actions, changes) = turned(&json!({"username": "ada"}), &json!({"username": {"deep": 1}}));
    assert_eq!((actions.as_str(), changes), ("other_fields_changed", vec!["username: none → none".to_owned()]));
}

/// The row of the second of two events of a family, whose descriptions hold this.
fn of_family(make: fn(&'static [u8]) -> Data<'static>, family: &str, before: &Value, after: &Value) -> ActivityRow {
    let event =
        |id, second, object: &Value| -> Said { said(&format!("{family}.updated"), id, second, make(more(object))) };
    row("msg_b", &[event("msg_a", 10, before), event("msg_b", 20, after)])
}

#[test]
fn settings_of_organizations_are_told() {
    let make =
        |object| Data::Organization(Box::new(Organization { id: "org_1".into(), object, ..Organization::default() }));
    let told = |before: Value, after: Value| {
        let row = of_family(make, "organization", &before, &after);
        (actions(&row).join(" "), changes(&row))
    };
    for (field, from, to) in [
        ("max_allowed_memberships", json!(5), json!(0)),
        ("admin_delete_enabled", json!(false), json!(true)),
        ("role_set_key", json!("role_set:default"), json!("role_set:wide")),
        ("slug", json!("looms"), json!("looms-ltd")),
    ] {
        let told = told(json!({field: from}), json!({field: to}));
        assert_eq!(told, ("organization_settings_changed".to_owned(), vec![format!("{field}: {from} → {to}")]));
    }
    let counters = |n: i64| {
        json!({"members_count": n, "pending_invitations_count": n, "missing_member_with_elevated_permissions": n > 1,
            "last_active_at": n, "image_url": n.to_string(), "logo_url": n.to_string(), "has_image": n > 1})
    };
    assert_eq!(told(counters(1), counters(2)), ("organization_updated".to_owned(), Vec::new()));
    let other = told(json!({"foo_enabled": false}), json!({"foo_enabled": true}));
    assert_eq!(other, ("other_fields_changed".to_owned(), vec!["foo_enabled: none → none".to_owned()]));
}

#[test]
fn permissions_and_metadata_of_memberships_are_told() {
    let make =
        |object| Data::Membership(Box::new(Membership { id: "orgmem_1".into(), object, ..Membership::default() }));
    let told = |before: Value, after: Value| {
        let row = of_family(make, "organizationMembership", &before, &after);
        (actions(&row).join(" "), changes(&row))
    };
    let permissions =
        told(json!({"permissions": ["b", "a"]}), json!({"permissions": ["a", "b", "org:billing:manage"]}));
    let change = r#"permissions: ["a","b"] → ["a","b","org:billing:manage"]"#;
    assert_eq!(permissions, ("member_permissions_changed".to_owned(), vec![change.to_owned()]));
    assert_eq!(told(json!({"permissions": ["a", "b"]}), json!({"permissions": ["b", "a"]})).0, "member_updated");
    let metadata = told(json!({}), json!({"public_metadata": {"owner": true}}));
    assert_eq!(metadata, ("metadata_changed".to_owned(), vec!["public_metadata: none → none, owner added".to_owned()]));
    let inside = |n: i64| json!({"organization": {"id": "org_1", "members_count": n}, "public_user_data": {"user_id": "u", "x": n}});
    assert_eq!(told(inside(1), inside(2)).0, "member_updated");
}

#[test]
fn what_a_role_permits_is_told() {
    let make = |object| Data::Other(OtherData { id: Some("role_1".into()), object, ..OtherData::default() });
    let with = |permissions: Value| json!({"name": "Editor", "key": "org:editor", "permissions": permissions});
    let permission = |id: &str| json!({"id": id, "key": "org:billing:manage", "name": "Billing", "type": "system"});
    let row = of_family(make, "role", &with(json!([])), &with(json!([permission("perm_1")])));
    assert_eq!(actions(&row), ["role_changed"]);
    assert_eq!(
        changes(&row),
        [r#"permissions: none → {"id":"perm_1","name":"Billing","key":"org:billing:manage","type":"system"}"#]
    );
    let row = of_family(make, "role", &with(json!([])), &with(json!([])));
    assert_eq!((actions(&row), changes(&row)), (vec!["role.updated".to_owned()], Vec::new()));
}

#[test]
fn whom_a_domain_lets_in_is_told() {
    let make = |object| Data::Other(OtherData { id: Some("orgdmn_1".into()), object, ..OtherData::default() });
    let told = |before: Value, after: Value| {
        let row = of_family(make, "organizationDomain", &before, &after);
        (actions(&row).join(" "), changes(&row))
    };
    let (actions, changes) =
        told(json!({"enrollment_mode": "manual_invitation"}), json!({"enrollment_mode": "automatic_invitation"}));
    assert_eq!(actions, "domain_enrollment_changed");
    assert_eq!(changes, [r#"enrollment_mode: "manual_invitation" → "automatic_invitation""#]);
    let verified = told(json!({"verification": null}), json!({"verification": {"status": "verified", "attempts": 1}}));
    assert_eq!(verified.0, "domain_verified");
    let counters = |n: i64| json!({"total_pending_invitations": n, "total_pending_suggestions": n});
    assert_eq!(told(counters(1), counters(2)), ("organizationDomain.updated".to_owned(), Vec::new()));
}
