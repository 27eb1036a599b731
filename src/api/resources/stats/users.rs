//! The types of statistics of users.

use poem_openapi::Object;

use crate::{
    api::wire::parameters::DateTime,
    query::stats::{self, BucketStats, StatsAnswer, UserCounts},
};

/// How many users came, went and were there, by bucket.
#[derive(Debug, Object)]
pub(crate) struct UserStats {
    /// Number of users who signed in once, and not in the last `dormant_days`, as
    /// `/v1/users?last_sign_in_before=` lists them. Null if the log holds no events.
    #[oai(nullable)]
    dormant: Option<u64>,
    /// Days without a sign-in after which a user counts as dormant.
    dormant_days: u32,
    /// Buckets in order of time, without gaps.
    data: Vec<UserBucket>,
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

/// The users of one bucket.
#[derive(Debug, Object)]
struct UserBucket {
    /// Start, inclusive.
    start: DateTime,
    /// End, exclusive.
    end: DateTime,
    /// Offset of the time zone from UTC at the start.
    offset: String,
    /// True if the log covers the whole bucket. Otherwise it holds of this time only what was
    /// delivered later: what is counted is the least that happened, and what would be 0 is null.
    covered: bool,
    /// Number of users who were created, by the time that Clerk reports (`created_at`).
    #[oai(nullable)]
    created: Option<u64>,
    /// Number of users who were deleted.
    #[oai(nullable)]
    deleted: Option<u64>,
    /// Number of distinct users who started a session in person and completed the sign-in.
    #[oai(nullable)]
    signed_in: Option<u64>,
    /// Number of distinct users who had such a session open at some time, also one that started
    /// earlier.
    #[oai(nullable)]
    active: Option<u64>,
}

impl UserStats {
    pub(super) fn new(stats: stats::UserStats, dormant_days: u32, time_zone: &str) -> Self {
        let stats::UserStats { dormant, answer: StatsAnswer { buckets, coverage_from, notes } } = stats;
        Self {
            dormant,
            dormant_days,
            data: buckets.into_iter().map(UserBucket::from).collect(),
            time_zone: time_zone.to_owned(),
            coverage_from: coverage_from.map(DateTime),
            notes: (!notes.is_empty()).then_some(notes),
        }
    }
}

impl From<BucketStats<UserCounts>> for UserBucket {
    fn from(stats: BucketStats<UserCounts>) -> Self {
        let BucketStats { bucket, covered, counts: UserCounts { created, deleted, signed_in, active } } = stats;
        Self {
            start: DateTime(bucket.start),
            end: DateTime(bucket.end),
            offset: bucket.offset,
            covered,
            created,
            deleted,
            signed_in,
            active,
        }
    }
}
