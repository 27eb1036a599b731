//! What an update means, one rule each, on the smallest history that shows it.

mod fields;
mod gone;
mod mutations;

use gatelog::{
    event::{
        Source,
        clerk::{Data, Member, Membership, Organization, Session, User},
    },
    views::{
        activity::{ACTIONS, Action, ActivityRow},
        audited::{Change, KeyChanges},
    },
};
use serde_json::{Value, json};

use super::{
    chains::{followed, rebuilt},
    events::{after_noon, deleted, micros_after_noon, orders, said, session, with_session},
    history::{Said, more},
};

/// `user_ada` as she is at some moment.
pub fn updated(id: &str, second: i64, change: impl FnOnce(&mut User<'static>)) -> Said {
    described("user.updated", id, second, change)
}

pub fn described(name: &str, id: &str, second: i64, change: impl FnOnce(&mut User<'static>)) -> Said {
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
pub fn rows(history: &[Said]) -> Vec<ActivityRow> {
    let events = (0..).zip(history).map(|(position, said)| (said.recorded(position, after_noon(0)), said.body.clone()));
    let batches: Vec<_> = events.map(|event| vec![event]).collect();
    let rows = followed(&batches);
    assert_eq!(rows, rebuilt(&[batches.concat()]));
    rows.into_values().collect()
}

/// The row of an event, of a history that arrives in any order.
pub fn row(id: &str, history: &[Said]) -> ActivityRow {
    let rows = orders(history.len()).into_iter().map(|order| {
        let arrived: Vec<Said> = order.into_iter().map(|index| history[index].clone()).collect();
        let row = rows(&arrived).into_iter().find(|row| row.svix_id == id).expect("every event has a row");
        ActivityRow { position: 0, previous_position: None, revised_position: None, carried_from: None, ..row }
    });
    let mut rows: Vec<ActivityRow> = rows.collect();
    rows.dedup();
    assert_eq!(rows.len(), 1, "the order of arrival matters");
    rows.remove(0)
}

pub fn actions(row: &ActivityRow) -> Vec<String> {
    serde_json::from_str(&row.actions).expect("a JSON array")
}

/// `field: from → to`, by field.
pub fn changes(row: &ActivityRow) -> Vec<String> {
    let changes: Vec<Change> =
        row.changes.as_deref().map_or(Vec::new(), |json| serde_json::from_str(json).expect("JSON"));
    let shown = |value: Option<Value>| value.map_or_else(|| "none".to_owned(), |value| value.to_string());
    let mut told: Vec<String> = changes
        .into_iter()
        .map(|change| {
            let KeyChanges { added, removed, changed } = change.keys;
            let keys = [(added, "added"), (removed, "removed"), (changed, "changed")].into_iter();
            let keys = keys.filter(|(names, _)| !names.is_empty());
            let keys: Vec<String> = keys.map(|(names, what)| format!(", {} {what}", names.join(" "))).collect();
            let keys = keys.concat();
            let first = if change.first_seen { ", first told" } else { "" };
            let gone = if change.no_longer_reported { ", no longer reported" } else { "" };
            let again = if change.reported_again { ", reported again" } else { "" };
            format!("{}: {} → {}{keys}{first}{gone}{again}", change.field, shown(change.from), shown(change.to))
        })
        .collect();
    told.sort();
    told
}

/// What the second of two updates did; whoever changes nothing there is Ada as she was.
pub fn between(
    before: impl FnOnce(&mut User<'static>),
    after: impl FnOnce(&mut User<'static>),
) -> (Vec<String>, Vec<String>) {
    let row = row("msg_b", &[updated("msg_a", 10, before), updated("msg_b", 20, after)]);
    (actions(&row), changes(&row))
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
    assert_eq!(actions, ["user_banned", "email_changed", "email_added"]);
    let added = r#"email_addresses: none → {"id":"idn_eve@example.org","email_address":"eve@example.org"}"#;
    let email = r#"primary_email: "ada@example.org" → "eve@example.org""#;
    assert_eq!(changes, ["banned: false → true", added, email]);
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
    assert_eq!(actions(&before[1]), ["user_banned", "profile_changed"]);
    assert_eq!(before[1].revised_position, None);
    let after = rows(&[created, renamed, banned]);
    assert_eq!(actions(&after[1]), ["user_banned"]);
    assert_eq!((actions(&after[2]), after[2].revised_position), (vec!["profile_changed".to_owned()], Some(2)));
    assert_eq!(changes(&after[2]), [r#"first_name: "Ada" → "Augusta""#]);
    assert_eq!(after[1].revised_position, None, "the late event itself came after what it is compared with");
}

#[test]
fn a_late_event_changes_what_later_ones_meant_as_far_as_they_lack_it() {
    let history = [
        updated("msg_a", 0, |_| {}),
        updated("msg_c", 20, |user| user.banned = None),
        updated("msg_d", 30, |user| user.banned = None),
        updated("msg_e", 40, |_| {}),
        updated("msg_f", 50, |_| {}),
    ];
    let before = rows(&history);
    assert_eq!(changes(&before[3]), ["banned: none → false, reported again"]);
    let mut history = history.to_vec();
    history.push(updated("msg_b", 10, |user| user.banned = Some(true)));
    let after = rows(&history);
    assert_eq!(actions(&after[1]), ["user_banned"]);
    assert_eq!(changes(&after[2]), ["banned: true → none, no longer reported"]);
    assert_eq!(actions(&after[3]), ["user_updated"]);
    assert_eq!(
        (actions(&after[4]), changes(&after[4])),
        (vec!["user_unbanned".to_owned()], vec!["banned: true → false".to_owned()])
    );
    assert_eq!(changes(&after[5]), [""; 0]);
}

#[test]
fn a_late_event_revises_only_rows_that_it_decides() {
    // Accounts always lack some of the fields that any account can have.
    let account = json!({"external_accounts": [{"id": "eac_1", "provider": "oauth_github"}]});
    let with_account = |id, second| updated(id, second, |user| user.object = more(&account));
    // Only the first one says whether she is banned.
    let without_ban = |id, second| updated(id, second, |user| user.banned = user.banned.filter(|_| second == 0));
    for described in [&with_account as &dyn Fn(_, _) -> Said, &without_ban] {
        let history = [("msg_a", 0), ("msg_c", 20), ("msg_d", 30), ("msg_e", 40), ("msg_b", 10)]
            .map(|(id, at)| described(id, at));
        let revised: Vec<Option<i64>> = rows(&history).iter().map(|row| row.revised_position).collect();
        assert_eq!(revised, [None, None, Some(4), None, None]);
    }
}

#[test]
fn a_late_event_that_lacks_an_account_revises_what_carried_a_field_of_it() {
    let accounts = |id, second, accounts: Value| {
        let fields = json!({"external_accounts": accounts});
        updated(id, second, |user| user.object = more(&fields))
    };
    let mut history = vec![
        accounts("msg_a", 0, json!([{"id": "eac_1", "username": "ada"}])),
        accounts("msg_c", 20, json!([{"id": "eac_1"}])),
        accounts("msg_d", 30, json!([{"id": "eac_1"}])),
        accounts("msg_e", 40, json!([{"id": "eac_1", "username": "ada"}])),
    ];
    let before = rows(&history);
    history.push(accounts("msg_b", 10, json!([])));
    let after = rows(&history);
    assert_ne!(changes(&before[3]), changes(&after[4]));
    assert_eq!(after[4].revised_position, Some(4));
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
    assert_eq!((rows[1].revised_position, rows[0].baseline), (Some(1), true));
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
fn a_role_change_names_both_roles_and_an_old_spelling_is_none() {
    let member = |name, id, second, role: &'static str| {
        let membership = Membership {
            id: "orgmem_1".into(),
            role: Some(role.into()),
            organization_id: Some("org_1".into()),
            member: Some(Member { user_id: "user_ada".into(), ..Member::default() }),
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
        (vec!["organization_settings_changed".to_owned()], vec![r#"slug: "acme" → "acme-ltd""#.to_owned()])
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
    let (api, guide) = (gatelog::api::document(), include_str!("../../../../docs/guides/actions.md"));
    for (_, name, meaning) in ACTIONS {
        assert!(api.contains(&format!("| `{name}` | {meaning} |")), "{name} is not in the document");
        assert!(guide.contains(&format!("| `{name}` | {meaning} |")), "{name} is not in docs/guides/actions.md");
    }
}
