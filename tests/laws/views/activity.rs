//! What the activity view says of single events, and which events the other views leave out.

use gatelog::{
    clock::Timestamp,
    event::{
        EventType, Source,
        clerk::{Data, DecodeError, OtherData, Session, SessionActor},
    },
    projection::Projection,
    views::{Activity, Sessions, Users, activity::ActivityRow},
};

use super::{
    events::{after_noon, micros_after_noon, row, said, session, session_said, with_session},
    history::Said,
};

fn activity_row(said: Said) -> ActivityRow {
    row(&Activity, &[said])
}

#[test]
fn actions_are_words_for_people() {
    let actor = |id: Option<&'static str>, kind: Option<&'static str>| {
        Some(SessionActor { id: id.map(Into::into), kind: kind.map(Into::into) })
    };
    let cases = [
        ("session.created", None, "signed_in"),
        ("session.created", actor(None, None), "impersonation_started"),
        ("session.created", actor(Some("user_root"), None), "impersonation_started"),
        ("session.created", actor(Some("agent_7"), Some("agent")), "agent_session_started"),
        ("session.created", actor(None, Some("agent")), "agent_session_started"),
        ("session.pending", None, "signed_in"),
        ("session.ended", None, "signed_out"),
        ("session.removed", None, "signed_out"),
        ("session.removed", actor(Some("user_root"), None), "impersonation_ended"),
        ("session.ended", actor(Some("agent_7"), Some("agent")), "agent_session_ended"),
        ("session.revoked", None, "session_revoked"),
        ("session.revoked", actor(Some("user_root"), None), "session_revoked\",\"impersonation_ended"),
        ("session.tomorrow", None, "session.tomorrow"),
    ];
    for (name, actor, action) in cases {
        // Without somebody else it is the user, unless the session was ended from outside.
        let actor_id = match &actor {
            Some(actor) => actor.id.as_deref().map(str::to_owned),
            None => (name != "session.revoked").then(|| "user_ada".to_owned()),
        };
        let row = activity_row(with_session(name, "msg_a", 0, Session { actor, ..session("active", 0) }));
        assert_eq!((row.actions, row.actor_id), (format!("[\"{action}\"]"), actor_id), "{name}");
        assert_eq!((row.user_id.as_deref(), row.session_id.as_deref()), (Some("user_ada"), Some("sess_1")));
    }
}

#[test]
fn sign_in_follows_the_status_as_in_sessions() {
    for (name, status, action) in [
        ("session.created", Some("active"), "signed_in"),
        ("session.created", Some("pending"), "sign_in_pending"),
        ("session.created", Some("tomorrow"), "signed_in"),
        ("session.created", None, "signed_in"),
        ("session.pending", Some("active"), "signed_in"),
        ("session.pending", Some("pending"), "sign_in_pending"),
        ("session.pending", None, "sign_in_pending"),
    ] {
        let told = Session { status: status.map(Into::into), ..session("", 0) };
        let told = with_session(name, "msg_a", 0, told);
        let is_signed_in = row(&Sessions, std::slice::from_ref(&told)).is_signed_in();
        assert_eq!(is_signed_in, action == "signed_in", "{name} {status:?}");
        assert_eq!(activity_row(told).actions, format!("[\"{action}\"]"), "{name} {status:?}");
    }
}

#[test]
fn every_event_is_an_activity_at_its_place_in_the_log() {
    let mut untyped = said("", "msg_a", 3, Data::Foreign);
    assert_eq!(untyped.event_type, None);
    let event = untyped.recorded(41, Timestamp::from_seconds(1_770_000_007));
    let rows = Activity.project(&event, &untyped.body).expect("never fails");
    let [row] = rows.as_slice() else { panic!("one row, not {}", rows.len()) };
    assert_eq!((row.position, row.received_at), (41, 1_770_000_007_000_000));
    assert_eq!((row.occurred_at, row.occurred_basis.as_str()), (micros_after_noon(3), "timestamp"));
    assert_eq!(
        (row.actions.as_str(), row.family.as_deref(), row.event_type.as_deref()),
        (r#"["unknown"]"#, None, None)
    );

    untyped.event_type = EventType::parse("session.created");
    assert_eq!(activity_row(untyped).actions, r#"["session.created"]"#, "another sender's word");
    let subject =
        OtherData { user_id: Some("user_ada".into()), organization_id: Some("org_1".into()), ..OtherData::default() };
    let row = activity_row(said("organizationDomain.created", "msg_a", 0, Data::Other(subject)));
    assert_eq!(
        (row.family.as_deref(), row.actions.as_str()),
        (Some("organizationDomain"), r#"["organizationDomain.created"]"#)
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
    assert_eq!(activity_row(said("session.ended", "msg_a", 0, Data::Foreign)).actions, r#"["session.ended"]"#);
}

#[test]
fn an_unreadable_sign_in_is_still_a_sign_in() {
    let mut said = said("session.created", "msg_a", 0, Data::Foreign);
    said.body.data = Err(DecodeError::NoId { field: "data.id" });
    let row = activity_row(said);
    assert_eq!((row.actions.as_str(), row.session_id), (r#"["signed_in"]"#, None));
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
    let rows = Activity.project(&system.recorded(0, after_noon(1)), &system.body).expect("a row");
    let [row] = rows.as_slice() else { panic!("one row for each event: {rows:#?}") };
    assert_eq!((&row.user_id, &row.session_id, &row.chain, row.source.as_str()), (&None, &None, &None, "system"));
}
