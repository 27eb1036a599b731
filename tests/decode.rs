//! Decoding Clerk's bodies: what is readable is read, and nothing that a sender writes hides the rest.

use std::borrow::Cow;

use bytes::Bytes;
use gatelog::{
    clock::Timestamp,
    event::{
        EventId, EventType, Position, RecordedEvent, Source,
        clerk::{Basis, Body, Data, DecodeError, OccurredAt, Session, Subject, User},
    },
};
use proptest::prelude::*;

/// The time of the attempt: later than anything a body tells.
const SVIX_TIMESTAMP: i64 = 1_800_000_000;
/// In milliseconds.
const CREATED_AT: i64 = 1_763_640_000_123;
const UPDATED_AT: i64 = 1_763_640_500_456;
const ENVELOPE: i64 = 1_763_640_500_471;

fn recorded(event_type: &str, body: impl Into<Bytes>) -> RecordedEvent {
    RecordedEvent {
        position: Position(7),
        source: Source::recorded("clerk"),
        id: EventId::recorded("evt-without-a-time".to_owned()),
        event_type: EventType::parse(event_type),
        svix_timestamp: SVIX_TIMESTAMP,
        received_at: Timestamp::from_seconds(SVIX_TIMESTAMP + 1),
        body: body.into(),
    }
}

fn event(event_type: &str, data: &str) -> RecordedEvent {
    recorded(event_type, format!(r#"{{"object":"event","type":"{event_type}","timestamp":{ENVELOPE},"data":{data}}}"#))
}

fn session(event: &RecordedEvent) -> Session<'_> {
    match Body::decode(event).data {
        Ok(Data::Session(session)) => *session,
        other => panic!("no session: {other:?}"),
    }
}

fn user(event: &RecordedEvent) -> User<'_> {
    match Body::decode(event).data {
        Ok(Data::User(user)) => *user,
        other => panic!("no user: {other:?}"),
    }
}

fn subject(event: &RecordedEvent) -> Subject<'_> {
    match Body::decode(event).data {
        Ok(Data::Other(subject)) => subject,
        other => panic!("no other family: {other:?}"),
    }
}

fn error(event_type: &str, data: &str) -> Option<DecodeError> {
    Body::decode(&event(event_type, data)).data.err()
}

/// A sign-in as Clerk sends it, with `metadata` where users write what they like.
fn sign_in(metadata: &str) -> String {
    format!(
        r#"{{"data":{{
            "abandon_at":{CREATED_AT},"actor":{{"sub":"user_2zADMIN","type":"agent","iss":"x"}},
            "client_id":"client_2zC","created_at":{CREATED_AT},"expire_at":1764244800123,"id":"sess_2zS",
            "last_active_at":{CREATED_AT},"last_active_organization_id":"org_2zO",
            "latest_activity":{{"browser_name":"Firefox","browser_version":"145.0","city":"Århus","country":"DK",
                "device_type":"Linux","id":"sess_activity_2z","ip_address":"2001:db8::7","is_mobile":false,"object":"session_activity"}},
            "object":"session","status":"active","updated_at":{UPDATED_AT},
            "user":{{"banned":false,"created_at":1700000000000,"email_addresses":[
                    {{"email_address":"old@example.test","id":"idn_1","verification":{{"status":"verified"}}}},
                    {{"email_address":"karen@example.test","id":"idn_2","linked_to":[]}}],
                "external_id":"crm-17","first_name":"Karen","id":"user_2zU","last_name":"B\u00f8gh","last_sign_in_at":{CREATED_AT},
                "locked":true,"primary_email_address_id":"idn_2","unsafe_metadata":{metadata},
                "updated_at":1700000000001,"username":"karen"}},
            "user_id":"user_2zU"}},
        "event_attributes":{{"http_request":{{"client_ip":"192.0.2.44","user_agent":"Mozilla/5.0 (X11; Linux x86_64)"}}}},
        "instance_id":"ins_2zI","object":"event","timestamp":{ENVELOPE},"type":"session.created"}}"#
    )
}

fn millis(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

#[test]
fn a_sign_in_is_read_whole() {
    let event = recorded("session.created", sign_in("{}"));
    let body = Body::decode(&event);
    assert_eq!(body.instance_id.as_deref(), Some("ins_2zI"));
    assert_eq!(body.client_ip.as_deref(), Some("192.0.2.44"));
    assert_eq!(body.user_agent.as_deref(), Some("Mozilla/5.0 (X11; Linux x86_64)"));
    assert_eq!(body.occurred_at, OccurredAt { at: millis(ENVELOPE), basis: Basis::Envelope });
    let session = session(&event);
    assert_eq!(session.id, "sess_2zS");
    assert!(matches!(session.id, Cow::Borrowed(_)), "the common case copies nothing");
    assert_eq!(session.user_id.as_deref(), Some("user_2zU"));
    assert_eq!(session.client_id.as_deref(), Some("client_2zC"));
    assert_eq!(session.status.as_deref(), Some("active"));
    assert_eq!(session.organization_id.as_deref(), Some("org_2zO"));
    assert_eq!(session.expire_at, Some(millis(1_764_244_800_123)));
    assert_eq!((session.created_at, session.updated_at), (Some(millis(CREATED_AT)), Some(millis(UPDATED_AT))));
    let actor = session.actor.unwrap();
    assert_eq!((actor.id.as_deref(), actor.kind.as_deref()), (Some("user_2zADMIN"), Some("agent")));
    let activity = session.latest_activity.unwrap();
    assert_eq!(activity.ip.as_deref(), Some("2001:db8::7"));
    assert_eq!((activity.browser.as_deref(), activity.browser_version.as_deref()), (Some("Firefox"), Some("145.0")));
    assert_eq!((activity.city.as_deref(), activity.country.as_deref()), (Some("Århus"), Some("DK")));
    assert_eq!(activity.device_type.as_deref(), Some("Linux"));
    let user = session.user.unwrap();
    assert_eq!(user.id, "user_2zU");
    assert_eq!(user.primary_email.as_deref(), Some("karen@example.test"));
    assert_eq!((user.first_name.as_deref(), user.last_name.as_deref()), (Some("Karen"), Some("Bøgh")));
    assert_eq!((user.username.as_deref(), user.external_id.as_deref()), (Some("karen"), Some("crm-17")));
    assert_eq!((user.banned, user.locked), (Some(false), Some(true)));
    assert_eq!(user.last_sign_in_at, Some(millis(CREATED_AT)));
    assert_eq!((user.created_at, user.updated_at), (Some(millis(1_700_000_000_000)), Some(millis(1_700_000_000_001))));
}

#[test]
fn each_type_is_read_by_its_family() {
    let data = r#"{"id":"x_1","user_id":"user_1"}"#;
    let data_of = |event_type| Body::decode(&event(event_type, data)).data.map(|data| format!("{data:?}")).unwrap();
    for event_type in ["user.created", "user.updated", "user.whatever-comes", "user.deleted.not"] {
        assert!(data_of(event_type).starts_with("User("), "{event_type}");
    }
    assert!(data_of("user.deleted").starts_with("UserDeleted("));
    for event_type in ["session.created", "session.pending", "session.removed", "session.invented"] {
        assert!(data_of(event_type).starts_with("Session("), "{event_type}");
    }
    for event_type in ["users.created", "sessions.created", "role.deleted", "invitation.created", "-", "\\u0000"] {
        assert!(data_of(event_type).starts_with("Other("), "{event_type}");
    }
}

#[test]
fn the_type_on_record_decides_whatever_the_body_says() {
    let body = r#"{"object":"event","type":"user.created","data":{"id":"sess_1"}}"#;
    assert_eq!(session(&recorded("session.ended", body)).id, "sess_1");
}

#[test]
fn what_is_no_event_of_clerks_is_foreign_and_keeps_no_field() {
    let bodies = [
        &b""[..],
        b"\xff\xfe",
        b"not json",
        b"null",
        b"[]",
        br#"{"type":"user.created","instance_id":"ins_1","timestamp":1763640500471,"data":{"id":"user_1"}}"#,
        br#"{"object":"Event","instance_id":"ins_1","timestamp":1763640500471,"data":{"id":"user_1"}}"#,
        br#"{"object":["event"],"instance_id":"ins_1","timestamp":1763640500471}"#,
        br#"{"object":"event","object":"list","instance_id":"ins_1","timestamp":1763640500471}"#,
        br#"{"object":"event","instance_id":"ins_1","timestamp":1763640500471,"data":{"id":"user_1"}} x"#,
        br#"{"object":"event","instance_id":"ins_1","timestamp":1763640500471,"data":{"id":"user_1"}"#,
    ];
    let occurred_at = OccurredAt { at: Timestamp::from_seconds(SVIX_TIMESTAMP), basis: Basis::SvixTimestamp };
    for body in bodies {
        let event = recorded("user.created", body);
        let foreign =
            Body { instance_id: None, occurred_at, client_ip: None, user_agent: None, data: Ok(Data::Foreign) };
        assert_eq!(Body::decode(&event), foreign, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn nothing_in_unsafe_metadata_hides_a_sign_in() {
    let plain = recorded("session.created", sign_in("{}"));
    let [deep, deeper] = [200, 20_000].map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(20_000), "}".repeat(20_000));
    let digits = "9".repeat(100_000);
    for metadata in [
        &*deep,
        &*deeper,
        &*objects,
        &*digits,
        "1e400",
        "-1e-400",
        r#""\ud800""#,
        r#"{"\ud800":"\udfff","\u0000":"\u0000"}"#,
        r#"{"id":"sess_other","id":1,"data":{"id":2},"object":"list","timestamp":1}"#,
        "null",
        "\"]}\"",
    ] {
        let event = recorded("session.created", sign_in(metadata));
        assert_eq!(Body::decode(&event), Body::decode(&plain), "{metadata:.40}");
        assert_eq!(EventType::of_body(&event.body).unwrap().as_str(), "session.created");
    }
    let mut bytes = sign_in(r#"{"a":"?","?":1}"#).into_bytes();
    bytes.iter_mut().filter(|byte| **byte == b'?').for_each(|byte| *byte = 0xff);
    assert_eq!(Body::decode(&recorded("session.created", bytes.clone())), Body::decode(&plain), "no UTF-8");
    assert_eq!(EventType::of_body(&bytes).unwrap().as_str(), "session.created");
}

#[test]
fn an_odd_field_is_absent_and_its_neighbours_are_not() {
    for odd in ["7", "1e400", "true", "null", "[]", "[\"\\ud800\",[[]]]", "{\"\\ud800\":1}", "\"\""] {
        let event = event(
            "session.created",
            &format!(
                r#"{{"client_id":{odd},"status":{odd},"actor":{odd},"last_active_organization_id":{odd},"latest_activity":{odd},
                "expire_at":{odd},"created_at":{odd},"user":{odd},"user_id":{odd},"\ud800":{odd},"id":"sess_1"}}"#
            ),
        );
        let mut read = session(&event);
        if odd == "7" {
            let seven = Some(Timestamp::from_seconds(7));
            assert_eq!((read.created_at.take(), read.expire_at.take()), (seven, seven));
        }
        assert_eq!(read, Session { id: "sess_1".into(), ..Session::default() }, "{odd}");
    }
    // A text where an object belongs, and one that no strict reader takes.
    for odd in [r#""x""#, r#""\ud800""#] {
        let data =
            format!(r#"{{"actor":{odd},"latest_activity":{odd},"user":{odd},"created_at":{odd},"id":"sess_1"}}"#);
        assert_eq!(session(&event("session.ended", &data)), Session { id: "sess_1".into(), ..Session::default() });
        let data = format!(
            r#"{{"email_addresses":{odd},"primary_email_address_id":{odd},"banned":{odd},"updated_at":{odd},"id":"user_1"}}"#
        );
        assert_eq!(user(&event("user.updated", &data)), User { id: "user_1".into(), ..User::default() });
    }
}

#[test]
fn odd_envelope_fields_do_not_touch_the_data() {
    for odd in ["7", "1e400", "[[]]", "{}", "null", r#""\ud800""#, r#"{"http_request":"\ud800"}"#] {
        let body = format!(
            r#"{{"instance_id":[{odd}],"event_attributes":{odd},"timestamp":[{odd}],"type":{odd},"x":{odd},"data":{{"id":"sess_1"}},"object":"event"}}"#
        );
        let event = recorded("session.created", body);
        assert_eq!(session(&event).id, "sess_1");
        let body = Body::decode(&event);
        assert_eq!((body.instance_id, body.client_ip, body.user_agent), (None, None, None), "{odd}");
    }
}

#[test]
fn of_a_repeated_key_the_last_counts() {
    let event = recorded(
        "session.created",
        r#"{"object":"list","data":{"id":"sess_0","user_id":"user_0"},"instance_id":"ins_0","data":
        {"id":"sess_1","id":"sess_2","status":"active","status":"ended","status":"removed",
        "actor":{"sub":"user_9"},"actor":null,"user":null,"user":{"id":"user_1","id":"user_2"}},"object":"event","instance_id":"ins_1"}"#,
    );
    assert_eq!(Body::decode(&event).instance_id.as_deref(), Some("ins_1"));
    let session = session(&event);
    assert_eq!((session.id.as_ref(), session.status.as_deref()), ("sess_2", Some("removed")));
    assert_eq!((session.actor, session.user_id), (None, None));
    assert_eq!(session.user.unwrap().id, "user_2");
}

#[test]
fn an_escaped_key_is_the_key() {
    assert_eq!(session(&event("session.created", r#"{"\u0069d":"sess_\u0031"}"#)).id, "sess_1");
}

#[test]
fn data_that_is_no_object_is_named() {
    for event_type in ["user.created", "user.deleted", "session.ended"] {
        for data in ["null", "[]", "\"\\ud800\"", "1e400", "[{\"id\":\"user_1\"}]"] {
            assert_eq!(error(event_type, data), Some(DecodeError::NoData), "{event_type} {data}");
        }
        let missing = recorded(event_type, r#"{"object":"event","timestamp":1763640500}"#);
        let body = Body::decode(&missing);
        assert_eq!(body.data, Err(DecodeError::NoData));
        assert_eq!(body.occurred_at.at, Timestamp::from_seconds(1_763_640_500));
    }
}

#[test]
fn ids_that_cannot_key_a_row_are_named() {
    let long = "i".repeat(257);
    let wide = format!("{}é", "i".repeat(255));
    for event_type in ["user.created", "user.deleted", "session.ended"] {
        for data in ["{}", r#"{"id":null}"#, r#"{"id":7}"#, r#"{"id":""}"#, r#"{"id":["x"]}"#] {
            assert_eq!(error(event_type, data), Some(DecodeError::NoId { field: "data.id" }), "{event_type} {data}");
        }
        for id in [&long, &wide, &"i".repeat(100_000)] {
            let data = format!(r#"{{"id":"{id}"}}"#);
            assert_eq!(error(event_type, &data), Some(DecodeError::IdTooLong { field: "data.id" }), "{event_type}");
        }
        assert_eq!(error(event_type, &format!(r#"{{"id":"{}"}}"#, &long[..256])), None);
    }
    let data = format!(r#"{{"id":"sess_1","user_id":"{long}"}}"#);
    assert_eq!(error("session.created", &data), Some(DecodeError::IdTooLong { field: "data.user_id" }));
    assert_eq!(DecodeError::IdTooLong { field: "data.user_id" }.to_string(), "`data.user_id` is longer than 256 bytes");
}

#[test]
fn overlong_ids_that_key_nothing_are_absent() {
    let long = "i".repeat(257);
    let data = format!(
        r#"{{"id":"sess_1","client_id":"{long}","last_active_organization_id":"{long}","actor":{{"sub":"{long}"}},"user":{{"id":"{long}"}}}}"#
    );
    assert_eq!(session(&event("session.created", &data)), Session { id: "sess_1".into(), ..Session::default() });
    let body = format!(r#"{{"object":"event","instance_id":"{long}","data":{{"id":"sess_1"}}}}"#);
    assert_eq!(Body::decode(&recorded("session.created", body)).instance_id, None);
}

#[test]
fn text_is_cut_and_cleaned_for_the_databases() {
    let long = "å".repeat(3_000);
    let data = format!(r#"{{"id":"user_1\u0000","first_name":"A\u0000B\ud800","last_name":"x{long}","username":""}}"#);
    let event = event("user.updated", &data);
    let user = user(&event);
    assert_eq!((user.id.as_ref(), user.first_name.as_deref()), ("user_1\u{fffd}", Some("A\u{fffd}B\u{fffd}")));
    assert_eq!(user.last_name.as_deref(), Some(&*format!("x{}", "å".repeat(2_047))), "4 KiB, at a character");
    assert_eq!(user.username, None);
}

#[test]
fn addresses_of_clients_are_short_and_empty_ones_absent() {
    let body = |ip: &str, agent: &str| {
        let request = format!(r#"{{"http_request":{{"client_ip":"{ip}","user_agent":"{agent}"}}}}"#);
        let data = format!(r#"{{"id":"sess_1","latest_activity":{{"ip_address":"{ip}","city":"{agent}"}}}}"#);
        recorded("session.created", format!(r#"{{"object":"event","event_attributes":{request},"data":{data}}}"#))
    };
    let empty = body("", "");
    let read = Body::decode(&empty);
    assert_eq!((read.client_ip, read.user_agent), (None, None));
    assert_eq!(session(&empty).latest_activity, None);
    let long = body(&"1".repeat(1_000), &"a".repeat(5_000));
    let (read, activity) = (Body::decode(&long), session(&long).latest_activity.unwrap());
    assert_eq!((read.client_ip.unwrap().len(), read.user_agent.unwrap().len()), (64, 4_096));
    assert_eq!((activity.ip.unwrap().len(), activity.city.unwrap().len()), (64, 4_096));
}

#[test]
fn the_primary_address_is_chosen_by_its_id() {
    let primary_email = |primary: &str, addresses: &str| {
        let before = format!(r#"{{"id":"user_1","primary_email_address_id":{primary},"email_addresses":{addresses}}}"#);
        let after = format!(r#"{{"email_addresses":{addresses},"id":"user_1","primary_email_address_id":{primary}}}"#);
        let [before, after] =
            [before, after].map(|data| user(&event("user.updated", &data)).primary_email.map(Cow::into_owned));
        assert_eq!(before, after, "the order of keys says nothing");
        before
    };
    let two = r#"[{"id":"idn_1","email_address":"a@example.test"},{"email_address":"b@example.test","id":"idn_2"}]"#;
    assert_eq!(primary_email(r#""idn_2""#, two).as_deref(), Some("b@example.test"));
    assert_eq!(primary_email(r#""idn_1""#, two).as_deref(), Some("a@example.test"));
    for (primary, addresses) in [
        (r#""idn_3""#, two),
        ("null", two),
        (r#""""#, r#"[{"id":"","email_address":"a@example.test"}]"#),
        ("null", r#"[{"email_address":"a@example.test"}]"#),
        (r#""idn_1""#, "[]"),
        (r#""idn_1""#, r#"{"id":"idn_1","email_address":"a@example.test"}"#),
        (r#""idn_1""#, r#"[{"id":"idn_1","email_address":["a@example.test"]}]"#),
    ] {
        assert_eq!(primary_email(primary, addresses), None, "{primary} {addresses}");
    }
    let odd = r#"[null,"\ud800",1e400,[{}],{"id":"idn_1","email_address":"a@example.test"}]"#;
    assert_eq!(primary_email(r#""idn_1""#, odd).as_deref(), Some("a@example.test"));
}

#[test]
fn an_actor_needs_an_id_or_a_kind() {
    let actor = |actor: &str| {
        session(&event("session.created", &format!(r#"{{"id":"sess_1","actor":{actor}}}"#)))
            .actor
            .map(|actor| (actor.id.map(String::from), actor.kind.map(String::from)))
    };
    assert_eq!(actor(r#"{"sub":"user_9"}"#), Some((Some("user_9".to_owned()), None)));
    assert_eq!(actor(r#"{"type":"agent","sub":7}"#), Some((None, Some("agent".to_owned()))));
    for odd in ["{}", "null", r#"{"sub":""}"#, r#"{"note":"user_9"}"#, r#""user_9""#, r#"[{"sub":"user_9"}]"#] {
        assert_eq!(actor(odd), None, "{odd}");
    }
}

#[test]
fn the_subject_is_found_wherever_a_family_keeps_it() {
    let long = "i".repeat(257);
    let of_long = format!(r#"{{"user_id":"{long}","payer":{{"user_id":"user_1","organization_id":"{long}"}}}}"#);
    for (event_type, data, user_id, organization_id) in [
        ("email.created", r#"{"id":"ema_1","user_id":"user_1"}"#, Some("user_1"), None),
        (
            "organizationMembership.created",
            r#"{"id":"orgmem_1","organization":{"name":"N","id":"org_1"},"public_user_data":{"user_id":"user_1"}}"#,
            Some("user_1"),
            Some("org_1"),
        ),
        (
            "organizationInvitation.accepted",
            r#"{"id":"orginv_1","organization_id":"org_1","user_id":"user_1"}"#,
            Some("user_1"),
            Some("org_1"),
        ),
        (
            "subscription.active",
            r#"{"payer":{"user_id":"user_1","organization_id":"org_1"}}"#,
            Some("user_1"),
            Some("org_1"),
        ),
        ("organization.deleted", r#"{"id":"org_1","deleted":true}"#, None, Some("org_1")),
        ("organizationDomain.deleted", r#"{"id":"orgdmn_1"}"#, None, None),
        ("role.created", r#"{"id":"role_1"}"#, None, None),
        ("sms.created", &of_long, Some("user_1"), None),
        ("sms.created", r#"{"user_id":7,"organization":"\ud800","public_user_data":[],"payer":1e400}"#, None, None),
        ("sms.created", "[]", None, None),
    ] {
        let event = event(event_type, data);
        let subject = subject(&event);
        assert_eq!((subject.user_id.as_deref(), subject.organization_id.as_deref()), (user_id, organization_id));
    }
    assert_eq!(subject(&recorded("sms.created", r#"{"object":"event"}"#)), Subject::default());
}

/// `msg_` of a KSUID whose first five bytes say 2023-11-14T22:13:20.500Z.
const TIMED_ID: &str = "msg_2YBXZLe4JsfqFqg60YNKDw7WzJG";

#[test]
fn when_it_happened_follows_one_order_of_fields() {
    let seconds = ENVELOPE / 1_000;
    let times = format!(r#""created_at":{CREATED_AT},"updated_at":{UPDATED_AT}"#);
    let only_created = format!(r#""created_at":{CREATED_AT}"#);
    let another_second = format!(r#""created_at":{CREATED_AT},"updated_at":{}"#, UPDATED_AT + 1_000);
    let in_ms = format!(r#""timestamp":{ENVELOPE},"#);
    let whole_ms = format!(r#""timestamp":{seconds}000,"#);
    let in_seconds = format!(r#""timestamp":{seconds},"#);
    let in_id = 1_700_000_000_500;
    let svix = SVIX_TIMESTAMP * 1_000;
    #[rustfmt::skip]
    let table = [
        // type, envelope, data, id, moment in ms, basis
        ("session.ended", &*in_ms, &*times, "evt", ENVELOPE, Basis::Envelope),
        ("session.ended", &whole_ms, &times, "evt", seconds * 1_000, Basis::Envelope),
        ("session.ended", &in_seconds, &times, "evt", UPDATED_AT, Basis::Envelope),
        ("session.ended", &in_seconds, &another_second, "evt", seconds * 1_000, Basis::Envelope),
        ("session.ended", &in_seconds, &only_created, "evt", seconds * 1_000, Basis::Envelope),
        ("session.ended", "", &times, TIMED_ID, UPDATED_AT, Basis::UpdatedAt),
        ("session.ended", "", &only_created, TIMED_ID, CREATED_AT, Basis::CreatedAt),
        ("session.ended", "", "\"x\":0", TIMED_ID, in_id, Basis::EventId),
        ("session.ended", "", "\"x\":0", "evt", svix, Basis::SvixTimestamp),
        ("session.ended", "\"timestamp\":\"2025\",", &times, TIMED_ID, UPDATED_AT, Basis::UpdatedAt),
        ("session.ended", "\"timestamp\":-1,", &times, TIMED_ID, UPDATED_AT, Basis::UpdatedAt),
        ("session.ended", "\"timestamp\":1763640500.5,", &times, TIMED_ID, UPDATED_AT, Basis::UpdatedAt),
        ("session.ended", "\"timestamp\":1e400,", "\"updated_at\":1.5,\"created_at\":null", TIMED_ID, in_id, Basis::EventId),
        ("user.updated", "", &times, TIMED_ID, UPDATED_AT, Basis::UpdatedAt),
        ("user.created", &in_seconds, &times, "evt", UPDATED_AT, Basis::Envelope),
        ("user.deleted", "", &times, TIMED_ID, in_id, Basis::EventId),
        ("user.deleted", "", &times, "evt", svix, Basis::SvixTimestamp),
        ("user.deleted", &in_ms, &times, "evt", ENVELOPE, Basis::Envelope),
        ("organizationMembership.deleted", "", &times, "evt", svix, Basis::SvixTimestamp),
        ("organizationMembership.deleted", &in_ms, &times, "evt", ENVELOPE, Basis::Envelope),
        ("organizationMembership.updated", "", &times, TIMED_ID, UPDATED_AT, Basis::UpdatedAt),
        ("sms.created", "", &only_created, TIMED_ID, CREATED_AT, Basis::CreatedAt),
        ("sms.created", &in_seconds, &times, "evt", UPDATED_AT, Basis::Envelope),
        ("no type", "", &times, TIMED_ID, UPDATED_AT, Basis::UpdatedAt),
    ];
    for (event_type, envelope, data, id, moment, basis) in table {
        for own_id in [r#""id":"x_1","#, ""] {
            let body = format!(r#"{{{envelope}"data":{{{own_id}{data}}},"object":"event"}}"#);
            let event = RecordedEvent { id: EventId::parse(id).unwrap(), ..recorded(event_type, body) };
            let expected = OccurredAt { at: millis(moment), basis };
            assert_eq!(Body::decode(&event).occurred_at, expected, "{event_type} {envelope} {data} {id}");
        }
    }
    let foreign = RecordedEvent { id: EventId::parse(TIMED_ID).unwrap(), ..recorded("user.updated", "<html>") };
    assert_eq!(Body::decode(&foreign).occurred_at.basis, Basis::EventId);
}

#[test]
fn times_below_1e11_are_seconds() {
    let created_at = |number: &str| {
        session(&event("session.created", &format!(r#"{{"id":"sess_1","created_at":{number}}}"#))).created_at
    };
    for (number, moment) in [
        ("0", Some(Timestamp::from_seconds(0))),
        ("1716883200", Some(Timestamp::from_seconds(1_716_883_200))),
        ("1716883200123", Some(millis(1_716_883_200_123))),
        ("99999999999", Some(Timestamp::from_seconds(99_999_999_999))),
        ("100000000000", Some(millis(100_000_000_000))),
        ("253402300799999", Some(millis(253_402_300_799_999))),
        ("253402300800000", None),
        ("9223372036854775807", None),
        ("9223372036854775808", None),
        ("-1", None),
        ("1716883200000.0", None),
        ("1.7e12", None),
        ("\"1716883200000\"", None),
        ("{\"seconds\":1}", None),
    ] {
        assert_eq!(created_at(number), moment, "{number}");
    }
}

#[test]
fn the_type_is_found_whatever_stands_beside_it() {
    let of_body = |body: &str| EventType::of_body(body.as_bytes()).map(|name| name.to_string());
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    for beside in [&*deep, "1e400", r#""\ud800""#, r#"{"type":"role.created","\ud800":1}"#] {
        let found = of_body(&format!(r#"{{"data":{beside},"type":"user.created","x":{beside}}}"#));
        assert_eq!(found.as_deref(), Some("user.created"), "{beside:.40}");
    }
    assert_eq!(of_body(r#"{"type":7,"type":"a.b","type":"c.d"}"#).as_deref(), Some("c.d"), "the last counts");
    assert_eq!(of_body(r#"{"\u0074ype":"\u0061.b"}"#).as_deref(), Some("a.b"));
    let long = format!(r#"{{"type":"{}"}}"#, "t".repeat(129));
    let tail = format!(r#"{{"type":"{}é"}}"#, "t".repeat(128));
    for body in [
        r#"{"type":"a\u0000b"}"#,
        r#"{"type":"a\nb"}"#,
        r#"{"type":"\ud800"}"#,
        r#"{"type":"a.b","type":null}"#,
        r#"{"type":["a.b"]}"#,
        r#"{"type":"-"}"#,
        r#"{"type":""}"#,
        r#"{"data":{"type":"a.b"}}"#,
        r#"["type","a.b"]"#,
        r#"{"type":"a.b"}}"#,
        r#"{"type":"a.b""#,
        "",
        &long,
        &tail,
    ] {
        assert_eq!(of_body(body), None, "{body:.60}");
    }
    let longest = "t".repeat(128);
    assert_eq!(of_body(&format!(r#"{{"type":"{longest}"}}"#)), Some(longest));
}

/// JSON of any shape, with the names that the decoder looks for.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["null", "true", "1e400", "-7", "1763640500", r#""\ud800""#, r#""\u0000""#, r#""""#])
            .prop_map(str::to_owned),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
    ];
    let key = prop::sample::select(vec![
        "id",
        "data",
        "user",
        "object",
        "type",
        "timestamp",
        "unsafe_metadata",
        "email_addresses",
        "updated_at",
        "actor",
        "\\ud800",
        "é",
    ]);
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|fields| {
                let fields: Vec<_> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    })
}

fn any_type() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["user.created", "user.deleted", "session.created", "organization.updated", "no type"])
}

proptest! {
    #[test]
    fn arbitrary_bytes_decode_to_something(bytes in prop::collection::vec(any::<u8>(), 0..300), event_type in any_type()) {
        let _ = EventType::of_body(&bytes);
        let event = recorded(event_type, bytes);
        prop_assert!(Body::decode(&event).occurred_at.at.micros() >= 0);
    }

    #[test]
    fn damaged_bodies_decode_to_something(
        metadata in any_json(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..20, prop::collection::vec(any::<u8>(), 0..4)), 1..6),
        event_type in any_type(),
    ) {
        let mut bytes = sign_in(&metadata).into_bytes();
        for (at, removed, inserted) in damage {
            let start = at.index(bytes.len());
            let end = bytes.len().min(start + removed);
            bytes.splice(start..end, inserted);
        }
        let _ = EventType::of_body(&bytes);
        let event = recorded(event_type, bytes);
        prop_assert!(Body::decode(&event).occurred_at.at.micros() >= 0);
    }

    #[test]
    fn any_data_decodes_and_keeps_the_envelope(data in any_json(), event_type in any_type()) {
        let event = event(event_type, &data);
        let body = Body::decode(&event);
        prop_assert_ne!(&body.data, &Ok(Data::Foreign));
        prop_assert_eq!(body.occurred_at, OccurredAt { at: millis(ENVELOPE), basis: Basis::Envelope });
    }

    #[test]
    fn any_unsafe_metadata_changes_nothing(metadata in any_json()) {
        let (plain, written) = (sign_in("{}"), sign_in(&metadata));
        let (plain, written) = (recorded("session.created", plain), recorded("session.created", written));
        prop_assert_eq!(Body::decode(&written), Body::decode(&plain));
        prop_assert_eq!(EventType::of_body(&written.body), EventType::parse("session.created"));
    }
}
