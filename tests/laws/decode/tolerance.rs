//! No odd value in a body hides the rest.

use gatelog::{
    clock::Timestamp,
    event::{
        EventType,
        clerk::{Body, Data, DecodeError, OccurredAt, OccurredAtBasis, Session, SessionActor, User},
    },
};

use super::deliveries::{SVIX_TIMESTAMP, error, event, read, recorded, session, sign_in, user};
use crate::support::body_of;

#[test]
fn foreign_bodies_decode_to_no_field() {
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
    let occurred_at = OccurredAt { at: Timestamp::from_seconds(SVIX_TIMESTAMP), basis: OccurredAtBasis::SvixTimestamp };
    for body in bodies {
        let event = recorded("user.created", body);
        let decoded = Body::decode(&event);
        let foreign = Body {
            instance_id: None,
            occurred_at,
            client_ip: None,
            user_agent: None,
            object_id: None,
            data: Ok(Data::Foreign),
            body_error: decoded.body_error.clone(),
        };
        assert_eq!(decoded, foreign, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn unsafe_metadata_never_hides_a_sign_in() {
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
        assert_eq!(read(&event), read(&plain), "{metadata:.40}");
        assert_eq!(EventType::from_body(body_of(&event)).unwrap().as_str(), "session.created");
    }
    let mut bytes = sign_in(r#"{"a":"?","?":1}"#).into_bytes();
    bytes.iter_mut().filter(|byte| **byte == b'?').for_each(|byte| *byte = 0xff);
    let event = recorded("session.created", bytes.clone());
    let decoded = read(&event);
    assert_eq!(decoded.body_error, Some(DecodeError::NotUtf8));
    assert_eq!(Body { body_error: None, ..decoded }, read(&plain), "not UTF-8");
    assert_eq!(EventType::from_body(&bytes).unwrap().as_str(), "session.created");
}

#[test]
fn an_odd_field_is_absent_alone() {
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
        // An actor of any shape counts as one.
        let actor = (odd != "null").then(SessionActor::default);
        assert_eq!(read, Session { id: "sess_1".into(), actor, ..Session::default() }, "{odd}");
    }
    // A string instead of an object, and a string that strict readers reject.
    for odd in [r#""x""#, r#""\ud800""#] {
        let data =
            format!(r#"{{"client_id":[{odd}],"latest_activity":{odd},"user":{odd},"created_at":{odd},"id":"sess_1"}}"#);
        assert_eq!(session(&event("session.ended", &data)), Session { id: "sess_1".into(), ..Session::default() });
        let data = format!(
            r#"{{"email_addresses":{odd},"primary_email_address_id":{odd},"banned":{odd},"updated_at":{odd},"id":"user_1"}}"#
        );
        let read = User { id: "user_1".into(), object: data.as_bytes(), ..User::default() };
        assert_eq!(user(&event("user.updated", &data)), read);
    }
}

#[test]
fn odd_envelope_fields_leave_data_readable() {
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
fn the_last_of_repeated_keys_counts() {
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
fn escaped_keys_are_recognized() {
    assert_eq!(session(&event("session.created", r#"{"\u0069d":"sess_\u0031"}"#)).id, "sess_1");
}

#[test]
fn data_must_be_an_object() {
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
fn unusable_key_ids_are_errors() {
    let long = "i".repeat(257);
    let wide = format!("{}é", "i".repeat(256));
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
fn overlong_other_ids_are_absent() {
    let long = "i".repeat(257);
    let data = format!(
        r#"{{"id":"sess_1","client_id":"{long}","last_active_organization_id":"{long}","actor":{{"sub":"{long}"}},"user":{{"id":"{long}"}}}}"#
    );
    let read = Session { id: "sess_1".into(), actor: Some(SessionActor::default()), ..Session::default() };
    assert_eq!(session(&event("session.created", &data)), read);
    let body = format!(r#"{{"object":"event","instance_id":"{long}","data":{{"id":"sess_1"}}}}"#);
    assert_eq!(Body::decode(&recorded("session.created", body)).instance_id, None);
}

#[test]
fn text_is_cut_and_cleaned_for_databases() {
    let long = "å".repeat(3_000);
    let data = format!(r#"{{"id":"user_1\u0000","first_name":"A\u0000B\ud800","last_name":"x{long}","username":""}}"#);
    let event = event("user.updated", &data);
    let user = user(&event);
    assert_eq!((user.id.as_ref(), user.first_name.as_deref()), ("user_1\u{fffd}", Some("A\u{fffd}B\u{fffd}")));
    assert_eq!(user.last_name.as_deref(), Some(&*format!("x{}", "å".repeat(2_047))), "4 KiB, at a character");
    assert_eq!(user.username, None);
}

#[test]
fn client_addresses_are_cut_and_empty_ones_absent() {
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
