//! Sentences about Gatelog's own events: who read the log, who made which key, what was done to
//! it.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::actor::{Actor, ActorKind, Basis};
use crate::{
    access::{ENVIRONMENT_KEY_ID, key_events::created_event_id},
    event::{source::SYSTEM_SOURCE, system::SystemEventKind},
    query::{error::QueryError, view::View},
    views::{
        Activity,
        activity::{ACTOR_COMMAND, ACTOR_KEY, ActivityRow, Column, SystemFacts},
    },
};

/// The names of keys by their ids.
#[derive(Debug, Default)]
pub(super) struct KeyNames(HashMap<String, String>);

impl KeyNames {
    /// Of the keys that some rows name, looked up in the rows of their making.
    pub(super) async fn of(on: &impl ConnectionTrait, view: &View, rows: &[ActivityRow]) -> Result<Self, QueryError> {
        let ids: BTreeSet<String> =
            rows.iter().filter(|row| is_system(row)).flat_map(keys).filter(|id| id != ENVIRONMENT_KEY_ID).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let made = view
            .find::<Activity>()
            .filter(Column::Source.eq(SYSTEM_SOURCE))
            .filter(Column::SvixId.is_in(ids.iter().map(|id| created_event_id(id))))
            .all(on)
            .await?;
        let named = made.into_iter().filter_map(|row| {
            let facts = SystemFacts::parse(row.labels.as_deref());
            Some((facts.word("key_id")?.to_owned(), facts.word("name")?.to_owned()))
        });
        Ok(Self(named.collect()))
    }

    fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// A key in words: by its name, else by its id.
    fn key(&self, id: &str) -> String {
        match id {
            ENVIRONMENT_KEY_ID => "the key of GATELOG_API_KEY".to_owned(),
            id => format!("the key {}", self.get(id).unwrap_or(id)),
        }
    }
}

/// Whether a row is of one of Gatelog's own events.
pub(super) fn is_system(row: &ActivityRow) -> bool {
    row.source == SYSTEM_SOURCE
}

/// The keys that a row names: the one that acted, and the one that it is about.
fn keys(row: &ActivityRow) -> Vec<String> {
    let acted = row.actor_id.clone().filter(|_| row.actor_kind.as_deref() == Some(ACTOR_KEY));
    let about = SystemFacts::parse(row.labels.as_deref()).word("key_id").map(str::to_owned);
    acted.into_iter().chain(about).collect()
}

pub(super) fn actor(row: &ActivityRow, names: &KeyNames) -> Actor {
    let id = row.actor_id.clone();
    let kind = match (row.actor_kind.as_deref(), id.as_deref()) {
        (Some(ACTOR_KEY), Some(ENVIRONMENT_KEY_ID)) => ActorKind::EnvironmentKey,
        (Some(ACTOR_KEY), _) => ActorKind::ApiKey,
        (Some(ACTOR_COMMAND), _) => ActorKind::Command,
        _ => ActorKind::Gatelog,
    };
    let name = id.as_deref().and_then(|id| names.get(id)).map(str::to_owned);
    Actor { kind, id, name, inferred: false, basis: Basis::SystemEvent }
}

/// What happened, in a sentence.
pub(super) fn summary(row: &ActivityRow, names: &KeyNames) -> String {
    let facts = &SystemFacts::parse(row.labels.as_deref());
    let event_type = row.event_type.as_deref().unwrap_or_default();
    let Some(kind) = SystemEventKind::ALL.into_iter().find(|kind| kind.as_str() == event_type) else {
        return format!("event {event_type}");
    };
    let word = |name: &str| facts.word(name).unwrap_or("unknown");
    let list = |name: &str| facts.list(name).join(", ");
    let by = match row.actor_kind.as_deref() {
        Some(ACTOR_KEY) => names.key(row.actor_id.as_deref().unwrap_or_default()),
        Some(ACTOR_COMMAND) => "a command".to_owned(),
        _ => "gatelog".to_owned(),
    };
    let key = || names.key(word("key_id"));
    match kind {
        SystemEventKind::Started => format!("gatelog {} began to serve {}", word("version"), names_of(facts)),
        SystemEventKind::Stopped => {
            format!("gatelog {} stopped after {}", word("version"), lasted(facts.number("ran_for_seconds")))
        }
        SystemEventKind::ConfigurationChanged => {
            let waits = facts.list("at_next_start");
            let later =
                if waits.is_empty() { String::new() } else { format!("; at the next start: {}", waits.join(", ")) };
            format!("the configuration changed: {}{later}", list("changed"))
        }
        SystemEventKind::SecretsChanged => {
            let changed = ["added", "removed", "retired"].map(|what| (facts.list(what).len(), what));
            let changed: Vec<String> =
                changed.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
            format!("the signing secrets of {} changed: {}", word("source"), changed.join(", "))
        }
        SystemEventKind::KeyCreated => format!("{by} made {} for {}", key(), list("scopes")),
        SystemEventKind::KeyRevoked => format!("{by} revoked {}", key()),
        SystemEventKind::KeyUsed => format!("{} was used on {}", key(), word("day")),
        SystemEventKind::AccessDenied => {
            format!("{} refused: {}", were(facts.counts.values().sum(), "request"), counted(facts))
        }
        SystemEventKind::Read => format!("{by} {}", read(facts)),
        SystemEventKind::Conflict => {
            format!("another body came under the id {} of {}; both are kept", word("svix_id"), word("source"))
        }
        SystemEventKind::ImportStarted => format!("an import into {} began", word("source")),
        SystemEventKind::ImportFinished => format!(
            "an import into {} ended: {} recorded, {} in the log already, {} left out",
            word("source"),
            imported(facts, "recorded"),
            imported(facts, "duplicates"),
            imported(facts, "refused")
        ),
        SystemEventKind::Rebuilt => {
            format!("{by} built {} from {}", list("projections"), count(facts.number("events"), "event"))
        }
        SystemEventKind::Rollback => format!("{by} put back the kept copies of {}", list("projections")),
        SystemEventKind::LogBehindViews => format!(
            "the log was restored from a backup: {} of views knew more and {} dropped",
            count(facts.counts.values().sum(), "copy"),
            if facts.counts.values().sum::<u64>() == 1 { "was" } else { "were" }
        ),
        SystemEventKind::Migrated => {
            format!("gatelog {} brought the schema up to date: {}", word("version"), list("migrations"))
        }
        SystemEventKind::ClockStepped => format!("the clock of the machine jumped by {} ms", word("step_ms")),
    }
}

/// What a key read: the single things by kind, else which list, and how often.
fn read(facts: &SystemFacts) -> String {
    let operation = facts.word("operation").unwrap_or("unknown");
    let (requests, answered) = (facts.number("requests"), facts.number("answered"));
    let things = match (facts.counts.is_empty(), facts.number("more")) {
        (true, 0) => None,
        (true, more) => Some(format!("{more} others")),
        (false, 0) => Some(counted(facts)),
        (false, more) => Some(format!("{} and {more} more", counted(facts))),
    };
    let noun = |rest: &str| rest.replace('_', " ");
    let did = match (operation.split_once('_'), things) {
        (Some(("get", _)), Some(things)) => format!("read {things}"),
        (Some(("list", rest)), Some(things)) => format!("listed {} of {things}", noun(rest)),
        (Some(("diff", _)), Some(things)) => format!("compared versions of {things}"),
        (Some(("list", rest)), None) => format!("listed {}{}", noun(rest), filtered(facts)),
        (Some(("get", rest)), None) => format!("read the {}", noun(rest)),
        (_, Some(things)) => format!("asked {operation} about {things}"),
        (_, None) => format!("asked {operation}"),
    };
    let times = if requests > 1 { format!(" in {requests} requests") } else { String::new() };
    let unanswered = requests.saturating_sub(answered);
    let failed = if unanswered > 0 { format!(", {unanswered} of which got no answer") } else { String::new() };
    format!("{did}{times}{failed}")
}

fn filtered(facts: &SystemFacts) -> String {
    /// They page through what others select.
    const PAGING: [&str; 4] = ["limit", "order", "after", "before"];
    let filters: Vec<&str> =
        facts.list("filters").iter().map(String::as_str).filter(|name| !PAGING.contains(name)).collect();
    if filters.is_empty() { String::new() } else { format!(" by {}", filters.join(", ")) }
}

/// `12 users, 1 session`; of what has no plural here, the word and its number.
fn counted(facts: &SystemFacts) -> String {
    let kinds = ["user", "session", "organization", "membership", "invitation", "event"];
    let one = |(word, number): (&String, &u64)| {
        if kinds.contains(&word.as_str()) { count(*number, word) } else { format!("{word} {number}") }
    };
    facts.counts.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn count(number: u64, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {noun}s"),
    }
}

fn were(number: u64, noun: &str) -> String {
    format!("{} {}", count(number, noun), if number == 1 { "was" } else { "were" })
}

fn names_of(facts: &SystemFacts) -> String {
    facts.counts.keys().cloned().collect::<Vec<_>>().join(", ")
}

/// A number of an import's, which are written flat or as an object.
fn imported(facts: &SystemFacts, name: &str) -> u64 {
    facts.counts.get(name).copied().unwrap_or_else(|| facts.number(name))
}

fn lasted(seconds: u64) -> String {
    match seconds {
        0..60 => count(seconds, "second"),
        60..3_600 => count(seconds / 60, "minute"),
        _ => count(seconds / 3_600, "hour"),
    }
}
