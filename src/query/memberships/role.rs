//! Selects memberships by role, today or at the requested times, in SQL: by the index on the roles
//! over time.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, JoinType, Query, SelectStatement};

use crate::{
    clock::Timestamp,
    query::{
        interval::Interval,
        live_view::{LiveView, unindexed},
        over_time::ends_in,
    },
    text::spelling,
    views::{
        memberships::{Column, Entity, ROLES, ROLES_EVER},
        over_time::{TIME_DIGITS, after, sortable_time},
    },
};

/// Alias of the index on memberships by role.
pub const EVER: &str = "ever";
const HELD: &str = "held";
const LATEST: &str = "latest";
const VALUE: &str = "value";

/// A role, and the interval of the request.
pub struct HeldRole<'a> {
    memberships: &'a LiveView,
    role: &'a str,
    interval: Interval,
    /// The table that has the key and start time of a membership: its own, or [`EVER`].
    by: &'static str,
}

impl<'a> HeldRole<'a> {
    /// Accepts a role in either spelling.
    pub fn new(memberships: &'a LiveView, role: &'a str, interval: Interval, by: &'static str) -> Self {
        Self { memberships, role: spelling::short_role(role), interval, by }
    }

    /// Joins the entries of memberships that ever had the role, by start time.
    pub fn lead(&self, select: &mut SelectStatement) {
        let same = |column: Column| Expr::col((EVER, column)).equals((Entity, column));
        let joined = same(Column::Source).and(same(Column::MembershipId));
        select.join_as(JoinType::InnerJoin, self.memberships.entries(ROLES_EVER), EVER, joined);
        select.and_where(Expr::col((EVER, VALUE)).eq(self.role));
    }

    /// Selects memberships with the role: at `active_at`; otherwise at some time between `since`
    /// and `until`, before the membership ended; without a time, today.
    /// `by_object`: by the index of another filter, which a planner without statistics would leave
    /// for that of the role.
    pub fn condition(&self, ended_at: Expr, by_object: bool) -> Condition {
        let Interval { since, until, active_at, .. } = self.interval;
        if let Some(active_at) = active_at {
            return Condition::all().add(self.held_at(active_at));
        }
        if since.is_none() && until.is_none() {
            let role = (Entity, Column::RoleShort);
            let role = if by_object { unindexed(role) } else { Expr::col(role) };
            return Condition::all().add(role.eq(self.role));
        }
        let begins_at = Expr::from(Func::cust("substr").arg(value(HELD)).arg(1).arg(digits())).cast_as("bigint");
        let begins_before_end = Condition::any().add(ended_at.clone().is_null()).add(begins_at.lt(ended_at));
        let mut begins = self.entries(HELD);
        begins.cond_where(self.is_role()).cond_where(begins_before_end);
        if let Some(since) = since {
            begins.and_where(value(HELD).gte(after(since)));
        }
        if let Some(until) = until {
            begins.and_where(value(HELD).lt(sortable_time(until.micros())));
        }
        Condition::any().add_option(since.map(|since| self.held_at(since))).add(exists(begins))
    }

    /// Selects memberships whose last entry up to this time has the role.
    fn held_at(&self, at: Timestamp) -> Expr {
        let latest = self.entries(LATEST).expr(value(LATEST).max()).and_where(value(LATEST).lt(after(at))).take();
        let latest = Expr::SubQuery(None, Box::new(latest.into()));
        exists(self.entries(HELD).cond_where(self.is_role()).and_where(value(HELD).eq(latest)).take())
    }

    /// The entries of the membership.
    fn entries(&self, alias: &'static str) -> SelectStatement {
        let same = |column: Column| Expr::col((alias, column)).equals((self.by, column));
        let mut entries = Query::select();
        entries.from_as(self.memberships.entries(ROLES), alias);
        entries.and_where(same(Column::Source)).and_where(same(Column::MembershipId));
        entries
    }

    /// True if an entry ends in the role, in any spelling.
    fn is_role(&self) -> Condition {
        let spellings = spelling::spellings_of_role(self.role).into_iter();
        spellings.fold(Condition::any(), |any, role| any.add(ends_in(value(HELD), &role)))
    }
}

fn value(alias: &'static str) -> Expr {
    Expr::col((alias, VALUE))
}

/// True if there is an entry. It counts, because PostgreSQL would turn EXISTS into a join with all
/// entries.
fn exists(mut entries: SelectStatement) -> Expr {
    let count = entries.expr(value(HELD).count()).take();
    Expr::SubQuery(None, Box::new(count.into())).gt(0)
}

fn digits() -> i32 {
    i32::try_from(TIME_DIGITS).unwrap_or(i32::MAX)
}
