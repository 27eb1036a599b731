//! The filters of sessions by country, city and browser. A session is found by the names of all
//! its devices: those of the first are columns, those of later ones entries of an inverted index.

use sea_orm::{
    IdenStatic,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use crate::{
    query::{
        filter::Filter,
        live_view::{LiveView, finds_row, unindexed_number},
        started::{Postings, StartedList},
        values::Values,
        walk::Walk,
    },
    views::{
        device::{self, device_term},
        sessions::{Column, Details, DeviceField, Entity, OTHER_PLACES, SessionRow},
    },
};

/// Names that any event of a session reports, in any spelling.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceFilter {
    pub country: Values<String>,
    pub city: Values<String>,
    pub browser: Values<String>,
}

impl PlaceFilter {
    /// True if the session has these names. A term can match other names too.
    pub(super) fn matches(&self, row: &SessionRow, details: &Details) -> bool {
        let fields = [
            (DeviceField::Country, &self.country, &details.country),
            (DeviceField::City, &self.city, &details.city),
            (DeviceField::Browser, &self.browser, &details.browser),
        ];
        fields.into_iter().all(|(field, names, first)| {
            names.accept(|name| {
                first.as_ref().is_some_and(|first| device::is_same(first, name)) || row.was_later_on(field, name)
            })
        })
    }
}

/// The filters by the names of one field.
pub(super) fn filters(
    list: &StartedList<'_>,
    field: DeviceField,
    names: &Values<String>,
) -> impl Iterator<Item = Filter<Postings>> {
    Filter::by_values(names, move |name| {
        // Few sessions begin in the same microsecond, so the index ends in the time.
        let first = Walk { indexed: 1, ..list.column(field.column().as_str(), device_term(name)) };
        let later = list.entries(OTHER_PLACES, field.entry(name));
        Filter::walked([first, later], is_at(list.view, field, name))
    })
}

/// Selects sessions with a device of this name, without the use of an index by it.
fn is_at(sessions: &LiveView, field: DeviceField, name: &str) -> Condition {
    const TESTED: &str = "tested_place";
    let same = |column: Column| Expr::col((TESTED, column)).equals((Entity, column));
    let entry = Query::select()
        .expr(Expr::value(1))
        .from_as(sessions.entries(OTHER_PLACES), TESTED)
        .and_where(Expr::col((TESTED, "value")).eq(field.entry(name)))
        .and_where(same(Column::StartedAt))
        .and_where(same(Column::Source))
        .and_where(same(Column::SessionId))
        .limit(1)
        .take();
    Condition::any().add(unindexed_number((Entity, field.column())).eq(device_term(name))).add(finds_row(entry))
}
