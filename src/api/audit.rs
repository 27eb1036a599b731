//! Who read what, and who was refused: counted in memory while questions are answered, told to the log once a minute.
//! A crash loses what was counted since the last time. Holds names of filters and ids, never e-mail addresses, IP
//! addresses or words that were searched for.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::{join, join_all};
use serde::Serialize;

use super::subjects::Subject;
use crate::{
    clock::{Clock, Timestamp},
    event::{SystemEvent, system::SystemEventKind},
    event_log::EventLog,
};

/// How often what was counted is told to the log, in seconds: at each whole minute.
const MINUTE_SECONDS: i64 = 60;
/// Ids named in one entry. Whoever reads more of them in a minute copies rather than looks up; how many more there were
/// is told.
pub const SUBJECTS_MAX: usize = 100;

/// What was read, and who was refused, since the log was last told.
#[derive(Debug)]
pub struct Audit {
    /// Whether reads are told to the log; refusals are in any case.
    reads: bool,
    clock: Clock,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    since: Option<Timestamp>,
    /// By key and operation.
    reads: BTreeMap<(String, String), Reads>,
    denials: BTreeMap<Denial, u64>,
}

/// What one key read by one operation.
#[derive(Debug, Default)]
struct Reads {
    requests: u64,
    answered: u64,
    filters: BTreeSet<String>,
    subjects: BTreeSet<Subject>,
    /// Subjects beyond [`SUBJECTS_MAX`], and ids that cannot be named; one that comes twice counts twice.
    more: u64,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Denial {
    operation: String,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_id: Option<String>,
}

/// One answered question, as far as the audit is concerned.
#[derive(Clone, Debug, Default)]
pub struct Read<'a> {
    /// Whose key it was.
    pub key_id: &'a str,
    /// What the document calls the operation.
    pub operation: &'a str,
    /// Whether there was an answer: else nothing was read.
    pub answered: bool,
    /// The names of the parameters that were given.
    pub filters: Vec<String>,
    /// The single things that were asked for.
    pub subjects: Vec<Subject>,
    /// How many more were asked for, whose ids are not to be named.
    pub unnamed: u64,
}

#[derive(Serialize)]
struct ReadFacts<'a> {
    since: String,
    until: String,
    key_id: &'a str,
    operation: &'a str,
    requests: u64,
    answered: u64,
    filters: &'a BTreeSet<String>,
    subjects: &'a BTreeSet<Subject>,
    more: u64,
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
    /// With nothing counted yet.
    #[must_use]
    pub fn new(reads: bool, clock: Clock) -> Self {
        Self { reads, clock, counted: Mutex::default() }
    }

    /// Whether reads are told to the log.
    #[must_use]
    pub const fn tells_reads(&self) -> bool {
        self.reads
    }

    /// A question was answered, or nothing was found.
    pub fn read(&self, read: Read<'_>) {
        let mut counted = self.counted();
        let entry = counted.reads.entry((read.key_id.to_owned(), read.operation.to_owned())).or_default();
        entry.add(1, u64::from(read.answered), read.filters, read.subjects, read.unnamed);
    }

    /// A question was refused. `reason` and `operation` are the program's own words; `key_id` is of a key that exists.
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

    /// Tells the log at each whole minute, for ever.
    pub async fn run(&self, log: &EventLog) {
        loop {
            let passed = self.clock.now().seconds().rem_euclid(MINUTE_SECONDS);
            let left = u64::try_from(MINUTE_SECONDS - passed).unwrap_or_default();
            tokio::time::sleep(Duration::from_secs(left)).await;
            self.flush(log).await;
        }
    }

    /// Tells the log what was counted. What it does not take is counted on, and told the next time.
    pub async fn flush(&self, log: &EventLog) {
        let Counted { since, reads, denials } =
            mem::take(&mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner));
        let Some(since) = since else { return };
        let now = self.clock.now();
        let span = (since.to_string(), now.to_string());

        let told = reads.iter().map(|((key_id, operation), reads)| {
            log.record(SystemEvent::new(SystemEventKind::Read, now, &reads.facts(&span, key_id, operation)))
        });
        let denied = denials.iter().map(|(denial, count)| DeniedTimes { denial, count: *count }).collect();
        let facts = DeniedFacts { since: span.0.clone(), until: span.1.clone(), denied };
        let tell_denials = async {
            denials.is_empty() || log.record(SystemEvent::new(SystemEventKind::AccessDenied, now, &facts)).await.is_ok()
        };
        // All at once: they wait for one commit, and a shutdown meanwhile finds them in the queue.
        let (told, denials_told) = join(join_all(told), tell_denials).await;
        let untold: Vec<_> =
            reads.into_iter().zip(told).filter(|(_, told)| told.is_err()).map(|(entry, _)| entry).collect();
        if untold.is_empty() && denials_told {
            return;
        }

        tracing::warn!(
            reads = untold.len(),
            denials_told,
            "what was read and refused could not all be told to the log; it is kept, and told in a minute"
        );
        let mut counted = self.counted();
        counted.since = counted.since.min(Some(since));
        for (name, reads) in untold {
            let Reads { requests, answered, filters, subjects, more } = reads;
            counted.reads.entry(name).or_default().add(requests, answered, filters, subjects, more);
        }
        if !denials_told {
            for (denial, count) in denials {
                *counted.denials.entry(denial).or_default() += count;
            }
        }
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

    fn facts<'a>(&'a self, (since, until): &(String, String), key_id: &'a str, operation: &'a str) -> ReadFacts<'a> {
        ReadFacts {
            since: since.clone(),
            until: until.clone(),
            key_id,
            operation,
            requests: self.requests,
            answered: self.answered,
            filters: &self.filters,
            subjects: &self.subjects,
            more: self.more,
        }
    }
}
