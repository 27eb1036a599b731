//! What an update means, one rule each, on the smallest history that shows it.

use gatelog::{
    event::{
        Source,
        clerk::{Data, ExternalAccount, Membership, Organization, Session, User},
    },
    views::activity::{ACTIONS, Action, ActivityRow, Change},
};

use super::{
    chains::{followed, rebuilt},
    events::{after_noon, deleted, micros_after_noon, orders, said, session, with_session},
    history::Said,
};

/// `user_ada` as she is at some moment.
fn updated(id: &str, second: i64, change: impl FnOnce(&mut User<'static>)) -> Said {
    described("user.updated", id, second, change)
}

fn described(name: &str, id: &str, second: i64, change: impl FnOnce(&mut User<'static>)) -> Said {
    let mut user = User {
        id: "user_ada".into(),
        primary_email: Some("ada@example.org".into()),
        emails: vec!["ada@example.org".into()],
        first_name: Some("Ada".into()),
        banned: Some(false),
        locked: Some(false),
        password_enabled: Some(true),
        two_factor_enabled: Some(true),
        totp_enabled: Some(true),
        backup_code_enabled: Some(false),
        updated_at: Some(after_noon(second)),
        ..User::default()
    };
    change(&mut user);
    said(name, id, second, Data::User(Box::new(user)))
}

/// The rows of events that arrive in the order in which they stand, by event id.
fn rows(history: &[Said]) -> Vec<ActivityRow> {
    let events = (0..).zip(history).map(|(position, said)| (said.recorded(position, after_noon(0)), said.body.clone()));
    let batches: Vec<_> = events.map(|event| vec![event]).collect();
    let rows = followed(&batches);
    assert_eq!(rows, rebuilt(&[batches.concat()]));
    rows.into_values().collect()
}

/// The row of an event, of a history that arrives in any order.
fn row(id: &str, history: &[Said]) -> ActivityRow {
    let rows = orders(history.len()).into_iter().map(|order| {
        let arrived: Vec<Said> = order.into_iter().map(|index| history[index].clone()).collect();
        let row = rows(&arrived).into_iter().find(|row| row.svix_id == id).expect("every event has a row");
        ActivityRow { position: 0, revised_at_position: None, ..row }
    });
    let mut rows: Vec<ActivityRow> = rows.collect();
    rows.dedup();
    assert_eq!(rows.len(), 1, "the order of arrival matters");
    rows.remove(0)
}

fn actions(row: &ActivityRow) -> Vec<String> {
    serde_json::from_str(&row.actions).expect("a JSON array")
}

/// `field: from → to`, by field.
fn changes(row: &ActivityRow) -> Vec<String> {
    let changes: Vec<Change> =
        row.changes.as_deref().map_or(Vec::new(), |json| serde_json::from_str(json).expect("JSON"));
    let shown = |value: Option<serde_json::Value>| value.map_or_else(|| "none".to_owned(), |value| value.to_string());
    let mut told: Vec<String> = changes
        .into_iter()
        .map(|change| format!("{}: {} → {}", change.field, shown(change.from), shown(change.to)))
        .collect();
    told.sort();
    told
}

/// What the second of two updates did; whoever changes nothing there is Ada as she was.
fn between(
    before: impl FnOnce(&mut User<'static>),
    after: impl FnOnce(&mut User<'static>),
) -> (Vec<String>, Vec<String>) {
    let row = row("msg_b", &[updated("msg_a", 10, before), updated("msg_b", 20, after)]);
    (actions(&row), changes(&row))
}

fn action(before: impl FnOnce(&mut User<'static>), after: impl FnOnce(&mut User<'static>)) -> String {
    between(before, after).0.join(" ")
}

#[test]
fn an_email_change_does_not_hide_behind_a_ban() {
    let (actions, changes) = between(
        |_| {},
        |user| {
            user.banned = Some(true);
            user.primary_email = Some("eve@example.org".into());
        },
    );
    assert_eq!(actions, ["user_banned", "email_changed"]);
    let email = r#"primary_email: "ada@example.org" → "eve@example.org""#;
    assert_eq!(changes, ["banned: false → true", email]);
}

#[test]
fn a_late_event_changes_what_the_next_one_meant() {
    let created = described("user.created", "msg_a", 0, |_| {});
    let banned = updated("msg_b", 10, |user| user.banned = Some(true));
    let renamed = updated("msg_c", 20, |user| {
        user.banned = Some(true);
        user.first_name = Some("Augusta".into());
    });
    let before = rows(&[created.clone(), renamed.clone()]);
    assert_eq!(actions(&before[1]), ["user_banned"]);
    assert_eq!(before[1].revised_at_position, None);
    let after = rows(&[created, renamed, banned]);
    assert_eq!(actions(&after[1]), ["user_banned"]);
    assert_eq!((actions(&after[2]), after[2].revised_at_position), (vec!["user_updated".to_owned()], Some(2)));
    assert_eq!(changes(&after[2]), [r#"first_name: "Ada" → "Augusta""#]);
    assert_eq!(after[1].revised_at_position, None, "the late event itself came after what it is compared with");
}

#[test]
fn the_first_known_snapshot_changes_nothing() {
    let banned = |name| described(name, "msg_a", 0, |user| user.banned = Some(true));
    for (name, action) in [("user.created", "user_created"), ("user.updated", "user_updated")] {
        let row = row("msg_a", &[banned(name)]);
        assert_eq!((actions(&row), row.changes.as_deref(), row.baseline), (vec![action.to_owned()], None, true));
    }
    let row = row("msg_b", &[banned("user.created"), updated("msg_b", 10, |user| user.banned = Some(true))]);
    assert_eq!((actions(&row), changes(&row).len(), row.baseline), (vec!["user_updated".to_owned()], 0, false));
}

#[test]
fn a_first_snapshot_that_turns_out_not_to_be_the_first_is_compared() {
    let later = updated("msg_b", 20, |user| user.banned = Some(true));
    let rows = rows(&[later, described("user.created", "msg_a", 0, |_| {})]);
    assert_eq!((actions(&rows[1]), rows[1].baseline), (vec!["user_banned".to_owned()], false));
    assert_eq!((rows[1].revised_at_position, rows[0].baseline), (Some(1), true));
}

#[test]
fn neither_an_embedded_snapshot_nor_a_deletion_is_a_link() {
    let poor = User { id: "user_ada".into(), updated_at: Some(after_noon(15)), ..User::default() };
    let session = Session { user: Some(Box::new(poor)), ..session("active", 15) };
    let history = [
        updated("msg_a", 10, |_| {}),
        with_session("session.created", "msg_s", 15, session),
        deleted("msg_d", 16),
        updated("msg_b", 20, |_| {}),
    ];
    let row = row("msg_b", &history);
    assert_eq!((actions(&row), row.changes), (vec!["user_updated".to_owned()], None));
}

#[test]
fn chains_are_of_one_subject_and_one_sender() {
    let mut theirs = updated("msg_b", 20, |user| user.banned = Some(true));
    theirs.source = Source::recorded("staging");
    assert!(row("msg_b", &[updated("msg_a", 10, |_| {}), theirs]).baseline);
    let other = updated("msg_b", 20, |user| user.id = "user_bob".into());
    assert!(row("msg_b", &[updated("msg_a", 10, |_| {}), other]).baseline);
}

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

#[test]
fn a_role_change_names_both_roles_and_an_old_spelling_is_none() {
    let member = |name, id, second, role: &'static str| {
        let membership = Membership {
            id: "orgmem_1".into(),
            role: Some(role.into()),
            updated_at: Some(after_noon(second)),
            ..Membership::default()
        };
        said(name, id, second, Data::Membership(Box::new(membership)))
    };
    let history = [
        member("organizationMembership.created", "msg_a", 0, "basic_member"),
        member("organizationMembership.updated", "msg_b", 10, "org:member"),
        member("organizationMembership.updated", "msg_c", 20, "org:admin"),
        // A deletion has the whole shape, and an old time.
        member("organizationMembership.deleted", "msg_d", 15, "org:other"),
    ];
    assert_eq!(actions(&row("msg_a", &history)), ["member_added"]);
    assert_eq!(actions(&row("msg_b", &history)), ["member_updated"]);
    let role = row("msg_c", &history);
    assert_eq!(
        (actions(&role), changes(&role)),
        (vec!["member_role_changed".to_owned()], vec![r#"role: "org:member" → "org:admin""#.to_owned()])
    );
    let gone = row("msg_d", &history);
    assert_eq!((actions(&gone), gone.chain, gone.snapshot), (vec!["member_removed".to_owned()], None, None));
}

#[test]
fn an_organization_is_renamed_or_updated() {
    let organization = |id, second, name: &'static str, slug: &'static str| {
        let organization = Organization {
            id: "org_1".into(),
            name: Some(name.into()),
            slug: Some(slug.into()),
            updated_at: Some(after_noon(second)),
            ..Organization::default()
        };
        said("organization.updated", id, second, Data::Organization(Box::new(organization)))
    };
    let history = [
        organization("msg_a", 0, "Acme", "acme"),
        organization("msg_b", 10, "Acme Ltd", "acme"),
        organization("msg_c", 20, "Acme Ltd", "acme-ltd"),
    ];
    let renamed = row("msg_b", &history);
    assert_eq!(actions(&renamed), ["organization_renamed"]);
    assert_eq!(changes(&renamed), [r#"name: "Acme" → "Acme Ltd""#]);
    let updated = row("msg_c", &history);
    assert_eq!(
        (actions(&updated), changes(&updated)),
        (vec!["organization_updated".to_owned()], vec![r#"slug: "acme" → "acme-ltd""#.to_owned()])
    );
}

#[test]
fn at_one_moment_a_creation_comes_before_an_update() {
    let history = [described("user.created", "msg_z", 0, |_| {}), updated("msg_a", 0, |user| user.banned = Some(true))];
    assert!(row("msg_z", &history).baseline);
    assert_eq!(actions(&row("msg_a", &history)), ["user_banned"]);
    assert_eq!(row("msg_a", &history).version_at, Some(micros_after_noon(0)));
}

#[test]
fn the_table_of_actions_is_in_order_and_complete() {
    for (place, (action, name, meaning)) in ACTIONS.iter().enumerate() {
        assert_eq!(*action as usize, place, "{name} stands elsewhere in the table than among the variants");
        assert_eq!((action.as_str(), Action::parse(name)), (*name, Some(*action)));
        assert!(!meaning.is_empty() && meaning.is_ascii(), "{name}");
    }
    assert!(ACTIONS.is_sorted_by_key(|(action, ..)| *action));
    assert_eq!(Action::parse("user.banned"), None);
    let (api, readme) = (gatelog::api::document(), include_str!("../../README.md"));
    for (_, name, meaning) in ACTIONS {
        assert!(api.contains(&format!("| `{name}` | {meaning} |")), "{name} is not in the document");
        assert!(readme.contains(&format!("`{name}`")), "{name} is not in the README");
    }
}
