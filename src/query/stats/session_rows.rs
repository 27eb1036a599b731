//! Reads from the view of sessions what statistics need, all of it or by id.

use super::user_rows::{columns_of, integer, text};
use crate::{
    query::{error::QueryError, live_view::LiveView},
    storage::{Cell, PackedRow, RowQuery, RowSelection, Store},
    views::{
        over_time::{TIME_DIGITS, WORD_SEPARATOR},
        sessions::{ACTIVE, Entity},
        set,
    },
};

/// Rows of one statement.
const ROWS_PER_SELECT: u32 = 20_000;

const COLUMNS: [&str; 12] = [
    "source",
    "session_id",
    "instance_id",
    "user_id",
    "has_actor",
    "started_at",
    "activated_at",
    "pending_at",
    "statuses",
    "ended_at",
    "expire_at",
    "abandon_at",
];

/// A session as the view has it. Times are microseconds since 1970.
pub(super) struct SessionFacts<'a> {
    pub(super) source: &'a str,
    pub(super) session_id: &'a str,
    pub(super) instance_id: Option<&'a str>,
    pub(super) user_id: Option<&'a str>,
    pub(super) has_actor: bool,
    pub(super) started_at: i64,
    activated_at: Option<i64>,
    pending_at: Option<i64>,
    statuses: Option<&'a str>,
    reported_end: Option<i64>,
    expire_at: Option<i64>,
    abandon_at: Option<i64>,
}

impl<'a> SessionFacts<'a> {
    fn new(row: PackedRow<'a>) -> Option<Self> {
        Some(Self {
            source: text(row.cell(0))?,
            session_id: text(row.cell(1))?,
            instance_id: text(row.cell(2)),
            user_id: text(row.cell(3)),
            has_actor: row.cell(4) == Cell::Boolean(true),
            started_at: integer(row.cell(5))?,
            activated_at: integer(row.cell(6)),
            pending_at: integer(row.cell(7)),
            statuses: text(row.cell(8)),
            reported_end: integer(row.cell(9)),
            expire_at: integer(row.cell(10)),
            abandon_at: integer(row.cell(11)),
        })
    }

    /// The same as [`is_signed_in`](crate::query::signed_in::is_signed_in) in SQL.
    pub(super) const fn is_signed_in(&self) -> bool {
        self.activated_at.is_some() || self.pending_at.is_none()
    }

    pub(super) const fn has_reported_end(&self) -> bool {
        self.reported_end.is_some()
    }

    /// The reported end, or when it expires; `None` if neither is known.
    pub(super) fn own_end(&self) -> Option<i64> {
        let lapses_at = || self.expire_at.into_iter().chain(self.abandon_at).min();
        self.reported_end.or_else(lapses_at)
    }

    /// When the user was signed in, as a list of sessions that were active at a time has it: from
    /// the start to the end, without the times for which the session was pending.
    pub(super) fn signed_in(&self, end: i64) -> Vec<(i64, i64)> {
        let Some(pending_at) = self.pending_at else { return vec![(self.started_at, end)] };
        let statuses = set::texts(self.statuses);
        let statuses: Vec<(i64, bool)> = statuses.iter().filter_map(|text| status(text)).collect();
        // Before the first known status, that one counts.
        let before_first = self.activated_at.filter(|activated_at| *activated_at < pending_at);
        let mut active: Vec<(i64, i64)> =
            before_first.map(|activated_at| (i64::MIN, activated_at)).into_iter().collect();
        for (place, (from, is_active)) in statuses.iter().enumerate() {
            let to = statuses.get(place + 1).map_or(i64::MAX, |(next, _)| *next);
            if *is_active {
                active.push((*from, to));
            }
        }
        active.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(active.len());
        for (from, to) in active {
            let (from, to) = (from.max(self.started_at), to.min(end));
            match merged.last_mut() {
                _ if from >= to => {}
                Some((_, last)) if from <= *last => *last = to.max(*last),
                _ => merged.push((from, to)),
            }
        }
        merged
    }
}

/// The time of a text of `statuses`, and whether it says active.
fn status(text: &str) -> Option<(i64, bool)> {
    let (version, word) = text.split_once(WORD_SEPARATOR)?;
    Some((version.get(..TIME_DIGITS)?.parse().ok()?, word == ACTIVE))
}

/// Reads every session.
pub(super) async fn each(
    store: &Store,
    sessions: &LiveView,
    mut each: impl FnMut(&SessionFacts<'_>),
) -> Result<(), QueryError> {
    let table = columns_of::<Entity>(&COLUMNS);
    let mut last: Option<(String, String)> = None;
    loop {
        let after = last.as_ref().map(|(source, id)| vec![Cell::Text(source), Cell::Text(id)]);
        let columns = &["source", "session_id"];
        let selection = RowSelection::Page { columns, among: None, after, limit: ROWS_PER_SELECT };
        let query = RowQuery { name: &sessions.table, table: &table, selection };
        let rows = store.view_tables().rows(query).await?;
        let facts = || rows.iter().filter_map(SessionFacts::new);
        facts().for_each(|facts| each(&facts));
        let Some(facts) = rows.last().and_then(SessionFacts::new) else { return Ok(()) };
        last = Some((facts.source.to_owned(), facts.session_id.to_owned()));
    }
}

/// Reads the sessions of one source with these ids.
pub(super) async fn by_ids(
    store: &Store,
    sessions: &LiveView,
    (source, ids): (&str, Vec<&str>),
    mut each: impl FnMut(&SessionFacts<'_>),
) -> Result<(), QueryError> {
    let table = columns_of::<Entity>(&COLUMNS);
    let selection = RowSelection::ById { key_column: "session_id", source, ids };
    let rows = store.view_tables().rows(RowQuery { name: &sessions.table, table: &table, selection }).await?;
    rows.iter().filter_map(SessionFacts::new).for_each(|facts| each(&facts));
    Ok(())
}
