//! The requested times.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef};

use super::error::QueryError;
use crate::clock::Timestamp;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// Inclusive.
    pub since: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
    pub active_at: Option<Timestamp>,
    /// Received at this time or later.
    pub received_since: Option<Timestamp>,
    /// Received before this time.
    pub received_until: Option<Timestamp>,
}

impl Interval {
    /// Rejects intervals that nothing can match: an end that is not after the start, and a start
    /// or time after `now`.
    pub fn new(
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        active_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Self, QueryError> {
        refuse_future("active_at", active_at, now)?;
        refuse_empty(("since", since), ("until", until), now)?;
        Ok(Self { since, until, active_at, ..Self::default() })
    }

    /// The same for when events were received, in addition.
    pub fn received(
        self,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Self, QueryError> {
        refuse_empty(("received_since", since), ("received_until", until), now)?;
        Ok(Self { received_since: since, received_until: until, ..self })
    }

    /// The earliest time that it includes; `None` if it has no start.
    pub(super) fn begins_at(self) -> Option<Timestamp> {
        self.active_at.max(self.since).max(self.received_since)
    }

    /// For what lasts: before when it started, exclusive; `None` if that can be at any time.
    pub(super) fn starts_before(self) -> Option<Timestamp> {
        let active_at = self.active_at.map(|at| Timestamp::from_micros(at.micros().saturating_add(1)));
        self.until.into_iter().chain(active_at).min()
    }

    /// True if it names a time of arrival.
    pub(super) const fn is_of_arrival(self) -> bool {
        self.received_since.is_some() || self.received_until.is_some()
    }

    /// For the response: `None` if no time was requested.
    pub(super) fn named(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }

    /// Selects times in the interval, in microseconds.
    pub(super) fn holds(self, column: impl IntoColumnRef + Copy) -> Condition {
        Condition::all()
            .add_option(self.since.map(|since| Expr::col(column).gte(since.micros())))
            .add_option(self.until.map(|until| Expr::col(column).lt(until.micros())))
    }
}

fn refuse_empty(
    (start, since): (&'static str, Option<Timestamp>),
    (end, until): (&'static str, Option<Timestamp>),
    now: Timestamp,
) -> Result<(), QueryError> {
    refuse_future(start, since, now)?;
    match (since, until) {
        (Some(since), Some(until)) if until <= since => {
            let reason =
                format!("{until} is not after {start} ({since}), so nothing lies between them; write a later time");
            Err(QueryError::Parameter { name: end, reason })
        }
        _ => Ok(()),
    }
}

/// Rejects a time in the future: nothing is known about it, and the response would be the same as
/// for now.
pub fn refuse_future(parameter: &'static str, at: Option<Timestamp>, now: Timestamp) -> Result<(), QueryError> {
    match at {
        Some(at) if at > now => {
            let reason = format!("{at} has not come yet; nothing is known of it; write a time up to now ({now})");
            Err(QueryError::Parameter { name: parameter, reason })
        }
        _ => Ok(()),
    }
}
