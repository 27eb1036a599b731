//! Audits reads and denials: counts them in memory and writes them to the log every minute, reads
//! in one entry per key, person and operation, denials in one per key.
//!
//! A crash loses the counts since the last entry. Entries contain names of filters and ids, never
//! e-mail addresses, IP addresses or search terms; of the reader, the name that a proxy gives.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::{join, join_all};
use serde::Serialize;

use super::operations::Subject;
use crate::{
    clock::{Clock, Timestamp},
    event::{Position, SystemEvent, system::SystemEventKind},
    event_log::EventLog,
};

/// Interval between entries, in seconds; entries are written at each full minute.
const MINUTE_SECONDS: i64 = 60;
/// Maximum number of ids in one entry. A key that reads more per minute copies data rather than
/// looking it up; the entry counts the rest.
const SUBJECTS_MAX: usize = 100;

/// Entries of a minute with names of people. A proxy that passes on what clients write in its
/// header would fill the log otherwise.
const READERS_MAX: usize = 1_000;

/// Reads and denials since the last entry.
#[derive(Debug)]
pub struct Audit {
    /// Whether reads are audited. Denials always are.
    reads: bool,
    clock: Clock,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    since: Option<Timestamp>,
    reads: BTreeMap<Reader, Reads>,
    denials: BTreeMap<Denial, u64>,
}

/// Who asked, and for what.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reader {
    key_id: String,
    person: Option<String>,
    operation: String,
}

#[derive(Debug, Default)]
struct Reads {
    requests: u64,
    answered: u64,
    filters: BTreeSet<String>,
    subjects: BTreeSet<Subject>,
    /// Subjects beyond [`SUBJECTS_MAX`], and ids that must not be named. An id that occurs twice
    /// counts twice.
    more: u64,
    /// What streams read.
    range: Option<PositionRange>,
}

/// The rows that streams read, from the first position to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PositionRange {
    first: i64,
    last: i64,
    rows: u64,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Denial {
    operation: String,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
}

/// One request, for the audit.
#[derive(Clone, Debug, Default)]
pub struct Read<'a> {
    pub key_id: &'a str,
    /// The name of the reader, if a proxy gives it.
    pub person: Option<&'a str>,
    /// Operation id of the document.
    pub operation: &'a str,
    /// Whether the answer was a success; otherwise nothing was read.
    pub answered: bool,
    /// Names of the query parameters.
    pub filters: Vec<String>,
    /// Objects that were asked for by id.
    pub subjects: Vec<Subject>,
    /// Number of further objects whose ids must not be named.
    pub unnamed: u64,
}

#[derive(Serialize)]
struct ReadFacts<'a> {
    since: String,
    until: String,
    key_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'a str>,
    operation: &'a str,
    requests: u64,
    answered: u64,
    filters: &'a BTreeSet<String>,
    subjects: &'a BTreeSet<Subject>,
    more: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    streamed: Option<PositionRange>,
}

#[derive(Serialize)]
struct DeniedFacts<'a> {
    since: String,
    until: String,
    denied: Vec<DeniedTimes<'a>>,
}

#[derive(Serialize)]
struct DeniedTimes<'a> {
    #[serde(flatten)]
    denial: &'a Denial,
    count: u64,
}

impl Audit {
    #[must_use]
    pub fn new(reads: bool, clock: Clock) -> Self {
        Self { reads, clock, counted: Mutex::default() }
    }

    #[must_use]
    pub(super) const fn audits_reads(&self) -> bool {
        self.reads
    }

    pub fn read(&self, read: Read<'_>) {
        let mut counted = self.counted();
        let entry = counted.reads_of(&read);
        entry.add(1, u64::from(read.answered), read.filters, read.subjects, read.unnamed);
    }

    /// Audits rows of a stream whose request is audited already.
    pub fn streamed(&self, read: Read<'_>, range: PositionRange) {
        let mut counted = self.counted();
        let entry = counted.reads_of(&read);
        // The objects are those of the request: they are named in each entry, and counted once.
        let known = entry.requests > 0 || entry.range.is_some();
        let (subjects, unnamed) = if known { (Vec::new(), 0) } else { (read.subjects, read.unnamed) };
        entry.add(0, 0, read.filters, subjects, unnamed);
        entry.extend(Some(range));
    }

    /// Counts a denial. `reason` and `operation` are constants of the program; `key_id` belongs
    /// to an existing key.
    pub fn denied(&self, operation: &str, reason: &str, key_id: Option<&str>) {
        let denial =
            Denial { operation: operation.to_owned(), reason: reason.to_owned(), key_id: key_id.map(str::to_owned) };
        *self.counted().denials.entry(denial).or_default() += 1;
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.since.get_or_insert_with(|| self.clock.now());
        counted
    }

    /// Writes entries at each full minute, for ever.
    pub async fn run(&self, log: &EventLog) {
        loop {
            let passed = self.clock.now().seconds().rem_euclid(MINUTE_SECONDS);
            let left = u64::try_from(MINUTE_SECONDS - passed).unwrap_or_default();
            tokio::time::sleep(Duration::from_secs(left)).await;
            self.flush(log).await;
        }
    }

    /// Writes what was counted to the log. What the log does not accept stays counted.
    pub async fn flush(&self, log: &EventLog) {
        let Counted { since, reads, denials } =
            mem::take(&mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner));
        let Some(since) = since else { return };
        let now = self.clock.now();
        let span = (since.to_string(), now.to_string());

        let recorded = reads.iter().map(|(reader, reads)| {
            log.record(SystemEvent::new(SystemEventKind::Read, now, &reads.facts(&span, reader)))
        });
        // One entry for each key, so that it has one actor; and one for requests without a key.
        let mut by_key: BTreeMap<Option<&str>, Vec<DeniedTimes<'_>>> = BTreeMap::new();
        for (denial, count) in &denials {
            by_key.entry(denial.key_id.as_deref()).or_default().push(DeniedTimes { denial, count: *count });
        }
        let denied_keys: Vec<Option<String>> = by_key.keys().map(|key| key.map(str::to_owned)).collect();
        let record_denials = by_key.into_values().map(|denied| {
            let facts = DeniedFacts { since: span.0.clone(), until: span.1.clone(), denied };
            log.record(SystemEvent::new(SystemEventKind::AccessDenied, now, &facts))
        });
        // Concurrently: they share one commit, and a shutdown meanwhile finds them in the queue.
        let (recorded, denials_recorded) = join(join_all(recorded), join_all(record_denials)).await;
        let remaining: Vec<_> =
            reads.into_iter().zip(recorded).filter(|(_, recorded)| recorded.is_err()).map(|(entry, _)| entry).collect();
        let denied_keys: BTreeSet<Option<String>> = denied_keys
            .into_iter()
            .zip(denials_recorded)
            .filter(|(_, recorded)| recorded.is_err())
            .map(|(key, _)| key)
            .collect();
        if remaining.is_empty() && denied_keys.is_empty() {
            return;
        }

        tracing::warn!(
            reads = remaining.len(),
            denials = denied_keys.len(),
            "some reads and denials could not be recorded in the log; they are kept, and recorded in a minute"
        );
        let mut counted = self.counted();
        counted.since = counted.since.min(Some(since));
        for (reader, reads) in remaining {
            let Reads { requests, answered, filters, subjects, more, range } = reads;
            let entry = counted.reads.entry(reader).or_default();
            entry.add(requests, answered, filters, subjects, more);
            entry.extend(range);
        }
        for (denial, count) in denials.into_iter().filter(|(denial, _)| denied_keys.contains(&denial.key_id)) {
            *counted.denials.entry(denial).or_default() += count;
        }
    }
}

impl Counted {
    fn reads_of(&mut self, read: &Read<'_>) -> &mut Reads {
        let (key_id, operation) = (read.key_id.to_owned(), read.operation.to_owned());
        let mut reader = Reader { key_id, person: read.person.map(str::to_owned), operation };
        if self.reads.len() >= READERS_MAX && !self.reads.contains_key(&reader) {
            // It is counted without the name.
            reader.person = None;
        }
        self.reads.entry(reader).or_default()
    }
}

impl Reads {
    fn add(
        &mut self,
        requests: u64,
        answered: u64,
        filters: impl IntoIterator<Item = String>,
        subjects: impl IntoIterator<Item = Subject>,
        more: u64,
    ) {
        self.requests += requests;
        self.answered += answered;
        self.filters.extend(filters);
        self.more += more;
        for subject in subjects {
            if self.subjects.len() < SUBJECTS_MAX || self.subjects.contains(&subject) {
                self.subjects.insert(subject);
            } else {
                self.more += 1;
            }
        }
    }

    fn extend(&mut self, range: Option<PositionRange>) {
        self.range = match (self.range, range) {
            (Some(one), Some(other)) => Some(one.joined(other)),
            (one, other) => one.or(other),
        };
    }

    fn facts<'a>(&'a self, (since, until): &(String, String), reader: &'a Reader) -> ReadFacts<'a> {
        ReadFacts {
            since: since.clone(),
            until: until.clone(),
            key_id: &reader.key_id,
            person: reader.person.as_deref(),
            operation: &reader.operation,
            requests: self.requests,
            answered: self.answered,
            filters: &self.filters,
            subjects: &self.subjects,
            more: self.more,
            streamed: self.range,
        }
    }
}

impl PositionRange {
    #[must_use]
    pub fn new(first: Position, last: Position, rows: usize) -> Self {
        Self { first: first.0, last: last.0, rows: rows as u64 }
    }

    fn joined(self, other: Self) -> Self {
        let rows = self.rows.saturating_add(other.rows);
        Self { first: self.first.min(other.first), last: self.last.max(other.last), rows }
    }
}
