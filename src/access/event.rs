//! Keys as the log tells of them: made, revoked, used on a day. Facts only, and of a key's text only the digest.

use serde::{Deserialize, Serialize};

use super::{
    grant::Sources,
    key::{KeyDigest, KeyId},
    scope::{Scope, Scopes},
};
use crate::{
    clock::Timestamp,
    event::{RecordedEvent, SystemEvent, id::SYSTEM_ID_PREFIX, system::SystemEventKind},
};

/// How the names of what is recorded about keys begin; uses have names of their own, since they are many.
pub const NAMES: &str = "key_";

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A key was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCreated {
    /// Its id.
    pub id: KeyId,
    /// What people call it.
    pub name: String,
    /// For what.
    pub scopes: Scopes,
    /// About whose events.
    pub sources: Sources,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// What its text is compared with.
    pub digest: KeyDigest,
    /// Who made it: the id of a key, or `command` for the command line.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A key was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRevoked {
    /// Its id.
    pub id: KeyId,
    /// Who revoked it, as in [`KeyCreated::by`].
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the log tells of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyEvent {
    /// It was made.
    Created(KeyCreated),
    /// It was revoked.
    Revoked(KeyRevoked),
}

#[derive(Serialize, Deserialize)]
struct CreatedFacts {
    key_id: String,
    name: String,
    scopes: Vec<String>,
    /// Null: all of them.
    sources: Option<Vec<String>>,
    expires_at: Option<String>,
    sha256: String,
    by: String,
}

#[derive(Serialize, Deserialize)]
struct RevokedFacts {
    key_id: String,
    by: String,
}

#[derive(Serialize)]
struct UsedFacts<'a> {
    key_id: &'a str,
    day: &'a str,
}

#[derive(Deserialize)]
struct At<F> {
    at: String,
    #[serde(flatten)]
    facts: F,
}

impl KeyCreated {
    /// As the log takes it.
    #[must_use]
    pub fn to_event(&self) -> SystemEvent {
        let facts = CreatedFacts {
            key_id: self.id.to_string(),
            name: self.name.clone(),
            scopes: self.scopes.words().into_iter().map(str::to_owned).collect(),
            sources: self.sources.names().map(<[String]>::to_vec),
            expires_at: self.expires_at.map(|at| at.to_string()),
            sha256: self.digest.to_string(),
            by: self.by.clone(),
        };
        SystemEvent::named(SystemEventKind::KeyCreated, self.at, &format!("{NAMES}{}_created", self.id), &facts)
    }
}

impl KeyRevoked {
    /// As the log takes it.
    #[must_use]
    pub fn to_event(&self) -> SystemEvent {
        let facts = RevokedFacts { key_id: self.id.to_string(), by: self.by.clone() };
        SystemEvent::named(SystemEventKind::KeyRevoked, self.at, &format!("{NAMES}{}_revoked", self.id), &facts)
    }
}

/// The id of the event that tells of a key's making.
#[must_use]
pub fn created_id(key_id: &str) -> String {
    format!("{SYSTEM_ID_PREFIX}{NAMES}{key_id}_created")
}

/// That a key was used on the day of a moment: the same event for every use of that day, by whatever process, so that
/// it is recorded once.
#[must_use]
pub fn used(id: &KeyId, at: Timestamp) -> SystemEvent {
    let start = Timestamp::from_micros(day(at) * MICROS_PER_DAY);
    let date: String = start.to_string().chars().take(10).collect();
    let name = format!("{}{}", uses(id), date.replace('-', ""));
    SystemEvent::named(SystemEventKind::KeyUsed, start, &name, &UsedFacts { key_id: id.as_str(), day: &date })
}

/// How the names of a key's uses begin; what follows is the day, so that the last one sorts last.
#[must_use]
pub fn uses(id: &KeyId) -> String {
    format!("keyuse_{id}_")
}

/// The day of a moment, in UTC, counted from 1970.
#[must_use]
pub const fn day(at: Timestamp) -> i64 {
    at.micros().div_euclid(MICROS_PER_DAY)
}

/// What a recorded event tells of a key; `None` where it is not about one, or not understood. A scope that this binary
/// does not know, which a later one may have written, is left out: what is not understood is not granted.
#[must_use]
pub fn read(event: &RecordedEvent) -> Option<KeyEvent> {
    let about = |id: &str| event.id.as_str().strip_prefix(SYSTEM_ID_PREFIX)?.strip_prefix(NAMES)?.strip_prefix(id);
    if !event.source.is_system() {
        return None;
    }
    if event.event_type == Some(SystemEventKind::KeyCreated.event_type()) {
        let At { at, facts }: At<CreatedFacts> = serde_json::from_slice(&event.body).ok()?;
        let expires_at = facts.expires_at.as_deref().map(Timestamp::parse_rfc3339);
        return (about(&facts.key_id) == Some("_created")).then_some(KeyEvent::Created(KeyCreated {
            id: KeyId::parse(&facts.key_id)?,
            name: facts.name,
            scopes: facts.scopes.iter().filter_map(|word| Scope::parse(word)).collect(),
            sources: facts.sources.map_or(Sources::All, Sources::Only),
            // An expiry that cannot be read must not become none.
            expires_at: match expires_at {
                Some(unread) => Some(unread?),
                None => None,
            },
            digest: KeyDigest::parse(&facts.sha256)?,
            by: facts.by,
            at: Timestamp::parse_rfc3339(&at)?,
        }));
    }
    if event.event_type == Some(SystemEventKind::KeyRevoked.event_type()) {
        let At { at, facts }: At<RevokedFacts> = serde_json::from_slice(&event.body).ok()?;
        return (about(&facts.key_id) == Some("_revoked")).then_some(KeyEvent::Revoked(KeyRevoked {
            id: KeyId::parse(&facts.key_id)?,
            by: facts.by,
            at: Timestamp::parse_rfc3339(&at)?,
        }));
    }
    None
}
