//! A time zone by its name, and when its days and hours begin.

use std::str::FromStr as _;

use chrono::{
    DateTime, Datelike as _, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset as _,
    TimeZone as _, Utc,
};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::{clock::Timestamp, text::vocabulary};

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// A time zone of the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeZone(Tz);

impl Default for TimeZone {
    fn default() -> Self {
        Self(Tz::UTC)
    }
}

impl TimeZone {
    /// Parses a name. The error says what to write instead.
    pub fn parse(name: &str) -> Result<Self, String> {
        Tz::from_str(name).map(Self).map_err(|_| {
            const HOW: &str = "write a name of the IANA database, like Europe/Berlin or UTC";
            match vocabulary::nearest(name, TZ_VARIANTS.iter().map(|zone| zone.name())) {
                Some(nearest) => format!("no time zone has this name; did you mean {nearest}? Or {HOW}"),
                None => format!("no time zone has this name; {HOW}"),
            }
        })
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What local time is ahead of UTC, in seconds.
    pub(super) fn offset_seconds(self, at: i64) -> i32 {
        self.0.offset_from_utc_datetime(&utc(at)).fix().local_minus_utc()
    }

    /// The local date.
    pub(super) fn date(self, at: i64) -> NaiveDate {
        self.local(at).date()
    }

    fn local(self, at: i64) -> NaiveDateTime {
        utc(at.saturating_add(i64::from(self.offset_seconds(at)) * SECOND))
    }

    /// When a date begins: its first moment, where the clock is put forward over midnight the
    /// moment of that.
    pub(super) fn begin_of(self, date: NaiveDate) -> i64 {
        let midnight = date.and_time(NaiveTime::MIN);
        match self.0.from_local_datetime(&midnight) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => micros(&at),
            LocalResult::None => {
                let before = midnight.and_utc().timestamp_micros() - DAY;
                let offset = self.offset_seconds(before);
                let at_latest = before + DAY - i64::from(offset) * SECOND;
                self.first_change(at_latest - DAY, at_latest)
            }
        }
    }

    /// When the next hour of the clock begins. An hour ends, too, where the offset changes.
    pub(super) fn next_hour(self, at: i64) -> i64 {
        let into = (at + i64::from(self.offset_seconds(at)) * SECOND).rem_euclid(HOUR);
        let next = at + HOUR - into;
        if self.offset_seconds(next) == self.offset_seconds(at) { next } else { self.first_change(at, next) }
    }

    /// When the hour of the clock began.
    pub(super) fn begin_of_hour(self, at: i64) -> i64 {
        let into = (at + i64::from(self.offset_seconds(at)) * SECOND).rem_euclid(HOUR);
        let begin = at - into;
        if self.offset_seconds(begin) == self.offset_seconds(at) { begin } else { self.first_change(begin, at) }
    }

    /// The first moment of a range whose offset is not that of its start, to the second; the end
    /// if there is none.
    fn first_change(self, from: i64, to: i64) -> i64 {
        let offset = self.offset_seconds(from);
        let (mut low, mut high) = (from.div_euclid(SECOND), to.div_euclid(SECOND));
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if self.offset_seconds(middle * SECOND) == offset { low = middle } else { high = middle }
        }
        high * SECOND
    }
}

/// The first day of the ISO week.
pub(super) fn monday(date: NaiveDate) -> NaiveDate {
    back(date, u64::from(date.weekday().num_days_from_monday()))
}

/// The first day of the month.
pub(super) fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

pub(super) fn forward(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

pub(super) fn back(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

pub(super) fn months_forward(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

pub(super) fn months_back(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

fn utc(at: i64) -> NaiveDateTime {
    DateTime::<Utc>::from_timestamp_micros(at).unwrap_or_default().naive_utc()
}

fn micros(at: &DateTime<Tz>) -> i64 {
    at.timestamp_micros()
}

/// `+01:00`. Seconds are written where an offset of before 1972 has some.
pub(super) fn offset_text(seconds: i32) -> String {
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let text = format!("{sign}{:02}:{:02}", seconds / 3_600, seconds / 60 % 60);
    if seconds % 60 == 0 { text } else { format!("{text}:{:02}", seconds % 60) }
}

/// A time in microseconds, as a [`Timestamp`].
pub(super) const fn timestamp(at: i64) -> Timestamp {
    Timestamp::from_micros(at)
}
