//! The rules of the sessions view one by one, each on the smallest history that shows it.

use gatelog::{
    event::clerk::{LatestActivity, Session},
    views::{
        Sessions,
        device::device_term,
        sessions::{DeviceField, SessionRow},
    },
};

use super::{
    events::{after_noon, micros_after_noon, row, session, session_details, session_said, with_session},
    history::Said,
};

fn session_row(history: &[Said]) -> SessionRow {
    row(&Sessions, history)
}

#[test]
fn late_created_does_not_reopen_an_ended_session() {
    let ended = session_said("session.ended", "msg_a", 30, "ended");
    let late = session_said("session.created", "msg_z", 40, "active");
    let row = session_row(&[ended, late]);
    assert_eq!((row.status.as_deref(), row.ended_at), (Some("ended"), Some(micros_after_noon(30))));
    assert_eq!((row.started_at, row.activated_at), (micros_after_noon(0), Some(micros_after_noon(40))));
}

#[test]
fn ended_then_removed_keeps_the_first_reason() {
    let row = session_row(&[
        session_said("session.created", "msg_z", 0, "active"),
        session_said("session.ended", "msg_y", 30, "ended"),
        session_said("session.removed", "msg_x", 40, "removed"),
    ]);
    assert_eq!((row.end_reason.as_deref(), row.ended_at), (Some("ended"), Some(micros_after_noon(30))));
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
    assert_eq!((row.status.as_deref(), row.activated_at), (Some("pending"), Some(micros_after_noon(10))));
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
    assert_eq!(session_row(std::slice::from_ref(&silent)).started_at, micros_after_noon(5));
    let row = session_row(&[silent, with_session("session.ended", "msg_b", 30, told)]);
    assert_eq!(row.started_at, micros_after_noon(7));
}

#[test]
fn revocation_request_is_not_the_session_device() {
    let mut created = session_said("session.created", "msg_z", 10, "active");
    created.body.client_ip = Some("198.51.100.7".into());
    let mut revoked = session_said("session.revoked", "msg_a", 5, "revoked");
    revoked.body.client_ip = Some("203.0.113.1".into());
    revoked.body.user_agent = Some("clerk/clerk-sdk-go".into());
    let shown = session_details(&[created, revoked.clone()]);
    assert_eq!((shown.request_ip.as_deref(), shown.user_agent), (Some("198.51.100.7"), None));
    let shown = session_details(&[revoked]);
    assert_eq!((shown.request_ip, shown.user_agent), (None, None));
}

#[test]
fn a_session_keeps_every_place_that_it_was_seen_in() {
    let device = |city: &'static str| LatestActivity { city: Some(city.into()), ..LatestActivity::default() };
    let seen = |id, city, minute| {
        let session = Session { latest_activity: Some(device(city)), ..session("active", minute) };
        with_session("session.created", id, minute, session)
    };
    let history = [seen("msg_a", "Turin", 0), seen("msg_b", "Oslo", 10), seen("msg_c", "TURIN", 20)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let row = session_row(&order.map(|place| history[place].clone()));
        assert_eq!(row.city_term, Some(device_term("Turin")), "{order:?}");
        let is_later = |city| row.was_later_on(DeviceField::City, city);
        assert!(is_later("oslo") && !is_later("Turin") && !is_later("Rome"), "{order:?} {:?}", row.other_places);
        assert!(!row.was_later_on(DeviceField::Country, "Oslo"), "{order:?}");
    }
}

#[test]
fn the_device_of_the_beginning_stays() {
    let device = |city: &'static str| LatestActivity { city: Some(city.into()), ..LatestActivity::default() };
    let created = Session { latest_activity: Some(device("Turin")), ..session("active", 0) };
    let ended = Session { latest_activity: Some(device("Oslo")), ..session("ended", 30) };
    let ended = with_session("session.ended", "msg_a", 30, ended);
    let shown = session_details(&[with_session("session.created", "msg_z", 0, created), ended.clone()]);
    assert_eq!(shown.city.as_deref(), Some("Turin"));
    let shown = session_details(&[session_said("session.created", "msg_z", 0, "active"), ended]);
    assert_eq!(shown.city.as_deref(), Some("Oslo"), "known from any event rather than from none");
}
