//! Moments in time, and the one place that asks what time it is.
//! Everything else takes a [`Clock`] or a [`Timestamp`] as a parameter.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use chrono::{DateTime, SecondsFormat};

/// A moment: microseconds since 1970-01-01T00:00:00Z. Integers, because RFC 3339 text does not sort
/// (`…00.5Z` comes before `…00Z`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From milliseconds since the epoch; out of range is clamped.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// From whole seconds since the epoch; out of range is clamped.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// From RFC 3339 text with any offset; `None` when it is not that.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let moment = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(moment.timestamp_micros()))
    }

    /// From a time as people write it: RFC 3339, also without seconds, and a date alone for its beginning. Without an offset
    /// it is UTC, as every time here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        /// `2026-11-20`.
        const DATE_BYTES: usize = 10;
        /// `2026-11-20T20:08`.
        const MINUTE_BYTES: usize = 16;
        if text.len() == DATE_BYTES {
            return Self::parse_rfc3339(&format!("{text}T00:00:00Z"));
        }
        let (minute, rest) = text.split_at_checked(MINUTE_BYTES)?;
        if rest.starts_with('.') {
            return None;
        }
        let seconds = if rest.starts_with(':') { "" } else { ":00" };
        let has_offset = rest.bytes().any(|byte| !byte.is_ascii_digit() && byte != b':' && byte != b'.');
        let offset = if has_offset { "" } else { "Z" };
        Self::parse_rfc3339(&format!("{minute}{seconds}{rest}{offset}"))
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// So much later; out of range is clamped.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// Whole milliseconds since the epoch, rounded down.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Seconds since the epoch with their fraction: for figures, whose readers have nothing else.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact to the microsecond until the year 2255")]
    pub const fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

/// RFC 3339 in UTC with milliseconds: `2026-11-20T20:08:00.123Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_micros(self.0) {
            Some(moment) => out.write_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => write!(out, "{}us", self.0),
        }
    }
}

/// Where the present moment comes from: the system, or a test.
#[derive(Clone, Debug)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until [`Clock::set`] moves it.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.micros()))))
    }

    /// Moves a fixed clock, for every clone of it; the system's clock is not moved.
    pub fn set(&self, at: Timestamp) {
        if let Some(fixed) = &self.0 {
            fixed.store(at.micros(), Ordering::Relaxed);
        }
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(fixed) => Timestamp(fixed.load(Ordering::Relaxed)),
            None => Timestamp(
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX)),
            ),
        }
    }
}
