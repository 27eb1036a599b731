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
        refuse_future("since", since, now)?;
        refuse_future("active_at", active_at, now)?;
        match (since, until) {
            (Some(since), Some(until)) if until <= since => {
                let reason =
                    format!("{until} is not after since ({since}), so nothing lies between them; write a later time");
                Err(QueryError::Parameter { name: "until", reason })
            }
            _ => Ok(Self { since, until, active_at }),
        }
    }

    /// The earliest time that it includes; `None` if it has no start.
    pub(super) fn begins_at(self) -> Option<Timestamp> {
        self.active_at.max(self.since)
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

/// Rejects a time in the future: nothing is known about it, and the response would be the same as
/// for now.
pub(super) fn refuse_future(parameter: &'static str, at: Option<Timestamp>, now: Timestamp) -> Result<(), QueryError> {
    match at {
        Some(at) if at > now => {
            let reason = format!("{at} has not come yet; nothing is known of it; write a time up to now ({now})");
            Err(QueryError::Parameter { name: parameter, reason })
        }
        _ => Ok(()),
    }
}
