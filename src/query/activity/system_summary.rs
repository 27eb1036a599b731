//! Sentences about Gatelog's own events.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::words::time;
use crate::{
    access::{ENVIRONMENT_KEY_ID, key_events::created_event_id},
    event::{Position, source::SYSTEM_SOURCE, system::SystemEventKind},
    event_log::read,
    query::error::QueryError,
    storage::{Store, entity::event},
    views::activity::{
        ACTOR_COMMAND, ACTOR_KEY, ActivityRow, DENIED_KEYS, SystemFacts,
        actor::{Actor, ActorKind, Basis},
    },
};

/// Names of keys by id, and of those who are responsible for them.
#[derive(Debug, Default)]
pub(super) struct KeyNames(HashMap<String, KeyName>);

#[derive(Debug)]
struct KeyName {
    name: String,
    owner: Option<String>,
}

impl KeyNames {
    /// Loads the names of the keys in these rows from the events of their creation.
    pub(super) async fn load(
        store: &Store,
        on: &impl ConnectionTrait,
        rows: &[ActivityRow],
    ) -> Result<Self, QueryError> {
        let ids: BTreeSet<String> =
            rows.iter().filter(|row| is_system(row)).flat_map(keys).filter(|id| id != ENVIRONMENT_KEY_ID).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let made: Vec<i64> = event::Entity::find()
            .select_only()
            .column(event::Column::Position)
            .filter(event::Column::Source.eq(SYSTEM_SOURCE))
            .filter(event::Column::SvixId.is_in(ids.iter().map(|id| created_event_id(id))))
            .into_tuple()
            .all(on)
            .await?;
        let made = read::at_positions(store, made.into_iter().map(Position).collect(), u64::MAX).await?;
        let named = made.iter().filter_map(|event| {
            let facts = SystemFacts::parse(ActivityRow::of_event(event).labels.as_deref());
            let (name, owner) = (facts.word("name")?.to_owned(), facts.word("owner").map(str::to_owned));
            Some((facts.word("key_id")?.to_owned(), KeyName { name, owner }))
        });
        Ok(Self(named.collect()))
    }

    fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|key| key.name.as_str())
    }

    /// A key in words: its name and its owner, otherwise its id.
    fn key(&self, id: &str) -> String {
        match (id, self.0.get(id)) {
            (ENVIRONMENT_KEY_ID, _) => "the key of GATELOG_API_KEY".to_owned(),
            (_, Some(KeyName { name, owner })) => key_in_words(name, owner.as_deref()),
            (id, None) => key_in_words(id, None),
        }
    }
}

fn key_in_words(name: &str, owner: Option<&str>) -> String {
    let owner = owner.map_or_else(String::new, |owner| format!(" ({owner})"));
    format!("the key {name}{owner}")
}

/// True for a row of one of Gatelog's own events.
pub(super) fn is_system(row: &ActivityRow) -> bool {
    row.source == SYSTEM_SOURCE
}

/// The keys in a row: the actor, and those that it is about.
fn keys(row: &ActivityRow) -> Vec<String> {
    let acted = row.actor_id.clone().filter(|_| row.actor_kind.as_deref() == Some(ACTOR_KEY));
    let facts = SystemFacts::parse(row.labels.as_deref());
    let about = facts.word("key_id").map(str::to_owned);
    acted.into_iter().chain(about).chain(facts.list(DENIED_KEYS).iter().cloned()).collect()
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

pub(super) fn summary(row: &ActivityRow, names: &KeyNames) -> String {
    let facts = &SystemFacts::parse(row.labels.as_deref());
    let event_type = row.event_type.as_deref().unwrap_or_default();
    let Some(kind) = SystemEventKind::ALL.into_iter().find(|kind| kind.as_str() == event_type) else {
        return format!("event {event_type}");
    };
    let word = |name: &str| facts.word(name).unwrap_or("unknown");
    let gatelog = || facts.word("version").map_or_else(|| "gatelog".to_owned(), |version| format!("gatelog {version}"));
    let by = match row.actor_kind.as_deref() {
        Some(ACTOR_KEY) => names.key(row.actor_id.as_deref().unwrap_or_default()),
        Some(ACTOR_COMMAND) => "a command".to_owned(),
        _ => "gatelog".to_owned(),
    };
    let key = || names.key(word("key_id"));
    let views = || match listed(facts, "projections") {
        views if views.is_empty() => "views".to_owned(),
        view if facts.list("projections").len() == 1 => format!("the view {view}"),
        views => format!("the views {views}"),
    };
    match kind {
        SystemEventKind::Started => {
            let sources: Vec<&str> = facts.counts.keys().map(String::as_str).collect();
            let of = if sources.len() == 1 { "source" } else { "sources" };
            let serving = if sources.is_empty() { String::new() } else { format!(", for the {of} {}", all(&sources)) };
            format!("{} started{serving}", gatelog())
        }
        SystemEventKind::Stopped => match facts.word("ran_for_seconds") {
            Some(_) => format!("{} stopped after {}", gatelog(), lasted(facts.number("ran_for_seconds"))),
            None => format!("{} stopped", gatelog()),
        },
        SystemEventKind::ConfigurationChanged => {
            let later = match listed(facts, "at_next_start") {
                waits if waits.is_empty() => String::new(),
                waits => format!("; the next start applies {waits}"),
            };
            format!("the configuration changed{}{later}", explained(&listed(facts, "changed")))
        }
        SystemEventKind::SecretsChanged => {
            let changed = ["added", "removed", "retired"].map(|what| (facts.list(what).len(), what));
            let changed: Vec<String> =
                changed.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
            format!("the signing secrets of the source {} changed{}", word("source"), explained(&changed.join(", ")))
        }
        SystemEventKind::KeyCreated => {
            let key = facts.word("name").map_or_else(key, |name| key_in_words(name, facts.word("owner")));
            format!("{by} created {key}{}", rights(facts))
        }
        SystemEventKind::KeyRevoked => format!("{by} revoked {}", key()),
        SystemEventKind::KeyUsed => format!("{} was used on {}", key(), word("day")),
        SystemEventKind::AccessDenied => denied(row, facts, &by, names),
        SystemEventKind::Read => match facts.word("person") {
            Some(person) => format!("{person}, with {by}, {}", read(facts)),
            None => format!("{by} {}", read(facts)),
        },
        SystemEventKind::Exported => format!("{by} {}", exported(facts)),
        SystemEventKind::Reviewed => {
            let rows = count(facts.number("rows"), "row");
            let (of, id) = (many(noun(word("operation"))), word("export_id"));
            format!(
                "{} signed off the export {id}, {rows} of {of}, with {by}{}",
                word("reviewed_by"),
                explained(facts.word("note").unwrap_or_default())
            )
        }
        SystemEventKind::Conflict => format!(
            "a second body arrived under the id {} of the source {}; both are kept",
            word("svix_id"),
            word("source")
        ),
        SystemEventKind::ImportStarted => format!("an import into the source {} began", word("source")),
        SystemEventKind::ImportFinished => format!(
            "an import into the source {} ended: {} recorded, {} already in the log, {} refused",
            word("source"),
            imported(facts, "recorded"),
            imported(facts, "duplicates"),
            imported(facts, "refused")
        ),
        SystemEventKind::Rebuilt => {
            format!("{by} built {} from {}", views(), count(facts.number("events"), "event"))
        }
        SystemEventKind::Rollback => format!("{by} made kept generations of {} live again", views()),
        SystemEventKind::LogBehindViews => match facts.counts.values().sum() {
            0 => "the log was restored from an older backup".to_owned(),
            1 => "the log was restored from an older backup: 1 view knew more and was dropped".to_owned(),
            views => {
                format!("the log was restored from an older backup: {views} views knew more and were dropped")
            }
        },
        SystemEventKind::Migrated => {
            format!("{} brought the schema up to date{}", gatelog(), explained(&listed(facts, "migrations")))
        }
        SystemEventKind::ClockStepped => {
            let step: i64 = facts.word("step_ms").and_then(|step| step.parse().ok()).unwrap_or_default();
            let way = if step < 0 { "back" } else { "ahead" };
            format!("the clock of the machine jumped {way} by {} ms", step.unsigned_abs())
        }
    }
}

/// The scopes, sources and expiry of a new key.
fn rights(facts: &SystemFacts) -> String {
    let scopes = listed(facts, "scopes");
    if scopes.is_empty() {
        return String::new();
    }
    let noun = if facts.list("scopes").len() == 1 { "scope" } else { "scopes" };
    let sources = match (listed(facts, "sources"), facts.list("sources").len()) {
        (sources, _) if sources.is_empty() => "all sources".to_owned(),
        (source, 1) => format!("the source {source}"),
        (sources, _) => format!("the sources {sources}"),
    };
    let end = facts.word("expires_at").map_or_else(String::new, |at| format!(", until {}", time(at)));
    format!(" with the {noun} {scopes} on {sources}{end}")
}

/// Requests refused within a minute, of one key or of requests without a key.
fn denied(row: &ActivityRow, facts: &SystemFacts, by: &str, names: &KeyNames) -> String {
    let requests = facts.counts.values().sum();
    let reasons: Vec<String> =
        facts.counts.iter().map(|(reason, number)| format!("{number} {}", why_denied(reason))).collect();
    let why = explained(&reasons.join(", "));
    if row.actor_kind.as_deref() == Some(ACTOR_KEY) {
        return format!("{by} was refused {}{why}", count(requests, "request"));
    }
    let keys: Vec<String> = facts.list(DENIED_KEYS).iter().map(|id| names.key(id)).collect();
    let of = if keys.is_empty() { String::new() } else { format!("; some were of {}", all(&keys)) };
    format!("{}{why}{of}", were(requests, "request", "refused"))
}

fn why_denied(reason: &str) -> &str {
    match reason {
        "no_key" => "without a key",
        "malformed_key" => "with a malformed key",
        "unknown_key" => "with an unknown key",
        "expired_key" => "with an expired key",
        "scope" => "without the required scope",
        "source" => "for a source that the key may not read",
        "undeclared" => "for an operation that no key may use",
        other => other,
    }
}

/// What a key read with one operation: the objects by kind or the list, the filters, and the
/// number of requests.
fn read(facts: &SystemFacts) -> String {
    let Some(operation) = facts.word("operation") else { return "read the log".to_owned() };
    let (requests, answered) = (facts.number("requests"), facts.number("answered"));
    if answered == 0 {
        return unanswered(operation, requests);
    }
    let things = match (facts.counts.is_empty(), facts.number("more")) {
        (true, 0) => None,
        (true, more) => Some(count(more, "object")),
        (false, 0) => Some(counted(facts)),
        (false, more) => Some(format!("{} and {more} more", counted(facts))),
    };
    let filters = filters(facts);
    let (verb, noun) = operation.split_once('_').unwrap_or(("use", operation));
    let did = match (verb, things) {
        ("get", Some(things)) => match noun {
            "event_payload" => format!("read the payload of {things}"),
            "activity" => format!("read the activity of {things}"),
            _ => format!("read {things}"),
        },
        ("list", Some(things)) => format!("listed {} of {things}", many(noun)),
        ("diff", Some(things)) => format!("compared versions of {things}"),
        (_, Some(things)) => format!("{} {things}", past(verb)),
        ("list", None) => format!("listed {}", many(noun)),
        (verb, None) => format!("{} {}", past(verb), one(noun)),
    };
    let by = match verb {
        _ if filters.is_empty() => String::new(),
        "list" => format!(" by {filters}"),
        _ => format!(" with {filters}"),
    };
    let times = if requests > 1 { format!(" in {requests} requests") } else { String::new() };
    let failed = match requests.saturating_sub(answered) {
        0 => String::new(),
        failed => format!(", {failed} of which got an error"),
    };
    format!("{did}{by}{times}{failed}")
}

/// What a key exported: how many rows of which list, by which filters, and whether that was all.
fn exported(facts: &SystemFacts) -> String {
    let noun = noun(facts.word("operation").unwrap_or_default());
    let by = match filters(facts) {
        filters if filters.is_empty() => String::new(),
        filters => format!(" by {filters}"),
    };
    let ended = match facts.word("reason") {
        None => "",
        Some("client_gone") => "; the client left before the end",
        Some("access_ended") => "; the key lost its access before the end",
        Some("shutdown") => "; the server stopped before the end",
        Some("too_large") => "; it took more disk or time than an export may",
        Some(_) => "; it failed before the end",
    };
    let rows = count(facts.number("rows"), "row");
    format!("exported {rows} of {} as {}{by}{ended}", many(noun), facts.word("format").unwrap_or("unknown"))
}

/// What an operation like `list_events` is about.
fn noun(operation: &str) -> &str {
    operation.split_once('_').map_or(operation, |(_, noun)| noun)
}

/// Requests that were all answered with errors.
fn unanswered(operation: &str, requests: u64) -> String {
    let times = if requests > 1 { format!(" {requests} times") } else { String::new() };
    let Some((verb, noun)) = operation.split_once('_') else {
        return format!("asked{times} for a path that does not exist");
    };
    let what = match verb {
        "list" => format!("list {}", many(noun)),
        "get" => format!("read {}", one(noun)),
        "diff" => format!("compare versions of {}", one(noun)),
        verb => format!("{verb} {}", one(noun)),
    };
    let errors = if requests > 1 { "only errors" } else { "an error" };
    format!("asked{times} to {what} and got {errors}")
}

fn past(verb: &str) -> String {
    match verb {
        "get" => "read".to_owned(),
        "diff" => "compared versions of".to_owned(),
        "rebuild" => "rebuilt".to_owned(),
        "begin" => "began".to_owned(),
        verb => format!("{}d", verb.strip_suffix('e').map_or_else(|| format!("{verb}e"), |stem| format!("{stem}e"))),
    }
}

/// The object of an operation on one object.
fn one(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    match noun {
        "activity" => "the activity of an event".to_owned(),
        "event_payload" => "the payload of an event".to_owned(),
        "viewer_session" => "a session of the page".to_owned(),
        "activity_stats" => "statistics of activity".to_owned(),
        "session_stats" => "statistics of sessions".to_owned(),
        "user_stats" => "statistics of users".to_owned(),
        noun => format!("{article} {}", noun.replace('_', " ")),
    }
}

/// The object of a list operation.
fn many(noun: &str) -> String {
    match noun {
        "undecodable" => "undecodable events".to_owned(),
        noun if noun.ends_with("_history") => "the history".to_owned(),
        noun => noun.replace('_', " "),
    }
}

fn filters(facts: &SystemFacts) -> String {
    /// These say how the result is returned and select nothing.
    const PAGING: [&str; 8] = ["limit", "order", "order_by", "after", "before", "min_position", "format", "csv"];
    /// Every comparison has these.
    const SIDES: [&str; 2] = ["from", "to"];
    let filters = facts.list("filters").iter().map(String::as_str);
    all(&filters.filter(|name| !PAGING.contains(name) && !SIDES.contains(name)).collect::<Vec<_>>())
}

/// `a, b and c`.
fn all(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// The words of a list, and the number of omitted ones.
fn listed(facts: &SystemFacts, name: &str) -> String {
    let mut words = facts.list(name).to_vec();
    words.extend(Some(facts.omitted(name)).filter(|more| *more > 0).map(|more| format!("{more} more")));
    all(&words)
}

fn explained(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(": {text}") }
}

/// `12 users, 1 session`. Other words have their number appended.
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

fn were(number: u64, noun: &str, done: &str) -> String {
    format!("{} {} {done}", count(number, noun), if number == 1 { "was" } else { "were" })
}

/// A number of an import, stored flat or in an object.
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
