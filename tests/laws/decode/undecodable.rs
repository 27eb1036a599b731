//! Each undecodable body has one error, and a readable body has none.

use gatelog::event::clerk::{Body, DecodeError};

use super::deliveries::recorded;

#[test]
fn undecodable_bodies_have_their_error() {
    let deep = format!(r#"{{"type":"session.created","x":{}{}}}"#, "[".repeat(2_000), "]".repeat(2_000));
    let cases: [(&[u8], Option<DecodeError>); 20] = [
        (b"", Some(DecodeError::Empty)),
        (b"\xff\xfe\x00", Some(DecodeError::NotJson)),
        (b"user.created", Some(DecodeError::NotJson)),
        (b"\xef\xbb\xbf{\"type\":\"a.b\"}", Some(DecodeError::NotJson)),
        (b"\0\0\0\0", Some(DecodeError::NotJson)),
        (b"{\"type\":\"a.b\"", Some(DecodeError::NotJson)),
        (b"{\"type\":\"a.b\"} {}", Some(DecodeError::NotJson)),
        (b"null", Some(DecodeError::NotObject)),
        (b"[{\"type\":\"a.b\"}]", Some(DecodeError::NotObject)),
        (b"1e400", Some(DecodeError::NotObject)),
        (b"{}", Some(DecodeError::NoType)),
        (b"{\"type\":7}", Some(DecodeError::NoType)),
        (b"{\"type\":\"a\\u0000b\"}", Some(DecodeError::NoType)),
        (b"{\"type\":\"a.b\",\"x\":\"\xff\"}", Some(DecodeError::NotUtf8)),
        (b"{\"type\":\"a.b\"}", None),
        (b"{\"type\":\"a.b\",\"x\":1e400}", None),
        (b"{\"type\":\"a.b\",\"x\":\"\\ud800\"}", None),
        (b"{\"type\":\"a.b\",\"x\":\"\\u0000\"}", None),
        (b"{\"type\":\"a.b\",\"type\":\"c.d\"}", None),
        (deep.as_bytes(), None),
    ];
    for (body, error) in cases {
        let decoded_type = gatelog::event::EventType::from_body(body);
        let mut event = recorded("placeholder", body.to_vec());
        event.event_type = decoded_type;
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!(Body::decode(&event).body_error, error, "{start}");
    }
}
