//! The system events about API keys: created, revoked, and used on a day. They contain the digest
//! of a key, never its text.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    grant::SourceAccess,
    key_text::{KeyDigest, KeyId},
    scope::{Scope, Scopes},
};
use crate::{
    clock::Timestamp,
    event::{RecordedEvent, SystemEvent, id::SYSTEM_ID_PREFIX, system::SystemEventKind},
};

/// The prefix of the names of created and revoked events. Uses have another prefix, because there
/// are many.
pub(super) const EVENT_NAME_PREFIX: &str = "key_";

const MICROS_PER_DAY: i64 = 86_400_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCreated {
    pub id: KeyId,
    pub name: String,
    /// Who is responsible for the key, as its creator wrote it.
    pub owner: Option<String>,
    pub scopes: Scopes,
    pub sources: SourceAccess,
    /// `None` if the key does not expire.
    pub expires_at: Option<Timestamp>,
    pub digest: KeyDigest,
    /// The id of the creator's key, or `command` for the command line.
    pub by: String,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRevoked {
    pub id: KeyId,
    pub by: String,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyEvent {
    Created(KeyCreated),
    Revoked(KeyRevoked),
}

#[derive(Serialize, Deserialize)]
struct CreatedFacts {
    key_id: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    scopes: Vec<String>,
    /// Null: all sources.
    sources: Option<Vec<String>>,
    expires_at: Option<String>,
    sha256: String,
    by: String,
    /// The rest of a recorded event: its type, and what a later version added.
    #[serde(flatten, skip_serializing)]
    others: Map<String, Value>,
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

/// The fields of any system event, around its facts.
#[derive(Deserialize)]
struct StoredEvent<F> {
    at: String,
    #[serde(flatten)]
    facts: F,
}

impl KeyCreated {
    #[must_use]
    pub fn to_event(&self) -> SystemEvent {
        let facts = CreatedFacts {
            key_id: self.id.to_string(),
            name: self.name.clone(),
            owner: self.owner.clone(),
            scopes: self.scopes.names().into_iter().map(str::to_owned).collect(),
            sources: self.sources.names().map(<[String]>::to_vec),
            expires_at: self.expires_at.map(|at| at.to_string()),
            sha256: self.digest.to_string(),
            by: self.by.clone(),
            others: Map::new(),
        };
        SystemEvent::named(
            SystemEventKind::KeyCreated,
            self.at,
            &format!("{EVENT_NAME_PREFIX}{}_created", self.id),
            &facts,
        )
    }
}

impl KeyRevoked {
    #[must_use]
    pub fn to_event(&self) -> SystemEvent {
        let facts = RevokedFacts { key_id: self.id.to_string(), by: self.by.clone() };
        SystemEvent::named(
            SystemEventKind::KeyRevoked,
            self.at,
            &format!("{EVENT_NAME_PREFIX}{}_revoked", self.id),
            &facts,
        )
    }
}

/// The id of the event that records the creation of a key.
#[must_use]
pub fn created_event_id(key_id: &str) -> String {
    format!("{SYSTEM_ID_PREFIX}{EVENT_NAME_PREFIX}{key_id}_created")
}

/// The event for a use of a key at a time. Every use on one day (UTC), in every process, gives the
/// same event, so that the log records it once.
#[must_use]
pub fn used_event(id: &KeyId, at: Timestamp) -> SystemEvent {
    let start = Timestamp::from_micros(day_number(at) * MICROS_PER_DAY);
    let date: String = start.to_string().chars().take(10).collect();
    SystemEvent::named(
        SystemEventKind::KeyUsed,
        start,
        &used_event_name(id, start),
        &UsedFacts { key_id: id.as_str(), day: &date },
    )
}

/// The name of the event for a use of a key at a time.
#[must_use]
pub(super) fn used_event_name(id: &KeyId, at: Timestamp) -> String {
    let date: String = at.to_string().chars().take(10).collect();
    format!("{}{}", used_event_prefix(id), date.replace('-', ""))
}

/// The prefix of the names of a key's used events. The date follows, so that the last use sorts
/// last.
#[must_use]
pub(super) fn used_event_prefix(id: &KeyId) -> String {
    format!("keyuse_{id}_")
}

/// Days since 1970-01-01, in UTC.
#[must_use]
pub(super) const fn day_number(at: Timestamp) -> i64 {
    at.micros().div_euclid(MICROS_PER_DAY)
}

/// Parses a recorded event; `None` if it is not about a key, or its payload is not valid. Unknown
/// scopes, which a later version may have written, are ignored and so not granted. Any other field
/// that this version does not know could be a restriction, so a key with one is not valid here. A
/// revocation counts even if its body is erased or damaged: its id names the key.
#[must_use]
pub fn parse(event: &RecordedEvent) -> Option<KeyEvent> {
    let name_after =
        |id: &str| event.id.as_str().strip_prefix(SYSTEM_ID_PREFIX)?.strip_prefix(EVENT_NAME_PREFIX)?.strip_prefix(id);
    if !event.source.is_system() {
        return None;
    }
    if event.event_type == Some(SystemEventKind::KeyCreated.event_type()) {
        let StoredEvent { at, facts }: StoredEvent<CreatedFacts> = serde_json::from_slice(event.body.kept()?).ok()?;
        if facts.others.keys().any(|field| field != "type") {
            return None;
        }
        let expires_at = facts.expires_at.as_deref().map(Timestamp::parse_rfc3339);
        return (name_after(&facts.key_id) == Some("_created")).then_some(KeyEvent::Created(KeyCreated {
            id: KeyId::parse(&facts.key_id)?,
            name: facts.name,
            owner: facts.owner,
            scopes: facts.scopes.iter().filter_map(|word| Scope::parse(word)).collect(),
            sources: facts.sources.map_or(SourceAccess::All, SourceAccess::Only),
            // An expiry that cannot be parsed must not become `None`.
            expires_at: match expires_at {
                Some(parsed) => Some(parsed?),
                None => None,
            },
            digest: KeyDigest::parse(&facts.sha256)?,
            by: facts.by,
            at: Timestamp::parse_rfc3339(&at)?,
        }));
    }
    if event.event_type == Some(SystemEventKind::KeyRevoked.event_type()) {
        if event.body.kept().is_none() {
            return Some(KeyEvent::Revoked(KeyRevoked {
                id: KeyId::parse(name_after("")?.strip_suffix("_revoked")?)?,
                by: String::new(),
                at: Timestamp::from_seconds(event.svix_timestamp),
            }));
        }
        let StoredEvent { at, facts }: StoredEvent<RevokedFacts> = serde_json::from_slice(event.body.kept()?).ok()?;
        return (name_after(&facts.key_id) == Some("_revoked")).then_some(KeyEvent::Revoked(KeyRevoked {
            id: KeyId::parse(&facts.key_id)?,
            by: facts.by,
            at: Timestamp::parse_rfc3339(&at)?,
        }));
    }
    None
}
