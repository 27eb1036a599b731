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
    /// Refuses an interval that nothing can lie in: `until` is exclusive, so it stands after `since`.
    pub fn new(
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        active_at: Option<Timestamp>,
    ) -> Result<Self, QueryError> {
        match (since, until) {
            (Some(since), Some(until)) if until <= since => {
                let reason =
                    format!("{until} is not after since ({since}), so nothing lies between them; write a later time");
                Err(QueryError::Parameter { name: "until", reason })
            }
            _ => Ok(Self { since, until, active_at }),
        }
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
