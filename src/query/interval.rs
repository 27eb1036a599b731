//! The times that a question names.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef};

use super::error::QueryError;
use crate::clock::Timestamp;

/// From when to when, and at which moment; each where it was named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// From then on, inclusive.
    pub since: Option<Timestamp>,
    /// Until then, exclusive.
    pub until: Option<Timestamp>,
    pub active_at: Option<Timestamp>,
}

impl Interval {
    /// Refuses what nothing can match: an interval that ends before it begins, `until` being exclusive, and a beginning
    /// or a moment that has not come by `now`.
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

    /// The earliest time that it reaches back to; `None` where it has no beginning.
    pub(super) fn begins_at(self) -> Option<Timestamp> {
        self.active_at.max(self.since)
    }

    /// For the answer: `None` where no time was named.
    pub(super) fn named(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }

    /// That a time in microseconds lies in it.
    pub(super) fn holds(self, column: impl IntoColumnRef + Copy) -> Condition {
        Condition::all()
            .add_option(self.since.map(|since| Expr::col(column).gte(since.micros())))
            .add_option(self.until.map(|until| Expr::col(column).lt(until.micros())))
    }
}

/// Refuses a time that has not come: nothing is known of it, and an answer would be that of today.
pub(super) fn refuse_future(parameter: &'static str, at: Option<Timestamp>, now: Timestamp) -> Result<(), QueryError> {
    match at {
        Some(at) if at > now => {
            let reason = format!("{at} has not come yet; nothing is known of it; write a time up to now ({now})");
            Err(QueryError::Parameter { name: parameter, reason })
        }
        _ => Ok(()),
    }
}
