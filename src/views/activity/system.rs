//! Rows of Gatelog's own events, and the facts for their sentences. Lists hide them by default;
//! none is about a user.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    clock::Timestamp,
    event::{RecordedEvent, system::SystemEventKind},
};

/// `actor_kind`: a key of the query API, in one of Gatelog's own events.
pub const ACTOR_KEY: &str = "key";
/// `actor_kind`: a command on the machine of the log.
pub const ACTOR_COMMAND: &str = "command";
/// `actor_kind`: Gatelog itself.
pub const ACTOR_SERVICE: &str = "gatelog";

/// Maximum number of stored words of a list. The rest is counted.
const LISTED_MAX: usize = 20;

/// The list of refused keys.
pub const DENIED_KEYS: &str = "denied_keys";
/// Suffix of the name for the number of omitted words of a list.
const OMITTED: &str = "_omitted";

/// `occurred_basis` of a time that the event itself reports.
pub const BASIS_AT: &str = "at";

/// The facts of a system event that sentences use. Other versions of Gatelog may write fewer
/// facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SystemFacts {
    /// Single words and numbers by name: `operation`, `requests`, `name`, `day`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// Lists of words by name: `filters`, `scopes`, `projections`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, Vec<String>>,
    /// Numbers by name: objects that were read by kind, refusals by reason.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
}

/// The columns of a system event.
pub(super) struct SystemRow {
    pub(super) actor_kind: &'static str,
    pub(super) actor_id: Option<String>,
    /// As [`SystemFacts`].
    pub(super) facts: Option<String>,
    /// When it happened, if the event reports it.
    pub(super) at: Option<Timestamp>,
}

impl SystemRow {
    pub(super) fn from_event(event: &RecordedEvent) -> Self {
        let facts = RawFacts::read(event);
        let (actor_kind, actor_id) = facts.actor();
        let at = facts.word("at").and_then(Timestamp::parse_rfc3339);
        Self { actor_kind, actor_id, facts: facts.to_json(), at }
    }
}

struct RawFacts(serde_json::Map<String, Value>);

/// The identity of a conflict. Its body also holds a whole delivery, which is skipped.
#[derive(Serialize, Deserialize)]
struct Conflict {
    source: String,
    svix_id: String,
    position: i64,
}

impl RawFacts {
    fn read(event: &RecordedEvent) -> Self {
        let value = event.body.kept().map(|body| {
            if event.event_type == Some(SystemEventKind::Conflict.event_type()) {
                serde_json::from_slice::<Conflict>(body).and_then(serde_json::to_value)
            } else {
                serde_json::from_slice(body)
            }
        });
        match value {
            Some(Ok(Value::Object(facts))) => Self(facts),
            _ => Self(serde_json::Map::new()),
        }
    }

    fn word(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The kind and id of the actor: a key, a command on the machine of the log, or the service
    /// itself.
    fn actor(&self) -> (&'static str, Option<String>) {
        let by = self.word("by").or_else(|| self.word("key_id")).or_else(|| self.denied_key());
        match by {
            None | Some("serve") => (ACTOR_SERVICE, None),
            Some("command") => (ACTOR_COMMAND, None),
            Some(key_id) => (ACTOR_KEY, Some(key_id.to_owned())),
        }
    }

    /// The refused key, if all refusals are of one key.
    fn denied_key(&self) -> Option<&str> {
        let mut keys = self.0.get("denied")?.as_array()?.iter().map(|denied| denied.get("key_id")?.as_str());
        let key = keys.next()??;
        keys.all(|other| other == Some(key)).then_some(key)
    }

    /// The stored JSON; `None` if there are no facts.
    fn to_json(&self) -> Option<String> {
        let mut kept = SystemFacts::default();
        for (name, value) in &self.0 {
            match value {
                Value::String(word) => _ = kept.words.insert(name.clone(), word.clone()),
                Value::Number(number) => _ = kept.words.insert(name.clone(), number.to_string()),
                Value::Array(list) => kept.take_list(name, list),
                Value::Object(counts) => {
                    let counts = counts.iter().filter_map(|(name, count)| Some((name.clone(), count.as_u64()?)));
                    kept.counts.extend(counts);
                }
                Value::Null | Value::Bool(_) => {}
            }
        }
        // No sentence uses times of their own or the digest of a key.
        for unused in ["type", "at", "since", "until", "sha256"] {
            kept.words.remove(unused);
        }
        let json = || serde_json::to_string(&kept).expect("words and numbers have a JSON form");
        (kept != SystemFacts::default()).then(json)
    }
}

impl SystemFacts {
    #[must_use]
    pub fn parse(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        self.words.get(name).map(String::as_str)
    }

    /// A number by its name; 0 if absent.
    #[must_use]
    pub fn number(&self, name: &str) -> u64 {
        self.word(name).and_then(|number| number.parse().ok()).unwrap_or_default()
    }

    #[must_use]
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// The number of omitted words of a list.
    #[must_use]
    pub fn omitted(&self, name: &str) -> u64 {
        self.number(&format!("{name}{OMITTED}"))
    }

    /// Stores words as they are. Objects are counted by their name or class.
    fn take_list(&mut self, name: &str, list: &[Value]) {
        let mut omitted = 0_u64;
        for element in list {
            match element {
                Value::String(word) => {
                    let words = self.lists.entry(name.to_owned()).or_default();
                    if words.len() < LISTED_MAX {
                        words.push(word.clone());
                    } else {
                        omitted += 1;
                    }
                }
                Value::Object(element) => {
                    let class =
                        ["kind", "reason", "source", "projection"].iter().find_map(|key| element.get(*key)?.as_str());
                    let count = element.get("count").and_then(Value::as_u64).unwrap_or(1);
                    if let Some(class) = class {
                        *self.counts.entry(class.to_owned()).or_default() += count;
                    }
                    if let Some(key_id) = element.get("key_id").and_then(Value::as_str) {
                        let keys = self.lists.entry(DENIED_KEYS.to_owned()).or_default();
                        if keys.len() < LISTED_MAX && !keys.iter().any(|known| known == key_id) {
                            keys.push(key_id.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        if omitted > 0 {
            self.words.insert(format!("{name}{OMITTED}"), omitted.to_string());
        }
    }
}
