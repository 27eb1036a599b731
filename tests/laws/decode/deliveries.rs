//! Events like those that Clerk sends, and helpers to decode them.

use bytes::Bytes;
use gatelog::{
    clock::Timestamp,
    event::{
        EventId, EventType, Position, RecordedEvent, Source,
        clerk::{Body, Data, DecodeError, OtherData, Session, User},
    },
};

/// The time of the attempt, later than every time in a body.
pub const SVIX_TIMESTAMP: i64 = 1_800_000_000;
/// In milliseconds.
pub const CREATED_AT: i64 = 1_763_640_000_123;
pub const UPDATED_AT: i64 = 1_763_640_500_456;
pub const ENVELOPE: i64 = 1_763_640_500_471;

pub fn recorded(event_type: &str, body: impl Into<Bytes>) -> RecordedEvent {
    RecordedEvent {
        position: Position(7),
        source: Source::recorded("clerk"),
        id: EventId::recorded("evt-without-a-time".to_owned()),
        event_type: EventType::parse(event_type),
        svix_timestamp: SVIX_TIMESTAMP,
        received_at: Timestamp::from_seconds(SVIX_TIMESTAMP + 1),
        body: gatelog::event::RecordedBody::Kept(body.into()),
    }
}

pub fn event(event_type: &str, data: &str) -> RecordedEvent {
    recorded(event_type, format!(r#"{{"object":"event","type":"{event_type}","timestamp":{ENVELOPE},"data":{data}}}"#))
}

pub fn session(event: &RecordedEvent) -> Session<'_> {
    match Body::decode(event).data {
        Ok(Data::Session(session)) => *session,
        other => panic!("no session: {other:?}"),
    }
}

pub fn user(event: &RecordedEvent) -> User<'_> {
    match Body::decode(event).data {
        Ok(Data::User(user)) => *user,
        other => panic!("no user: {other:?}"),
    }
}

pub fn subject(event: &RecordedEvent) -> OtherData<'_> {
    match Body::decode(event).data {
        Ok(Data::Other(subject)) => subject,
        other => panic!("no other family: {other:?}"),
    }
}

pub fn error(event_type: &str, data: &str) -> Option<DecodeError> {
    Body::decode(&event(event_type, data)).data.err()
}

/// A sign-in like Clerk's, with `metadata` as the user's `unsafe_metadata`, which users can set.
pub fn sign_in(metadata: &str) -> String {
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

pub fn millis(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// The decoded body without source texts, which contain the metadata.
pub fn read(event: &RecordedEvent) -> Body<'_> {
    let mut body = Body::decode(event);
    if let Ok(Data::Session(session)) = &mut body.data
        && let Some(user) = &mut session.user
    {
        user.object = b"";
    }
    body
}
