//! The rules of the views one by one, each on the smallest history that shows it, in every order of arrival.

use gatelog::{
    clock::Timestamp,
    event::{
        EventType, Source,
        clerk::{
            Actor, Basis, Body, Data, DecodeError, LatestActivity, OccurredAt, Session, Subject, User, UserDeleted,
        },
    },
    projection::Projection,
    views::{Activity, Sessions, Users, activity::ActivityRow, sessions::SessionRow, users, users::UserRow},
};

use super::history::{Said, fold};

const NOON_MILLIS: i64 = 1_761_000_000_000;

/// An event that happened so many seconds after noon.
fn said(name: &str, id: &str, second: i64, data: Data<'static>) -> Said {
    Said {
        source: Source::recorded("clerk"),
        id: id.to_owned(),
        event_type: EventType::parse(name),
        body: Body {
            instance_id: Some("ins_prod".into()),
            occurred_at: OccurredAt { at: after_noon(second), basis: Basis::Envelope },
            client_ip: None,
            user_agent: None,
            data: Ok(data),
        },
    }
}

fn user_said(name: &str, id: &str, second: i64, first_name: &'static str) -> Said {
    said(name, id, second, Data::User(Box::new(user(first_name, second))))
}

fn user(first_name: &'static str, second: i64) -> User<'static> {
    User {
        id: "user_ada".into(),
        first_name: Some(first_name.into()),
        updated_at: Some(after_noon(second)),
        ..User::default()
    }
}

fn deleted(id: &str, second: i64) -> Said {
    said("user.deleted", id, second, Data::UserDeleted(UserDeleted { id: "user_ada".into() }))
}

fn session_said(name: &str, id: &str, second: i64, status: &'static str) -> Said {
    with_session(name, id, second, session(status, second))
}

fn session(status: &'static str, second: i64) -> Session<'static> {
    Session {
        id: "sess_1".into(),
        user_id: Some("user_ada".into()),
        status: Some(status.into()),
        created_at: Some(after_noon(0)),
        updated_at: Some(after_noon(second)),
        ..Session::default()
    }
}

fn with_session(name: &str, id: &str, second: i64, session: Session<'static>) -> Said {
    said(name, id, second, Data::Session(Box::new(session)))
}

fn after_noon(second: i64) -> Timestamp {
    Timestamp::from_millis(NOON_MILLIS + second * 1_000)
}

fn micros_after_noon(second: i64) -> Option<i64> {
    Some(after_noon(second).micros())
}

/// The only row that these events make, whatever order they arrive in.
fn row<P: Projection<Row: PartialEq + std::fmt::Debug>>(projection: &P, history: &[Said]) -> P::Row {
    let mut rows = orders(history.len()).into_iter().map(|order| {
        let events = (0..).zip(order).map(|(position, index)| {
            (history[index].recorded(position, Timestamp::from_seconds(1_770_000_000)), history[index].body.clone())
        });
        let view = fold(projection, &[events.collect()]);
        assert_eq!(view.len(), 1, "one object");
        view.into_values().next().unwrap()
    });
    let first = rows.next().unwrap();
    rows.for_each(|row| assert_eq!(row, first));
    first
}

fn orders(events: usize) -> Vec<Vec<usize>> {
    let Some(last) = events.checked_sub(1) else { return vec![Vec::new()] };
    let places = orders(last).into_iter().flat_map(|order| (0..=last).map(move |place| (order.clone(), place)));
    places
        .map(|(mut order, place)| {
            order.insert(place, last);
            order
        })
        .collect()
}

fn user_row(history: &[Said]) -> UserRow {
    row(&Users, history)
}

fn session_row(history: &[Said]) -> SessionRow {
    row(&Sessions, history)
}

fn activity_row(said: Said) -> ActivityRow {
    row(&Activity, &[said])
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
        deleted("msg_b", 10),
        user_said("user.updated", "msg_c", 20, "Ada"),
        user_said("user.created", "msg_a", 0, "Augusta"),
        deleted("msg_d", 30),
    ]);
    assert_eq!(row.deleted_at, micros_after_noon(10));
    assert_eq!(row.deletion_id.as_deref(), Some("msg_b"));
    assert_eq!(row.first_name.as_deref(), Some("Ada"), "the description goes on underneath");
}

#[test]
fn embedded_snapshot_never_beats_an_own_description() {
    let snapshot = Session { user: Some(Box::new(user("Snapshot", 50))), ..session("active", 50) };
    let snapshot = with_session("session.created", "msg_z", 50, snapshot);
    let row = user_row(&[snapshot.clone(), user_said("user.created", "msg_a", 0, "Ada")]);
    assert_eq!((row.described_by, row.first_name.as_deref()), (users::DESCRIBED_BY_OWN, Some("Ada")));
    let row = user_row(&[snapshot, deleted("msg_a", 60)]);
    assert_eq!((row.described_by, row.first_name.as_deref()), (users::DESCRIBED_BY_EMBEDDED, Some("Snapshot")));
}

#[test]
fn a_session_makes_its_user_known() {
    let row = user_row(&[session_said("session.created", "msg_a", 0, "active")]);
    assert_eq!((row.user_id.as_str(), row.described_by), ("user_ada", users::DESCRIBED_BY_NONE));
    assert_eq!(row.instance_id.as_deref(), Some("ins_prod"));
}

#[test]
fn late_created_does_not_reopen_an_ended_session() {
    let ended = session_said("session.ended", "msg_a", 30, "ended");
    let late = session_said("session.created", "msg_z", 40, "active");
    let row = session_row(&[ended, late]);
    assert_eq!((row.status.as_deref(), row.ended_at), (Some("ended"), micros_after_noon(30)));
    assert_eq!((row.started_at, row.activated_at), (after_noon(0).micros(), micros_after_noon(40)));
}

#[test]
fn ended_then_removed_keeps_the_first_reason() {
    let row = session_row(&[
        session_said("session.created", "msg_z", 0, "active"),
        session_said("session.ended", "msg_y", 30, "ended"),
        session_said("session.removed", "msg_x", 40, "removed"),
    ]);
    assert_eq!((row.end_reason.as_deref(), row.ended_at), (Some("ended"), micros_after_noon(30)));
    assert_eq!(row.status.as_deref(), Some("removed"));
}

#[test]
fn an_event_of_an_end_ends_whatever_its_status() {
    let row = session_row(&[session_said("session.revoked", "msg_a", 30, "active")]);
    assert_eq!((row.status.as_deref(), row.end_reason.as_deref()), (Some("revoked"), Some("revoked")));
    assert_eq!(row.activated_at, None);
    let row = session_row(&[session_said("session.ended", "msg_a", 30, "expired")]);
    assert_eq!(row.end_reason.as_deref(), Some("expired"));
}

#[test]
fn active_back_to_pending_follows_the_newest_version() {
    let row = session_row(&[
        session_said("session.pending", "msg_d", 0, "pending"),
        session_said("session.created", "msg_c", 10, "active"),
        session_said("session.pending", "msg_b", 20, "pending"),
    ]);
    assert_eq!((row.status.as_deref(), row.activated_at), (Some("pending"), micros_after_noon(10)));
    let row = session_row(&[
        session_said("session.pending", "msg_z", 20, "pending"),
        session_said("session.created", "msg_a", 30, "active"),
    ]);
    assert_eq!(row.status.as_deref(), Some("active"));
}

#[test]
fn a_told_beginning_beats_an_earlier_event_that_tells_none() {
    let silent = Session { created_at: None, ..session("active", 5) };
    let told = Session { created_at: Some(after_noon(7)), ..session("ended", 30) };
    let silent = with_session("session.created", "msg_a", 5, silent);
    assert_eq!(session_row(std::slice::from_ref(&silent)).started_at, after_noon(5).micros());
    let row = session_row(&[silent, with_session("session.ended", "msg_b", 30, told)]);
    assert_eq!(row.started_at, after_noon(7).micros());
}

#[test]
fn revocation_request_is_not_the_session_device() {
    let mut created = session_said("session.created", "msg_z", 10, "active");
    created.body.client_ip = Some("198.51.100.7".into());
    let mut revoked = session_said("session.revoked", "msg_a", 5, "revoked");
    revoked.body.client_ip = Some("203.0.113.1".into());
    revoked.body.user_agent = Some("clerk/clerk-sdk-go".into());
    let row = session_row(&[created, revoked.clone()]);
    assert_eq!((row.request_ip.as_deref(), row.user_agent), (Some("198.51.100.7"), None));
    let row = session_row(&[revoked]);
    assert_eq!((row.request_ip, row.user_agent), (None, None));
}

#[test]
fn the_device_of_the_beginning_stays() {
    let device = |city: &'static str| LatestActivity { city: Some(city.into()), ..LatestActivity::default() };
    let created = Session { latest_activity: Some(device("Turin")), ..session("active", 0) };
    let ended = Session { latest_activity: Some(device("Oslo")), ..session("ended", 30) };
    let ended = with_session("session.ended", "msg_a", 30, ended);
    let row = session_row(&[with_session("session.created", "msg_z", 0, created), ended.clone()]);
    assert_eq!(row.city.as_deref(), Some("Turin"));
    let row = session_row(&[session_said("session.created", "msg_z", 0, "active"), ended]);
    assert_eq!(row.city.as_deref(), Some("Oslo"), "known from any event rather than from none");
}

#[test]
fn actions_are_words_for_people() {
    let actor = |id: Option<&'static str>, kind: Option<&'static str>| {
        Some(Actor { id: id.map(Into::into), kind: kind.map(Into::into) })
    };
    let cases = [
        ("session.created", None, "signed_in"),
        ("session.created", actor(None, None), "signed_in"),
        ("session.created", actor(Some("user_root"), None), "impersonation_started"),
        ("session.created", actor(Some("agent_7"), Some("agent")), "agent_session_started"),
        ("session.created", actor(None, Some("agent")), "agent_session_started"),
        ("session.pending", None, "sign_in_pending"),
        ("session.ended", None, "signed_out"),
        ("session.removed", None, "signed_out"),
        ("session.revoked", actor(Some("user_root"), None), "session_revoked"),
        ("session.tomorrow", None, "session.tomorrow"),
    ];
    for (name, actor, action) in cases {
        let actor_id = actor.as_ref().and_then(|actor| actor.id.as_deref()).map(str::to_owned);
        let row = activity_row(with_session(name, "msg_a", 0, Session { actor, ..session("active", 0) }));
        assert_eq!((row.action.as_str(), row.actor_id), (action, actor_id), "{name}");
        assert_eq!((row.user_id.as_deref(), row.session_id.as_deref()), (Some("user_ada"), Some("sess_1")));
    }
}

#[test]
fn every_event_is_an_activity_at_its_place_in_the_log() {
    let mut untyped = said("", "msg_a", 3, Data::Foreign);
    assert_eq!(untyped.event_type, None);
    let event = untyped.recorded(41, Timestamp::from_seconds(1_770_000_007));
    let rows = Activity.project(&event, &untyped.body).unwrap();
    let [row] = rows.as_slice() else { panic!("one row, not {}", rows.len()) };
    assert_eq!((row.position, row.received_at), (41, 1_770_000_007_000_000));
    assert_eq!((row.occurred_at, row.occurred_basis.as_str()), (after_noon(3).micros(), "timestamp"));
    assert_eq!((row.action.as_str(), row.family.as_deref(), row.event_type.as_deref()), ("unknown", None, None));

    untyped.event_type = EventType::parse("session.created");
    assert_eq!(activity_row(untyped).action, "session.created", "another sender's word");
    let subject = Subject { user_id: Some("user_ada".into()), organization_id: Some("org_1".into()) };
    let row = activity_row(said("organizationMembership.created", "msg_a", 0, Data::Other(subject)));
    assert_eq!(
        (row.family.as_deref(), row.action.as_str()),
        (Some("organizationMembership"), "organizationMembership.created")
    );
    assert_eq!((row.user_id.as_deref(), row.organization_id.as_deref()), (Some("user_ada"), Some("org_1")));
}

#[test]
fn what_cannot_be_read_fails_only_the_views_made_of_its_family() {
    let failing = |name: &str| {
        let mut said = said(name, "msg_a", 0, Data::Foreign);
        said.body.data = Err(DecodeError::NoData);
        let event = said.recorded(0, after_noon(1));
        assert_eq!(Activity.project(&event, &said.body).map(|rows| rows.len()), Ok(1), "{name}");
        (Users.project(&event, &said.body).is_err(), Sessions.project(&event, &said.body).is_err())
    };
    assert_eq!(failing("user.updated"), (true, false));
    assert_eq!(failing("session.ended"), (true, true));
    assert_eq!(failing("organization.created"), (false, false));
    assert_eq!(activity_row(said("session.ended", "msg_a", 0, Data::Foreign)).action, "session.ended");
}

#[test]
fn an_unreadable_sign_in_is_still_a_sign_in() {
    let mut said = said("session.created", "msg_a", 0, Data::Foreign);
    said.body.data = Err(DecodeError::NoId { field: "data.id" });
    let row = activity_row(said);
    assert_eq!((row.action.as_str(), row.session_id), ("signed_in", None));
}

#[test]
fn system_events_and_other_senders_bodies_make_no_users_or_sessions() {
    let mut system = session_said("session.created", "sys_a", 0, "active");
    system.source = Source::system();
    let foreign = said("session.created", "msg_a", 0, Data::Foreign);
    for said in [&system, &foreign] {
        let event = said.recorded(0, after_noon(1));
        assert_eq!(Users.project(&event, &said.body), Ok(Vec::new()));
        assert_eq!(Sessions.project(&event, &said.body), Ok(Vec::new()));
    }
    assert_eq!(Activity.project(&system.recorded(0, after_noon(1)), &system.body), Ok(Vec::new()));
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
