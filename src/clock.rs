//! Timestamps, and the only place that reads the system time. All other code takes a [`Clock`] or
//! a [`Timestamp`] as a parameter.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use chrono::{DateTime, SecondsFormat};

/// Microseconds since 1970-01-01T00:00:00Z. Stored as integers, because RFC 3339 text does not
/// sort (`…00.5Z` comes before `…00Z`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Takes microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Takes milliseconds since the epoch; values out of range are clamped.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Takes seconds since the epoch; values out of range are clamped.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Accepts RFC 3339 with any offset.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let time = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(time.timestamp_micros()))
    }

    /// Accepts RFC 3339, also without seconds or offset, and a date, which means its first moment.
    /// Without an offset the time is UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const DATE_BYTES: usize = "2026-11-20".len();
        const MINUTE_BYTES: usize = "2026-11-20T20:08".len();
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

    /// Adds a duration; results out of range are clamped.
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

    /// Seconds since the epoch with their fraction, as Prometheus expects them.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact to the microsecond until the year 2255")]
    pub const fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

/// Prints RFC 3339 in UTC with milliseconds: `2026-11-20T20:08:00.123Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_micros(self.0) {
            Some(time) => out.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => write!(out, "{}us", self.0),
        }
    }
}

/// The source of the current time: the system clock, or a fixed time in tests.
#[derive(Clone, Debug)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    #[must_use]
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until [`Clock::set`] moves it.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.micros()))))
    }

    /// Moves a fixed clock and all its clones. Does nothing to the system clock.
    pub fn set(&self, at: Timestamp) {
        if let Some(fixed) = &self.0 {
            fixed.store(at.micros(), Ordering::Relaxed);
        }
    }

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
