//! The filters of sessions by country, city and browser. A session is found by the names of all
//! its devices: those of the first are columns, those of later ones entries of an inverted index.

use sea_orm::{
    ColumnTrait,
    sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use crate::{
    query::live_view::{LiveView, finds_row, unindexed_number},
    views::{
        device::{self, device_term},
        sessions::{Column, Details, DeviceField, Entity, OTHER_PLACES, SessionRow},
    },
};

/// Alias of the entries that lead to rows.
pub(super) const ENTRY: &str = "place_entry";

/// Names that any event of a session reports, in any spelling.
#[derive(Clone, Debug, Default)]
pub struct PlaceFilter {
    pub country: Option<String>,
    pub city: Option<String>,
    pub browser: Option<String>,
}

/// The index by which a page finds the names of its sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByDevice {
    /// None: they are tested.
    Tested,
    First,
    Later,
}

impl PlaceFilter {
    /// The given names; the one that usually has the fewest sessions is first.
    fn names(&self) -> impl Iterator<Item = (DeviceField, &str)> {
        let filters = [
            (DeviceField::City, &self.city),
            (DeviceField::Country, &self.country),
            (DeviceField::Browser, &self.browser),
        ];
        filters.into_iter().filter_map(|(field, name)| Some((field, name.as_deref()?)))
    }

    pub(super) fn is_given(&self) -> bool {
        self.names().next().is_some()
    }

    /// The condition on a row. The index of the first name leads to it, and the others are tested.
    pub(super) fn condition(&self, sessions: &LiveView, by: ByDevice) -> Condition {
        self.names().enumerate().fold(Condition::all(), |all, (place, (field, name))| match by {
            ByDevice::First if place == 0 => all.add(field.column().eq(device_term(name))),
            ByDevice::Later if place == 0 => all.add(Expr::col((ENTRY, "value")).eq(field.entry(name))),
            _ => all.add(is_at(sessions, field, name)),
        })
    }

    /// True if the session has these names. A term can match other names too.
    pub(super) fn matches(&self, row: &SessionRow, details: &Details) -> bool {
        self.names().all(|(field, name)| {
            let first = match field {
                DeviceField::Country => &details.country,
                DeviceField::City => &details.city,
                DeviceField::Browser => &details.browser,
            };
            first.as_ref().is_some_and(|first| device::is_same(first, name)) || row.was_later_on(field, name)
        })
    }
}

/// Joins the entries of later devices to the rows.
pub(super) fn join_entries(sessions: &LiveView, query: &mut SelectStatement) {
    query.join_as(JoinType::InnerJoin, sessions.entries(OTHER_PLACES), ENTRY, same_session(ENTRY));
}

/// Selects sessions with a device of this name, without the use of an index by it.
fn is_at(sessions: &LiveView, field: DeviceField, name: &str) -> Condition {
    const TESTED: &str = "tested_place";
    let entry = Query::select()
        .expr(Expr::value(1))
        .from_as(sessions.entries(OTHER_PLACES), TESTED)
        .and_where(Expr::col((TESTED, "value")).eq(field.entry(name)))
        .and_where(Expr::col((TESTED, Column::StartedAt)).equals((Entity, Column::StartedAt)))
        .and_where(same_session(TESTED))
        .limit(1)
        .take();
    Condition::any().add(unindexed_number((Entity, field.column())).eq(device_term(name))).add(finds_row(entry))
}

fn same_session(entries: &'static str) -> Expr {
    let same = |column: Column| Expr::col((entries, column)).equals((Entity, column));
    same(Column::Source).and(same(Column::SessionId))
}
