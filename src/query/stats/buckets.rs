//! Buckets of time: hours, days, ISO weeks and months of a time zone.

use chrono::NaiveDate;

use super::zone::{
    TimeZone, back, first_of_month, forward, monday, months_back, months_forward, offset_text, timestamp,
};
use crate::{clock::Timestamp, query::error::QueryError};

/// Maximum number of buckets: as many as a page of a list has rows. Hours of six weeks, days of
/// more than two years.
pub const BUCKETS_MAX: usize = 1_000;

/// Maximum number of days from start to end: ten years. Bounds the quarters of an hour of an
/// answer.
pub const SPAN_DAYS_MAX: i64 = 3_660;

const DAY: i64 = 86_400_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BucketSize {
    Hour,
    #[default]
    Day,
    /// From Monday on (ISO 8601).
    Week,
    Month,
}

/// A part of the requested time. The first and the last one may be shorter than others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Inclusive.
    pub start: Timestamp,
    /// Exclusive.
    pub end: Timestamp,
    /// The offset of local time at the start: `+01:00`.
    pub offset: String,
}

/// The requested buckets.
#[derive(Clone, Copy, Debug)]
pub struct BucketQuery {
    pub size: BucketSize,
    pub zone: TimeZone,
    /// By default the start of a bucket some buckets before the end.
    pub since: Option<Timestamp>,
    /// By default now, and never later.
    pub until: Option<Timestamp>,
    pub now: Timestamp,
}

impl BucketSize {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Buckets of an answer without `since`: a day, a month, a quarter, a year.
    const fn default_number(self) -> u32 {
        match self {
            Self::Hour => 24,
            Self::Day => 30,
            Self::Week => 13,
            Self::Month => 12,
        }
    }

    /// The first date of the bucket that holds a date.
    fn first_date(self, date: NaiveDate) -> NaiveDate {
        match self {
            Self::Hour | Self::Day => date,
            Self::Week => monday(date),
            Self::Month => first_of_month(date),
        }
    }

    /// The first date of the next bucket.
    fn next_date(self, first: NaiveDate) -> NaiveDate {
        match self {
            Self::Hour | Self::Day => forward(first, 1),
            Self::Week => forward(first, 7),
            Self::Month => months_forward(first, 1),
        }
    }

    /// When the bucket after the one of a time begins.
    fn next(self, zone: TimeZone, at: i64) -> i64 {
        if self == Self::Hour {
            return zone.next_hour(at);
        }
        let mut date = self.first_date(zone.date(at));
        loop {
            date = self.next_date(date);
            // Where the clock passes midnight twice, or skips a day, a date begins no later than
            // the one before.
            let begin = zone.begin_of(date);
            if begin > at || date == NaiveDate::MAX {
                return begin;
            }
        }
    }

    /// The start of a range of the default number of buckets. The last one holds the time before
    /// the end.
    fn default_start(self, zone: TimeZone, end: i64) -> i64 {
        let (last, further) = (end.saturating_sub(1), self.default_number() - 1);
        let date = self.first_date(zone.date(last));
        match self {
            Self::Hour => zone.begin_of_hour(last - i64::from(further) * DAY / 24),
            Self::Day => zone.begin_of(back(date, further.into())),
            Self::Week => zone.begin_of(back(date, u64::from(further) * 7)),
            Self::Month => zone.begin_of(months_back(date, further)),
        }
    }
}

impl BucketQuery {
    /// The buckets, in order and without gaps.
    pub fn buckets(&self) -> Result<Vec<Bucket>, QueryError> {
        let Self { size, zone, .. } = *self;
        let until = self.until.unwrap_or(self.now).min(self.now).micros();
        let since = self.since.map_or_else(|| size.default_start(zone, until), Timestamp::micros);
        if until.saturating_sub(since) > SPAN_DAYS_MAX * DAY {
            let reason = format!(
                "from {} to {} are more than {SPAN_DAYS_MAX} days, the most that one answer counts; write a later since",
                timestamp(since),
                timestamp(until)
            );
            return Err(QueryError::Parameter { name: "since", reason });
        }
        let mut buckets = Vec::new();
        let mut start = since;
        while start < until {
            if buckets.len() == BUCKETS_MAX {
                let reason = format!(
                    "from {} to {} are more than {BUCKETS_MAX} buckets of one {}, the most of one answer; write a \
                     later since, an earlier until or a longer interval",
                    timestamp(since),
                    timestamp(until),
                    size.as_str()
                );
                return Err(QueryError::Parameter { name: "interval", reason });
            }
            let end = size.next(zone, start).clamp(start + 1, until);
            let offset = offset_text(zone.offset_seconds(start));
            buckets.push(Bucket { start: timestamp(start), end: timestamp(end), offset });
            start = end;
        }
        Ok(buckets)
    }
}
