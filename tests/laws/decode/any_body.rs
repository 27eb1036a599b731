//! Decoding of arbitrary bytes, damaged bodies and arbitrary JSON never fails.

use gatelog::event::{
    EventType,
    clerk::{Body, Data, OccurredAt, OccurredAtBasis},
};
use proptest::prelude::*;

use super::deliveries::{ENVELOPE, event, millis, read, recorded, sign_in};
use crate::support::body_of;

/// JSON of any shape with the field names of the decoder.
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
    fn arbitrary_bytes_decode_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), event_type in any_type()) {
        let _ = EventType::from_body(&bytes);
        let event = recorded(event_type, bytes);
        prop_assert!(Body::decode(&event).occurred_at.at.micros() >= 0);
    }

    #[test]
    fn damaged_bodies_decode_without_panic(
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
        let _ = EventType::from_body(&bytes);
        let event = recorded(event_type, bytes);
        prop_assert!(Body::decode(&event).occurred_at.at.micros() >= 0);
    }

    #[test]
    fn any_data_decodes_and_keeps_the_envelope(data in any_json(), event_type in any_type()) {
        let event = event(event_type, &data);
        let body = Body::decode(&event);
        prop_assert_ne!(&body.data, &Ok(Data::Foreign));
        prop_assert_eq!(body.occurred_at, OccurredAt { at: millis(ENVELOPE), basis: OccurredAtBasis::Envelope });
    }

    #[test]
    fn any_unsafe_metadata_changes_nothing(metadata in any_json()) {
        let (plain, written) = (sign_in("{}"), sign_in(&metadata));
        let (plain, written) = (recorded("session.created", plain), recorded("session.created", written));
        prop_assert_eq!(read(&written), read(&plain));
        prop_assert_eq!(EventType::from_body(body_of(&written)), EventType::parse("session.created"));
    }
}
