//! The time at which an event happened, and the units of times.

use gatelog::{
    clock::Timestamp,
    event::{
        EventId, RecordedEvent,
        clerk::{Body, OccurredAt, OccurredAtBasis},
    },
};

use super::deliveries::{CREATED_AT, ENVELOPE, SVIX_TIMESTAMP, UPDATED_AT, event, millis, recorded, session};

/// A KSUID whose first five bytes are 2023-11-14T22:13:20.500Z.
const TIMED_ID: &str = "msg_2YBXZLe4JsfqFqg60YNKDw7WzJG";

#[test]
fn occurred_at_follows_the_order_of_fields() {
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
        ("session.ended", &*in_ms, &*times, "evt", ENVELOPE, OccurredAtBasis::Envelope),
        ("session.ended", &whole_ms, &times, "evt", seconds * 1_000, OccurredAtBasis::Envelope),
        ("session.ended", &in_seconds, &times, "evt", UPDATED_AT, OccurredAtBasis::Envelope),
        ("session.ended", &in_seconds, &another_second, "evt", seconds * 1_000, OccurredAtBasis::Envelope),
        ("session.ended", &in_seconds, &only_created, "evt", seconds * 1_000, OccurredAtBasis::Envelope),
        ("session.ended", "", &times, TIMED_ID, UPDATED_AT, OccurredAtBasis::UpdatedAt),
        ("session.ended", "", &only_created, TIMED_ID, CREATED_AT, OccurredAtBasis::CreatedAt),
        ("session.ended", "", "\"x\":0", TIMED_ID, in_id, OccurredAtBasis::EventId),
        ("session.ended", "", "\"x\":0", "evt", svix, OccurredAtBasis::SvixTimestamp),
        ("session.ended", "\"timestamp\":\"2025\",", &times, TIMED_ID, UPDATED_AT, OccurredAtBasis::UpdatedAt),
        ("session.ended", "\"timestamp\":-1,", &times, TIMED_ID, UPDATED_AT, OccurredAtBasis::UpdatedAt),
        ("session.ended", "\"timestamp\":1763640500.5,", &times, TIMED_ID, UPDATED_AT, OccurredAtBasis::UpdatedAt),
        ("session.ended", "\"timestamp\":1e400,", "\"updated_at\":1.5,\"created_at\":null", TIMED_ID, in_id, OccurredAtBasis::EventId),
        ("user.updated", "", &times, TIMED_ID, UPDATED_AT, OccurredAtBasis::UpdatedAt),
        ("user.created", &in_seconds, &times, "evt", UPDATED_AT, OccurredAtBasis::Envelope),
        ("user.deleted", "", &times, TIMED_ID, in_id, OccurredAtBasis::EventId),
        ("user.deleted", "", &times, "evt", svix, OccurredAtBasis::SvixTimestamp),
        ("user.deleted", &in_ms, &times, "evt", ENVELOPE, OccurredAtBasis::Envelope),
        ("organizationMembership.deleted", "", &times, "evt", svix, OccurredAtBasis::SvixTimestamp),
        ("organizationMembership.deleted", &in_ms, &times, "evt", ENVELOPE, OccurredAtBasis::Envelope),
        ("organizationMembership.updated", "", &times, TIMED_ID, UPDATED_AT, OccurredAtBasis::UpdatedAt),
        ("sms.created", "", &only_created, TIMED_ID, CREATED_AT, OccurredAtBasis::CreatedAt),
        ("sms.created", &in_seconds, &times, "evt", UPDATED_AT, OccurredAtBasis::Envelope),
        ("no type", "", &times, TIMED_ID, UPDATED_AT, OccurredAtBasis::UpdatedAt),
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
    assert_eq!(Body::decode(&foreign).occurred_at.basis, OccurredAtBasis::EventId);
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
