//! Selects memberships by role, today or at the requested times, in SQL: by the index on the roles
//! over time.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement};

use crate::{
    clock::Timestamp,
    query::{
        filter::Filter,
        interval::Interval,
        live_view::{LiveView, unindexed},
        over_time::ends_in,
        started::{Postings, StartedList},
    },
    text::spelling,
    views::{
        memberships::{Column, Entity, ROLES, ROLES_EVER},
        over_time::{TIME_DIGITS, after, sortable_time},
    },
};

const HELD: &str = "held";
const LATEST: &str = "latest";
const VALUE: &str = "value";

/// Memberships with a role, in either spelling: at `active_at`; otherwise at some time between
/// `since` and `until`, before the membership ended; without a time, today.
pub(super) fn filter(list: &StartedList<'_>, role: &str, interval: Interval, ended_at: Expr) -> Filter<Postings> {
    let role = spelling::short_role(role);
    let held = HeldRole { memberships: list.view, role };
    let Interval { since, until, active_at, .. } = interval;
    if let Some(active_at) = active_at {
        return Filter::walked([list.entries(ROLES_EVER, role)], Condition::all().add(held.at(active_at)));
    }
    if since.is_none() && until.is_none() {
        let condition = Condition::all().add(unindexed((Entity, Column::RoleShort)).eq(role));
        return Filter::walked([list.column(Column::RoleShort, role)], condition);
    }
    Filter::walked([list.entries(ROLES_EVER, role)], held.between(since, until, ended_at))
}

struct HeldRole<'a> {
    memberships: &'a LiveView,
    /// In its short spelling.
    role: &'a str,
}

impl HeldRole<'_> {
    /// Selects memberships that had the role at some time before they ended.
    fn between(&self, since: Option<Timestamp>, until: Option<Timestamp>, ended_at: Expr) -> Condition {
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
        Condition::any().add_option(since.map(|since| self.at(since))).add(exists(begins))
    }

    /// Selects memberships whose last entry up to this time has the role.
    fn at(&self, at: Timestamp) -> Expr {
        let latest = self.entries(LATEST).expr(value(LATEST).max()).and_where(value(LATEST).lt(after(at))).take();
        let latest = Expr::SubQuery(None, Box::new(latest.into()));
        exists(self.entries(HELD).cond_where(self.is_role()).and_where(value(HELD).eq(latest)).take())
    }

    /// The entries of the membership.
    fn entries(&self, alias: &'static str) -> SelectStatement {
        let same = |column: Column| Expr::col((alias, column)).equals((Entity, column));
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
