//! When a field of a user counts as changed, and what that is called.

use gatelog::event::clerk::{ExternalAccount, User};

use super::{super::events::after_noon, action, actions, between, changes, rows, updated};

#[test]
fn every_security_relevant_change_has_an_action_of_its_own() {
    let at = |second| Some(after_noon(second));
    let account = |id: &'static str| ExternalAccount { id: id.into(), provider: Some("oauth_google".into()) };
    assert_eq!(action(|_| {}, |user| user.banned = Some(true)), "user_banned");
    assert_eq!(action(|user| user.banned = Some(true), |_| {}), "user_unbanned");
    assert_eq!(action(|_| {}, |user| user.locked = Some(true)), "user_locked");
    assert_eq!(action(|user| user.locked = Some(true), |_| {}), "user_unlocked");
    let deprovisioned = |user: &mut User<'static>| user.deprovisioned = Some(true);
    assert_eq!(action(|_| {}, deprovisioned), "user_deprovisioned");
    assert_eq!(action(deprovisioned, |user| user.deprovisioned = Some(false)), "user_reprovisioned");
    assert_eq!(action(|_| {}, |user| user.password_enabled = Some(false)), "password_removed");
    assert_eq!(action(|user| user.password_enabled = Some(false), |_| {}), "password_set");
    assert_eq!(action(|_| {}, |user| user.password_last_updated_at = at(20)), "password_changed");
    assert_eq!(action(|_| {}, |user| user.two_factor_enabled = Some(false)), "mfa_disabled");
    assert_eq!(action(|user| user.two_factor_enabled = Some(false), |_| {}), "mfa_enabled");
    assert_eq!(action(|_| {}, |user| user.totp_enabled = Some(false)), "mfa_changed");
    assert_eq!(action(|_| {}, |user| user.backup_code_enabled = Some(true)), "mfa_changed");
    assert_eq!(action(|_| {}, |user| user.primary_email = Some("x@example.org".into())), "email_changed");
    assert_eq!(action(|_| {}, |user| user.emails.push("x@example.org".into())), "email_added");
    assert_eq!(action(|_| {}, |user| user.emails.clear()), "email_removed");
    assert_eq!(action(|_| {}, |user| user.primary_phone = Some("+431".into())), "phone_changed");
    assert_eq!(action(|_| {}, |user| user.username = Some("ada".into())), "username_changed");
    assert_eq!(action(|_| {}, |user| user.external_id = Some("crm/1".into())), "external_id_changed");
    assert_eq!(action(|_| {}, |user| user.passkeys.push("idn_1".into())), "passkey_added");
    assert_eq!(action(|user| user.passkeys.push("idn_1".into()), |_| {}), "passkey_removed");
    assert_eq!(action(|_| {}, |user| user.external_accounts.push(account("eac_1"))), "account_connected");
    assert_eq!(action(|user| user.external_accounts.push(account("eac_1")), |_| {}), "account_disconnected");
    assert_eq!(action(|_| {}, |user| user.public_metadata = Some(b"{\"a\":1}")), "metadata_changed");
    assert_eq!(action(|user| user.private_metadata = Some(b"{\"a\":1}"), |_| {}), "metadata_changed");
    assert_eq!(action(|_| {}, |user| user.last_name = Some("King".into())), "user_updated");
    assert_eq!(action(|_| {}, |user| user.last_sign_in_at = at(20)), "user_updated");
}

#[test]
fn a_field_that_clerk_only_began_to_send_is_no_change() {
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
            user.password_last_updated_at = Some(after_noon(-100));
            user.mfa_enabled_at = Some(after_noon(10));
        },
    );
    assert_eq!((actions, changes.len()), (vec!["user_updated".to_owned()], 0));
}

#[test]
fn a_field_that_is_no_longer_sent_is_no_change() {
    let (actions, changes) = between(
        |user| {
            user.banned = Some(true);
            user.mfa_enabled_at = Some(after_noon(1));
        },
        |user| {
            user.banned = None;
            user.two_factor_enabled = None;
        },
    );
    assert_eq!((actions, changes.len()), (vec!["user_updated".to_owned()], 0));
}

#[test]
fn a_ban_older_than_its_field_is_shown_rather_than_hidden() {
    assert_eq!(action(|user| user.banned = None, |user| user.banned = Some(true)), "user_banned");
}

#[test]
fn times_tell_of_what_flags_that_are_the_same_again_do_not() {
    let at = |second| Some(after_noon(second));
    let toggled = action(
        |user| (user.mfa_enabled_at, user.mfa_disabled_at) = (at(1), None),
        |user| (user.mfa_enabled_at, user.mfa_disabled_at) = (at(18), at(15)),
    );
    assert_eq!(toggled, "mfa_disabled mfa_enabled");
    let disabled = between(
        |user| user.mfa_enabled_at = at(1),
        |user| {
            user.two_factor_enabled = Some(false);
            (user.mfa_enabled_at, user.mfa_disabled_at) = (at(1), at(15));
        },
    );
    assert_eq!(disabled.0, ["mfa_disabled"]);
    let shown = format!("mfa_disabled_at: none → \"{}\"", after_noon(15));
    assert_eq!(disabled.1, [shown, "two_factor_enabled: true → false".to_owned()]);
}

#[test]
fn the_order_of_a_list_is_no_change() {
    let (actions, changes) =
        between(|user| user.emails = vec!["a".into(), "b".into()], |user| user.emails = vec!["b".into(), "a".into()]);
    assert_eq!((actions, changes.len()), (vec!["user_updated".to_owned()], 0));
}

#[test]
fn metadata_is_told_apart_and_never_kept() {
    let secret = |user: &mut User<'static>| user.private_metadata = Some(br#"{"salary":"12345"}"#);
    let history = [
        updated("msg_a", 10, secret),
        updated("msg_b", 20, |user| user.private_metadata = Some(br#"{"salary":"54321"}"#)),
        updated("msg_c", 30, |user| user.private_metadata = Some(br#"{"salary":"54321"}"#)),
    ];
    let rows = rows(&history);
    assert_eq!(changes(&rows[1]), ["private_metadata: none → none"]);
    assert_eq!(rows[1].changes.as_deref(), Some(r#"[{"field":"private_metadata"}]"#));
    assert_eq!(actions(&rows[2]), ["user_updated"]);
    assert!(rows.iter().all(|row| !format!("{row:?}").contains("salary")), "{rows:#?}");
}
