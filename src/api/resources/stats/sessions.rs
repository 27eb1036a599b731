//! The types of statistics of sessions.

use poem_openapi::Object;

use crate::{
    api::wire::parameters::DateTime,
    query::stats::{self, BucketStats, SessionCounts, StatsAnswer},
};

/// How many sessions there were, by bucket. Sign-ins that were never completed do not count.
#[derive(Debug, Object)]
pub(crate) struct SessionStats {
    /// Number of sessions that are open now, as `/v1/sessions?active_at=` lists them. Null if the
    /// log holds no events.
    #[oai(nullable)]
    active_now: Option<u64>,
    /// Buckets in order of time, without gaps.
    data: Vec<SessionBucket>,
    /// The time zone of the buckets.
    time_zone: String,
    /// When the log begins, for the sources that are counted. Null if it holds no events of these.
    #[oai(nullable)]
    coverage_from: Option<DateTime>,
    /// An instance that is not counted by default and has rows at this time; an instance that was
    /// never recorded. Absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    notes: Option<Vec<String>>,
}

/// The sessions of one bucket.
#[derive(Debug, Object)]
struct SessionBucket {
    /// Start, inclusive.
    start: DateTime,
    /// End, exclusive.
    end: DateTime,
    /// Offset of the time zone from UTC at the start.
    offset: String,
    /// True if the log covers the whole bucket. Otherwise it holds of this time only what was
    /// delivered later: what is counted is the least that happened, and what would be 0 is null.
    covered: bool,
    /// Number of sessions that started.
    #[oai(nullable)]
    started: Option<u64>,
    /// Number of distinct users whose sessions these are.
    #[oai(nullable)]
    users: Option<u64>,
    /// Number of sessions that ended, whether an event reported the end or it is inferred.
    #[oai(nullable)]
    ended: Option<u64>,
    /// Duration in seconds that half of the sessions that ended did not exceed. Null if none
    /// ended.
    #[oai(nullable)]
    duration_p50_seconds: Option<i64>,
    /// The same for 90 of 100.
    #[oai(nullable)]
    duration_p90_seconds: Option<i64>,
    /// The same for 99 of 100.
    #[oai(nullable)]
    duration_p99_seconds: Option<i64>,
    /// Largest number of sessions that were open at one time, without the times for which they
    /// were pending.
    #[oai(nullable)]
    concurrent_max: Option<u64>,
}

impl SessionStats {
    pub(super) fn new(stats: stats::SessionStats, time_zone: &str) -> Self {
        let stats::SessionStats { active_now, answer: StatsAnswer { buckets, coverage_from, notes } } = stats;
        Self {
            active_now,
            data: buckets.into_iter().map(SessionBucket::from).collect(),
            time_zone: time_zone.to_owned(),
            coverage_from: coverage_from.map(DateTime),
            notes: (!notes.is_empty()).then_some(notes),
        }
    }
}

impl From<BucketStats<SessionCounts>> for SessionBucket {
    fn from(stats: BucketStats<SessionCounts>) -> Self {
        let BucketStats { bucket, covered, counts } = stats;
        let SessionCounts { started, users, ended, duration_p50, duration_p90, duration_p99, peak } = counts;
        Self {
            start: DateTime(bucket.start),
            end: DateTime(bucket.end),
            offset: bucket.offset,
            covered,
            started,
            users,
            ended,
            duration_p50_seconds: duration_p50,
            duration_p90_seconds: duration_p90,
            duration_p99_seconds: duration_p99,
            concurrent_max: peak,
        }
    }
}
