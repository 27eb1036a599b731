//! Pages of a list by the key of their rows, in both directions. There are no offsets: the cost of
//! a page does not depend on its position, and rows that arrive meanwhile neither repeat nor hide
//! others.

use std::{cmp::Ordering, ops::RangeInclusive};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction,
    sea_query::{Expr, ExprTrait, IntoColumnRef, Order as Direction, SelectStatement, Value},
};

use super::{
    anchor,
    cursor::{Cursor, KeyKind, KeyPart, List},
    error::QueryError,
    interval::Interval,
    live_view::unindexed,
    order::Order,
};
use crate::{
    clock::Timestamp,
    event::{Anchor, Position, Size},
    storage::Store,
};

/// What to do about a cursor whose event the log does not hold.
const BEGIN_AGAIN: &str = "leave the cursor out to read the list again from its beginning; what was read beyond that may be gone, and what came since has not been read";

/// Default number of rows on a page.
pub const LIMIT_DEFAULT: u64 = 100;

/// Maximum number of rows on a page. More would hold a connection for long, for one response of
/// megabytes.
pub const LIMIT_MAX: u64 = 1_000;

#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Maximum number of rows; [`LIMIT_DEFAULT`] if absent.
    pub limit: Option<u64>,
    pub order: Order,
    /// Requests the page after this cursor.
    pub after: Option<String>,
    /// Requests the page before this cursor.
    pub before: Option<String>,
    /// Requests the number of rows in place of the rows. `limit` is then ignored.
    pub only_counts: bool,
}

/// One page of a list. `C` is a cursor, or a key that is not encoded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, C = String> {
    /// In the order of the list.
    pub data: Vec<T>,
    /// Where the next page starts. In ascending order, a list without an end time always has one,
    /// for clients that poll.
    pub next: Option<C>,
    pub prev: Option<C>,
    /// True if there are more rows in the requested direction, or may be.
    pub has_more: bool,
    /// True if the page ended before it was full: it had examined [`EXAMINED_MAX`] entries.
    pub incomplete: bool,
    /// The requested times.
    pub interval: Option<Interval>,
    /// Why the page is empty, or what it leaves out.
    pub notes: Vec<String>,
    /// Rows that were found and not read, because the request asks for their number only.
    pub unread: u64,
}

impl<T> Page<T> {
    /// A page of a single row that is not in a list.
    pub(super) fn only(row: Option<T>) -> Self {
        let data = row.into_iter().collect();
        let (has_more, incomplete) = (false, false);
        Self { data, next: None, prev: None, has_more, incomplete, interval: None, notes: Vec::new(), unread: 0 }
    }
}

impl<T, C> Page<T, C> {
    /// True if no row was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.data.is_empty() && self.unread == 0
    }

    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U, C> {
        let Self { data, next, prev, has_more, incomplete, interval, notes, unread } = self;
        Page { data: data.into_iter().map(change).collect(), next, prev, has_more, incomplete, interval, notes, unread }
    }
}

/// A validated [`PageRequest`] for one list.
#[derive(Debug)]
pub struct Pager {
    list: &'static List,
    order: Order,
    limit: u64,
    from: Option<Cursor>,
    backward: bool,
    only_counts: bool,
    now: Option<i64>,
    /// True if rows that arrive later cannot belong to the list.
    has_end: bool,
    /// The anchor of the newest event in the log.
    newest: Option<Anchor>,
    /// For a list by position: the last position of a row.
    horizon: i64,
    /// For a list by position: rows have greater positions.
    floor: i64,
    /// The last position of an event that was received in time.
    last_received: i64,
}

/// Maximum number of entries that a page examines. A page that finds too few rows among them ends
/// there, and the next one continues. 10,000 entries of sessions, whose ends are inferred, took up
/// to 145 milliseconds.
pub const EXAMINED_MAX: u64 = 2_500;

/// Maximum number of rows that are all read and sorted for a page, because the index that finds
/// them is not in the order of the list. Pages that look for so few by time would be many, and
/// nearly empty.
pub const GATHERED_MAX: u64 = 10_000;

const BEFORE_ALL: i64 = -1;

impl Pager {
    pub fn new(request: &PageRequest, list: &'static List) -> Result<Self, QueryError> {
        let limit = request.limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            let reason = format!("write a number from 1 to {LIMIT_MAX}");
            return Err(QueryError::Parameter { name: "limit", reason });
        }
        let (name, text, backward) = match (&request.after, &request.before) {
            (Some(_), Some(_)) => {
                let reason = "a page follows one cursor or precedes one; write after or before, not both".to_owned();
                return Err(QueryError::Parameter { name: "before", reason });
            }
            (Some(after), None) => ("after", Some(after), false),
            (None, before) => ("before", before.as_ref(), before.is_some()),
        };
        let from = text
            .map(|text| Cursor::decode(text, list, request.order))
            .transpose()
            .map_err(|error| QueryError::Parameter { name, reason: error.to_string() })?;
        let now = from.as_ref().and_then(|cursor| cursor.now);
        let (has_end, newest, horizon) = (false, None, BEFORE_ALL);
        let (floor, order, only_counts) = (BEFORE_ALL, request.order, request.only_counts);
        let limit = if only_counts { GATHERED_MAX } else { limit };
        let last_received = i64::MAX;
        Ok(Self {
            list,
            order,
            limit,
            from,
            backward,
            only_counts,
            now,
            has_end,
            newest,
            horizon,
            floor,
            last_received,
        })
    }

    /// Validates a request and begins the transaction of the page. Fails for a cursor whose event
    /// the log does not hold.
    pub async fn begin(
        store: &Store,
        request: &PageRequest,
        list: &'static List,
    ) -> Result<(Self, DatabaseTransaction), QueryError> {
        let pager = Self::new(request, list)?;
        let on = store.begin_read().await?;
        if let Some(Cursor { key, anchor, .. }) = &pager.from {
            let position = anchor.map(|anchor| anchor.position).or(list.position(key).map(Position));
            if let Some(position) = position.filter(|position| position.0 > BEFORE_ALL) {
                let parameter = if pager.backward { "before" } else { "after" };
                anchor::held(&on, position, *anchor, (parameter, BEGIN_AGAIN)).await?;
            }
        }
        let newest = anchor::newest(&on).await?;
        let pager = pager.up_to(newest.as_ref().map_or(BEFORE_ALL, |event| event.position));
        Ok((Self { newest: newest.as_ref().and_then(anchor::from_event), ..pager }, on))
    }

    /// Sets the position of the newest event.
    #[must_use]
    pub fn up_to(self, horizon: i64) -> Self {
        Self { horizon, ..self }
    }

    /// For a list by position: leaves out what a view has not folded yet, so that no row appears
    /// before a cursor.
    pub fn limit_to_checkpoint(&mut self, checkpoint: Size) {
        self.horizon = Ord::min(self.horizon, checkpoint.0 - 1);
    }

    /// For a list by position: leaves out earlier positions.
    pub fn begin_at(&mut self, position: Position) {
        self.floor = position.0.saturating_sub(1);
    }

    /// Leaves out the events at this position and later ones. A row that such an event revised
    /// stays.
    pub fn end_before(&mut self, position: i64) {
        self.last_received = position - 1;
        if self.list.key == [KeyKind::Position] {
            self.horizon = Ord::min(self.horizon, self.last_received);
        }
    }

    /// Positions that a list by position shows: those between two times of arrival, for example.
    #[must_use]
    pub fn positions(&self) -> RangeInclusive<i64> {
        self.floor + 1..=Ord::min(self.horizon, self.last_received)
    }

    /// For a list that tests its rows again once it has read them: it reads what it counts.
    pub fn reads_what_it_counts(&mut self) {
        if self.only_counts {
            (self.only_counts, self.limit) = (false, LIMIT_MAX);
        }
    }

    /// Ends the page before the row with which these sizes come to more than `max`, but not before
    /// its second one.
    pub fn end_within(&mut self, sizes: impl ExactSizeIterator<Item = i64>, max: i64) {
        let (rows, mut total) = (sizes.len(), 0_i64);
        let fitting = sizes.take_while(|size| {
            total = total.saturating_add(*size);
            total <= max
        });
        let fitting = fitting.count();
        if fitting < rows && !self.only_counts {
            self.limit = Ord::min(self.limit, Ord::max(fitting, 1) as u64);
        }
    }

    /// Sets whether the list ends at a time, so that the last page has no next one.
    pub fn ends_at(&mut self, until: Option<Timestamp>) {
        self.has_end = until.is_some();
    }

    /// The time of the request for the first page, which applies to all pages.
    pub fn fix_now(&mut self, now: i64) -> i64 {
        *self.now.get_or_insert(now)
    }

    /// The key of the cursor, if there is one.
    #[must_use]
    pub fn cursor_key(&self) -> Option<&[KeyPart]> {
        self.from.as_ref().map(|cursor| &cursor.key[..])
    }

    /// The parameter that holds the cursor.
    #[must_use]
    pub const fn cursor_parameter(&self) -> &'static str {
        if self.backward { "before" } else { "after" }
    }

    /// Limits a query to the page, plus one row that shows whether there are more. The key can be
    /// only its first columns.
    pub fn select(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = impl IntoColumnRef>) {
        self.limit(select, key.into_iter().map(Expr::col).collect());
    }

    /// The same by expressions that no index serves, for a query that finds few rows.
    pub fn select_few(&self, select: &mut SelectStatement, key: Vec<Expr>) {
        self.limit(select, key);
    }

    /// The same by time, for any order of the list. The cursor is ignored if its key is another
    /// one.
    pub fn select_by_time(&self, select: &mut SelectStatement, key: [impl IntoColumnRef; 2]) {
        if self.list.is_by_position() {
            self.order_by(select, key.into_iter().map(Expr::col));
        } else {
            self.select(select, key);
        }
    }

    /// Limits a query to rows up to a key, inclusive, in the direction of the page.
    pub fn up_to_key(
        &self,
        select: &mut SelectStatement,
        key: impl IntoIterator<Item = impl IntoColumnRef>,
        last: &[KeyPart],
    ) {
        let row = Expr::tuple(key.into_iter().map(Expr::col));
        let last = Expr::tuple(last.iter().map(|part| Expr::value(Value::from(part))));
        select.and_where(if self.is_ascending() { row.lte(last) } else { row.gte(last) });
    }

    /// For a list by position: the last position that the page examines; `None` if that is the end
    /// of the list.
    #[must_use]
    pub fn examined_up_to(&self) -> Option<Vec<KeyPart>> {
        let from = self.from.as_ref().and_then(|cursor| self.list.position(&cursor.key));
        let examined = EXAMINED_MAX.cast_signed();
        let last = if self.is_ascending() {
            self.begins_behind(from).saturating_add(examined)
        } else {
            Ord::min(from.unwrap_or(i64::MAX), self.horizon.saturating_add(1)).saturating_sub(examined)
        };
        (self.floor < last && last < self.horizon).then(|| vec![KeyPart::Integer(last)])
    }

    /// In ascending order: the position after which the page starts.
    fn begins_behind(&self, from: Option<i64>) -> i64 {
        Ord::max(from.unwrap_or(BEFORE_ALL), self.floor)
    }

    /// True if there are more rows than fit on the page.
    #[must_use]
    pub fn is_full<T>(&self, rows: &[T]) -> bool {
        rows.len() as u64 > self.limit
    }

    /// Merges the rows of several queries in the order of the page, without duplicates: at most
    /// one more than fits, and none beyond `last`.
    pub fn merged<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> Vec<KeyPart>, last: Option<&[KeyPart]>) -> Vec<T> {
        let ascending = self.is_ascending();
        let beyond =
            |row: &T| last.is_some_and(|last| if ascending { &key(row)[..] > last } else { &key(row)[..] < last });
        rows.retain(|row| !beyond(row));
        rows.sort_by_cached_key(&key);
        rows.dedup_by_key(|row| key(row));
        if !ascending {
            rows.reverse();
        }
        rows.truncate(usize::try_from(self.limit + 1).unwrap_or(usize::MAX));
        rows
    }

    /// A pager for the first row of another list, in the same order.
    #[must_use]
    pub fn first_only(&self, list: &'static List) -> Self {
        Self { list, limit: 1, from: None, newest: None, ..*self }
    }

    /// For a list by revision and position: a pager for the rows that were never revised, by the
    /// key of a list by position.
    #[must_use]
    pub fn of_unrevised(&self, list: &'static List) -> Self {
        let from = self.from.as_ref().and_then(|cursor| {
            let [KeyPart::Integer(revision), KeyPart::Integer(position)] = cursor.key[..] else { return None };
            // The position of such a row is its revision too.
            let beyond = match (self.is_ascending(), position.cmp(&revision)) {
                (true, Ordering::Less) => revision.saturating_sub(1),
                (false, Ordering::Greater) => revision.saturating_add(1),
                _ => revision,
            };
            Some(Cursor { key: vec![KeyPart::Integer(beyond)], ..cursor.clone() })
        });
        Self { list, from, horizon: *self.positions().end(), ..*self }
    }

    /// The same for a query that finds few rows by another index: they are collected and sorted.
    /// The key is written so that the planner does not scan the list in its order instead.
    pub fn gather(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = impl IntoColumnRef>) {
        let hidden = key.into_iter().zip(self.list.key).map(|(column, kind)| match kind {
            KeyKind::Text => unindexed(column),
            KeyKind::Integer | KeyKind::Position => Expr::col(column).add(0),
        });
        self.limit(select, hidden.collect());
    }

    fn limit(&self, select: &mut SelectStatement, key: Vec<Expr>) {
        let ascending = self.is_ascending();
        if let Some(cursor) = &self.from {
            let row = Expr::tuple(key.iter().cloned());
            let place = Expr::tuple(cursor.key.iter().take(key.len()).map(|part| Expr::value(Value::from(part))));
            select.and_where(match (ascending, key.len() < cursor.key.len()) {
                (true, false) => row.gt(place),
                (false, false) => row.lt(place),
                // Other rows can begin with the same columns as that of the cursor.
                (true, true) => row.gte(place),
                (false, true) => row.lte(place),
            });
        }
        if let (true, Some(position)) = (self.list.is_by_position(), key.first()) {
            select.and_where(position.clone().lte(self.horizon));
            if self.floor > BEFORE_ALL {
                select.and_where(position.clone().gt(self.floor));
            }
        }
        self.order_by(select, key);
        select.limit(self.limit + 1);
    }

    /// Sorts a query in the order of the page.
    pub fn order(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = impl IntoColumnRef>) {
        self.order_by(select, key.into_iter().map(Expr::col));
    }

    fn order_by(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = Expr>) {
        let ascending = self.is_ascending();
        for part in key {
            select.order_by_expr(part, if ascending { Direction::Asc } else { Direction::Desc });
        }
    }

    /// For a list by source and id: repeats the condition of the cursor for one source, so that
    /// the index uses both columns.
    pub fn in_source(&self, select: &mut SelectStatement, source: Option<&str>, id: impl IntoColumnRef) {
        if let (Some(source), Some(Cursor { key, .. })) = (source, &self.from)
            && let [KeyPart::Text(from_source), KeyPart::Text(from_id)] = &key[..]
            && from_source == source
        {
            let id = Expr::col(id);
            select.and_where(if self.is_ascending() { id.gt(from_id.as_str()) } else { id.lt(from_id.as_str()) });
        }
    }

    #[must_use]
    pub fn is_ascending(&self) -> bool {
        (self.order == Order::Asc) != self.backward
    }

    /// A text behind all others, in the direction of the page.
    #[must_use]
    pub fn last_text(&self) -> KeyPart {
        KeyPart::Text(if self.is_ascending() { char::MAX.to_string() } else { String::new() })
    }

    /// For a list by position: true if so few events remain in this direction that a page can
    /// examine them all.
    #[must_use]
    pub fn is_short(&self) -> bool {
        let from = self.from.as_ref().and_then(|cursor| self.list.position(&cursor.key));
        let events = if self.is_ascending() {
            self.horizon.saturating_sub(self.begins_behind(from))
        } else {
            from.unwrap_or(self.horizon).saturating_sub(self.floor)
        };
        events <= EXAMINED_MAX.cast_signed()
    }

    /// The same as [`Pager::select`], for rows in memory in ascending order.
    pub fn cut<T>(&self, rows: Vec<T>, key: impl Fn(&T) -> Vec<KeyPart>) -> Vec<T> {
        let ascending = self.is_ascending();
        let from = self.from.as_ref().map(|cursor| &cursor.key);
        let beyond = |row: &T| from.is_none_or(|from| if ascending { key(row) > *from } else { key(row) < *from });
        let limit = usize::try_from(self.limit + 1).unwrap_or(usize::MAX);
        let rows = rows.into_iter().filter(beyond);
        if ascending { rows.take(limit).collect() } else { rows.rev().take(limit).collect() }
    }

    /// Creates the page from the rows of such a query.
    pub async fn page<T>(
        &self,
        on: &impl ConnectionTrait,
        rows: Vec<T>,
        key: impl Fn(&T) -> Vec<KeyPart>,
    ) -> Result<Page<T>, QueryError> {
        self.page_up_to(on, rows, key, None).await
    }

    /// The same for a page that examined rows up to a key only. If it has too few rows, the next
    /// page continues after that key.
    pub async fn page_up_to<T>(
        &self,
        on: &impl ConnectionTrait,
        rows: Vec<T>,
        key: impl Fn(&T) -> Vec<KeyPart>,
        last: Option<Vec<KeyPart>>,
    ) -> Result<Page<T>, QueryError> {
        let mut page = self.keyed_page(rows, key);
        if let Some(last) = last.filter(|_| !page.has_more) {
            page.has_more = true;
            page.incomplete = true;
            page.notes.push(format!(
                "this page ends after {EXAMINED_MAX} entries were examined; the next page goes on behind them"
            ));
            *(if self.backward { &mut page.prev } else { &mut page.next }) = Some(last);
        }
        let Page { data, next, prev, has_more, incomplete, interval, notes, unread } = page;
        let (next, prev) = (self.cursor(on, next).await?, self.cursor(on, prev).await?);
        Ok(Page { data, next, prev, has_more, incomplete, interval, notes, unread })
    }

    /// The same with keys in place of cursors.
    pub fn keyed_page<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> Vec<KeyPart>) -> Page<T, Vec<KeyPart>> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        if self.backward {
            rows.reverse();
        }
        // The row of the cursor lies on the other side of the page.
        let (follow, precede) = match (self.backward, &self.from) {
            (true, _) => (true, has_more),
            (false, Some(_)) => (has_more, true),
            (false, None) => (has_more, false),
        };
        let last = rows.last().map(&key);
        let next = match (follow, self.order) {
            (true, Order::Asc) => last.or_else(|| self.before_cursor()),
            (true, Order::Desc) => last,
            (false, Order::Asc) if !self.has_end => self.end(last),
            (false, _) => None,
        };
        let prev = rows.first().filter(|_| precede).map(&key);
        let unread = if self.only_counts { rows.drain(..).len() as u64 } else { 0 };
        Page { data: rows, next, prev, has_more, incomplete: false, interval: None, notes: Vec::new(), unread }
    }

    /// Where a client continues after it has read all rows.
    fn end(&self, last: Option<Vec<KeyPart>>) -> Option<Vec<KeyPart>> {
        let from = self.from.as_ref().map(|cursor| &cursor.key);
        if !self.list.is_by_position() {
            return last.or(from.cloned());
        }
        // After all rows at that position: any further part of the key is a number.
        let mut end = vec![KeyPart::Integer(i64::MAX); self.list.key.len()];
        end[0] = KeyPart::Integer(self.horizon);
        // Never before the cursor: a rebuilt view may not have come so far.
        Some(from.filter(|from| **from > end).cloned().unwrap_or(end))
    }

    /// For a list by position: where the page starts whose first row is that of the cursor.
    fn before_cursor(&self) -> Option<Vec<KeyPart>> {
        let from = self.from.as_ref().filter(|_| self.list.is_by_position())?;
        let mut key = from.key.clone();
        if let Some(KeyPart::Integer(position)) = key.last_mut() {
            *position = Ord::max(position.saturating_sub(1), BEFORE_ALL);
        }
        Some(key)
    }

    /// Encodes a key as a cursor, with the event that the log must still hold.
    async fn cursor(&self, on: &impl ConnectionTrait, key: Option<Vec<KeyPart>>) -> Result<Option<String>, QueryError> {
        let Some(key) = key else { return Ok(None) };
        let anchor = match self.list.position(&key) {
            Some(position) if self.newest.is_none_or(|newest| newest.position.0 != position) => {
                anchor::at(on, position).await?
            }
            _ => self.newest,
        };
        Ok(Some(Cursor { key, now: self.now, anchor }.encode(self.list, self.order)))
    }
}

impl From<&KeyPart> for Value {
    fn from(part: &KeyPart) -> Self {
        match part {
            KeyPart::Integer(number) => Self::from(*number),
            KeyPart::Text(text) => Self::from(text.as_str()),
        }
    }
}
