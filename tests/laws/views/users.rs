//! The rules of the users view one by one, each on the smallest history that shows it.

use bytes::Bytes;
use gatelog::{
    event::{
        Source,
        clerk::{Body, Data, Session, SessionActor, User},
    },
    projection::Projection,
    views::{
        Users,
        users::{NEVER, UserRow},
        version,
    },
};

use super::{
    events::{after_noon, deleted, micros_after_noon, row, said, session, session_said, user, user_said, with_session},
    history::{Said, fold},
};

fn user_row(history: &[Said]) -> UserRow {
    row(&Users, history)
}

#[test]
fn late_update_does_not_undo_a_newer_one() {
    let row = user_row(&[
        user_said("user.created", "msg_z", 0, "Augusta"),
        user_said("user.updated", "msg_b", 20, "Ada"),
        user_said("user.updated", "msg_c", 10, "Ida"),
    ]);
    assert_eq!(row.first_name.as_deref(), Some("Ada"));
    assert_eq!(row.version_id.as_deref(), Some("msg_b"));
}

#[test]
fn an_update_at_the_moment_of_creation_follows_it() {
    let created = user_said("user.created", "msg_z", 0, "Augusta");
    let row = user_row(&[created, user_said("user.updated", "msg_a", 0, "Ada")]);
    assert_eq!(row.first_name.as_deref(), Some("Ada"));
}

#[test]
fn a_description_is_taken_whole() {
    let named = User { username: Some("ada".into()), ..user("Ada", 1) };
    let row = user_row(&[
        said("user.created", "msg_a", 1, Data::User(Box::new(named))),
        user_said("user.updated", "msg_b", 2, "Ada"),
    ]);
    assert_eq!(row.username, None, "the newest description has none");
}

#[test]
fn deleted_user_stays_deleted() {
    let row = user_row(&[
        deleted("msg_y", 10),
        user_said("user.updated", "msg_c", 20, "Ada"),
        user_said("user.created", "msg_a", 0, "Augusta"),
        deleted("msg_d", 30),
    ]);
    assert_eq!(row.deleted_at, Some(micros_after_noon(10)));
    assert_eq!(row.first_name.as_deref(), Some("Ada"), "the description goes on underneath");
}

#[test]
fn embedded_snapshot_never_beats_an_own_description() {
    let snapshot = Session { user: Some(Box::new(user("Snapshot", 50))), ..session("active", 50) };
    let snapshot = with_session("session.created", "msg_z", 50, snapshot);
    let row = user_row(&[snapshot.clone(), user_said("user.created", "msg_a", 0, "Ada")]);
    assert_eq!((row.described_by, row.first_name.as_deref()), (version::DESCRIBED_BY_OWN, Some("Ada")));
    let row = user_row(&[snapshot, deleted("msg_a", 60)]);
    assert_eq!((row.described_by, row.first_name.as_deref()), (version::DESCRIBED_BY_EMBEDDED, Some("Snapshot")));
}

#[test]
fn primary_email_is_the_one_named_by_its_id_never_the_first() {
    let body = br#"{"object":"event","type":"user.created","timestamp":1761000000000,"instance_id":"ins_prod","data":{
        "id":"user_ada","primary_email_address_id":"idn_2","email_addresses":[
        {"id":"idn_1","email_address":"old@example.org"},{"id":"idn_2","email_address":"ada@example.org"}]}}"#;
    let mut event = user_said("user.created", "msg_a", 0, "").recorded(0, after_noon(1));
    event.body = Bytes::from_static(body).into();
    let rows = Users.project(&event, &Body::decode(&event)).expect("readable");
    let [row] = rows.as_slice() else { panic!("one row, not {}", rows.len()) };
    assert_eq!(row.primary_email.as_deref(), Some("ada@example.org"));
}

#[test]
fn a_session_makes_its_user_known() {
    let row = user_row(&[session_said("session.created", "msg_a", 0, "active")]);
    assert_eq!((row.user_id.as_str(), row.described_by), ("user_ada", version::DESCRIBED_BY_NONE));
    assert_eq!(row.instance_id.as_deref(), Some("ins_prod"));
}

#[test]
fn two_senders_never_write_each_others_rows() {
    let mut theirs = user_said("user.updated", "msg_b", 10, "Eve");
    theirs.source = Source::recorded("staging");
    let history = [user_said("user.created", "msg_a", 0, "Ada"), theirs];
    let events = history.iter().map(|said| (said.recorded(0, after_noon(1)), said.body.clone())).collect();
    let view = fold(&Users, &[events]);
    let names: Vec<_> = view.values().map(|row| (row.source.as_str(), row.first_name.as_deref())).collect();
    assert_eq!(names, [("clerk", Some("Ada")), ("staging", Some("Eve"))]);
}

#[test]
fn last_sign_in_is_that_of_a_completed_session_in_person() {
    let began = |id: &'static str, status: &'static str, second: i64| Session {
        id: id.into(),
        created_at: Some(after_noon(second)),
        ..session(status, second)
    };
    let told = |name: &str, id: &str, second: i64, session: Session<'static>| with_session(name, id, second, session);
    let signed_in = told("session.created", "msg_a", 10, began("sess_1", "active", 10));
    let acting = SessionActor { id: Some("user_root".into()), kind: None };
    let acted = Session { actor: Some(acting), ..began("sess_2", "active", 20) };
    let pending = told("session.pending", "msg_c", 30, began("sess_3", "pending", 30));
    let left = told("session.removed", "msg_d", 40, began("sess_3", "removed", 30));
    let history = [signed_in, told("session.created", "msg_b", 20, acted), pending, left.clone()];
    assert_eq!(user_row(&history).last_sign_in_at, micros_after_noon(10));
    // Of the last one only the end is known.
    assert_eq!(user_row(&history[..2]).unsettled_sign_ins, None);
    assert_eq!(user_row(&[history[0].clone(), left]).last_sign_in_at, micros_after_noon(30));
    // A later sign-in settles it.
    let later = told("session.created", "msg_e", 50, began("sess_4", "active", 50));
    let row = user_row(&[history[0].clone(), history[2].clone(), history[3].clone(), later]);
    assert_eq!((row.last_sign_in_at, row.unsettled_sign_ins), (micros_after_noon(50), None));
}

#[test]
fn late_description_does_not_turn_back_the_last_sign_in() {
    let described = |id: &str, updated: i64, signed_in: Option<i64>| {
        let user = User { last_sign_in_at: signed_in.map(after_noon), ..user("Ada", updated) };
        said("user.updated", id, updated, Data::User(Box::new(user)))
    };
    let row = user_row(&[described("msg_a", 30, Some(20)), described("msg_b", 40, Some(10))]);
    assert_eq!(row.last_sign_in_at, micros_after_noon(20), "of two, the later one holds");
    let row = user_row(&[described("msg_a", 30, Some(20)), described("msg_b", 40, None)]);
    assert_eq!(row.last_sign_in_at, micros_after_noon(20));
    assert_eq!(user_row(&[described("msg_a", 30, None)]).last_sign_in_at, NEVER);
}
