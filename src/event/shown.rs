//! What of a payload is shown to whoever may read events and not bodies. Of bodies that nobody has looked through, nothing.

use super::{
    clerk,
    json::{
        NotJson,
        pick::{
            Allowed::{self, Each, Everything, Nothing, Object, Scalar},
            Fields, Picked, pick,
        },
    },
    source::SYSTEM_SOURCE,
    system::Kind,
};

/// What is shown of a body, by who sent it and the type that the log has of it. An error where it is no JSON in UTF-8, of
/// which nothing is shown inside an answer in any case.
pub fn shown(source: &str, event_type: Option<&str>, body: &[u8]) -> Result<Picked, NotJson> {
    let text = str::from_utf8(body).map_err(|_| NotJson)?;
    let event_type = event_type.unwrap_or_default();
    if source == SYSTEM_SOURCE {
        return pick(text, of_system(event_type));
    }
    let family = event_type.split_once('.').map_or(event_type, |(family, _)| family);
    clerk::shown::pick_body(family, text)
}

/// Of Gatelog's own events all, since they are made without secrets; but a conflict holds a whole body of somebody else's,
/// and a key's digest helps nobody. Of what a later binary wrote, nothing.
fn of_system(event_type: &str) -> Allowed<'static> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == event_type);
    match kind {
        Some(Kind::Conflict) => Object(&CONFLICT),
        Some(Kind::KeyCreated) => Object(&KEY_CREATED),
        Some(_) => Everything,
        None => Nothing,
    }
}

const CONFLICT: Fields = Fields { scalars: "type at source svix_id position svix_timestamp secret_id", nested: &[] };

const KEY_CREATED: Fields = Fields {
    scalars: "type at key_id name expires_at by",
    nested: &[("scopes", Each(&Scalar)), ("sources", Each(&Scalar))],
};
