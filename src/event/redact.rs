//! Redacts payloads for clients that may read events but not bodies. An allow-list per event
//! family names the fields that stay; a payload of an unknown family is redacted completely.

use super::{
    clerk,
    json::{
        NotJson,
        redact::{
            Allowed::{self, Each, Everything, Nothing, Object, Scalar},
            AllowedFields, Redacted, redact_json,
        },
    },
    source::SYSTEM_SOURCE,
    system::SystemEventKind,
};

/// Redacts a body by its source and the type in the log. An error if the body is no UTF-8 or no
/// JSON: such a body is never part of an answer.
pub fn redact(source: &str, event_type: Option<&str>, body: &[u8]) -> Result<Redacted, NotJson> {
    let text = str::from_utf8(body).map_err(|_| NotJson)?;
    let event_type = event_type.unwrap_or_default();
    if source == SYSTEM_SOURCE {
        return redact_json(text, allowed_of_system(event_type));
    }
    let family = event_type.split_once('.').map_or(event_type, |(family, _)| family);
    clerk::allowed_fields::redact_body(family, text)
}

/// Gatelog's own events contain no secrets and are shown completely, with two exceptions: a
/// conflict contains the body of a sender, and a key's digest is of no use to a client. Events of
/// a later version are redacted completely.
fn allowed_of_system(event_type: &str) -> Allowed<'static> {
    let kind = SystemEventKind::ALL.into_iter().find(|kind| kind.as_str() == event_type);
    match kind {
        Some(SystemEventKind::Conflict) => Object(&CONFLICT),
        Some(SystemEventKind::KeyCreated) => Object(&KEY_CREATED),
        Some(_) => Everything,
        None => Nothing,
    }
}

const CONFLICT: AllowedFields =
    AllowedFields { scalars: "type at source svix_id position svix_timestamp secret_id", nested: &[] };

const KEY_CREATED: AllowedFields = AllowedFields {
    scalars: "type at key_id name expires_at by",
    nested: &[("scopes", Each(&Scalar)), ("sources", Each(&Scalar))],
};
