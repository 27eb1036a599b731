//! The types of statistics of activity.

use std::collections::BTreeMap;

use poem_openapi::Object;

use crate::{
    api::wire::parameters::DateTime,
    query::stats::{ActivityCounts, BucketStats, StatsAnswer},
};

/// How many events happened, by bucket.
#[derive(Debug, Object)]
pub(crate) struct ActivityStats {
    /// Buckets in order of time, without gaps.
    data: Vec<ActivityBucket>,
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

/// The events of one bucket, without Gatelog's own.
#[derive(Debug, Object)]
struct ActivityBucket {
    /// Start, inclusive.
    start: DateTime,
    /// End, exclusive.
    end: DateTime,
    /// Offset of the time zone from UTC at the start.
    offset: String,
    /// True if the log covers the whole bucket. Otherwise it holds of this time only what was
    /// delivered later: what is counted is the least that happened, and what would be 0 is null.
    covered: bool,
    /// Number of events.
    #[oai(nullable)]
    events: Option<u64>,
    /// Number of events with each value of what is counted by; values without events are left out.
    /// An event with several actions counts for each of them, and one whose type has no action for
    /// its type. An event that names no country or browser counts for none.
    #[oai(nullable)]
    counts: Option<BTreeMap<String, u64>>,
    /// The same for values that are not among the 100 most frequent ones of the answer, together.
    #[oai(nullable)]
    other: Option<u64>,
}

impl ActivityStats {
    pub(super) fn new(answer: StatsAnswer<ActivityCounts>, time_zone: &str) -> Self {
        let StatsAnswer { buckets, coverage_from, notes } = answer;
        Self {
            data: buckets.into_iter().map(ActivityBucket::from).collect(),
            time_zone: time_zone.to_owned(),
            coverage_from: coverage_from.map(DateTime),
            notes: (!notes.is_empty()).then_some(notes),
        }
    }
}

impl From<BucketStats<ActivityCounts>> for ActivityBucket {
    fn from(stats: BucketStats<ActivityCounts>) -> Self {
        let BucketStats { bucket, covered, counts } = stats;
        Self {
            start: DateTime(bucket.start),
            end: DateTime(bucket.end),
            offset: bucket.offset,
            covered,
            events: counts.events,
            counts: counts.values.map(|values| values.into_iter().collect()),
            other: counts.other,
        }
    }
}
