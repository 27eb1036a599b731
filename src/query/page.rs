//! Pages of a list by the key of their rows, both ways. No offsets: a page costs the same wherever it lies, and rows
//! that come in meanwhile neither repeat nor hide others.

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

/// Rows of a page where none are asked for: a screen or three.
pub const LIMIT_DEFAULT: u64 = 100;

/// Rows of a page at most: more would hold a connection of queries for long, for one answer of megabytes.
pub const LIMIT_MAX: u64 = 1_000;

#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Rows at most; [`LIMIT_DEFAULT`] where absent.
    pub limit: Option<u64>,
    pub order: Order,
    /// The page that follows this cursor.
    pub after: Option<String>,
    /// The page that precedes this cursor.
    pub before: Option<String>,
}

/// One page of a list. Its neighbours are cursors, or keys before they are made cursors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, C = String> {
    /// Its rows, in the order of the list.
    pub data: Vec<T>,
    /// Where the next page begins. In ascending order and without an end in time there is always one, for a client that
    /// waits for more.
    pub next: Option<C>,
    pub prev: Option<C>,
    /// Whether there are more rows the way that was asked for.
    pub has_more: bool,
    /// The times that the question named.
    pub interval: Option<Interval>,
    /// Why the page is empty, or what it leaves out.
    pub notes: Vec<String>,
}

impl<T> Page<T> {
    /// A page of what is no list.
    pub(super) fn only(row: Option<T>) -> Self {
        let data = row.into_iter().collect();
        Self { data, next: None, prev: None, has_more: false, interval: None, notes: Vec::new() }
    }
}

impl<T, C> Page<T, C> {
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U, C> {
        let Self { data, next, prev, has_more, interval, notes } = self;
        Page { data: data.into_iter().map(change).collect(), next, prev, has_more, interval, notes }
    }
}

/// A checked [`PageRequest`] for one list.
#[derive(Debug)]
pub struct Pager {
    list: &'static List,
    order: Order,
    limit: u64,
    from: Option<Cursor>,
    backward: bool,
    now: Option<i64>,
    /// Whether nothing that comes later belongs to the list.
    has_end: bool,
    /// Of the newest event in the log.
    newest: Option<Anchor>,
    /// Of a list by position: up to where every event has been looked at.
    horizon: i64,
    /// Of a list by position: behind which its rows are.
    floor: i64,
}

/// Entries that a page examines: it takes some ten milliseconds. A page that finds fewer rows among
/// them than it may hold ends there, and the next one goes on.
pub const EXAMINED_MAX: u64 = 10_000;

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
        let floor = BEFORE_ALL;
        Ok(Self { list, order: request.order, limit, from, backward, now, has_end, newest, horizon, floor })
    }

    /// The same, with the transaction to read the page in. Refuses a cursor whose event the log does not hold any more.
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

    /// The same over a log whose newest event is at that position.
    #[must_use]
    pub fn up_to(self, horizon: i64) -> Self {
        Self { horizon, ..self }
    }

    /// Of a list by position: leaves out what a view that it reads has not folded yet, so that no row appears behind a
    /// cursor.
    pub fn limit_to_checkpoint(&mut self, checkpoint: Size) {
        self.horizon = Ord::min(self.horizon, checkpoint.0 - 1);
    }

    /// Of a list by position: leaves out what stands before a position.
    pub fn begin_at(&mut self, position: Position) {
        self.floor = position.0.saturating_sub(1);
    }

    /// Says whether the list ends at a time: then the last page is the last.
    pub fn ends_at(&mut self, until: Option<Timestamp>) {
        self.has_end = until.is_some();
    }

    /// The moment for which all pages of this walk are answered: that of its first page.
    pub fn fix_now(&mut self, now: i64) -> i64 {
        *self.now.get_or_insert(now)
    }

    /// Limits a query to the page, and one row more that tells whether there are more.
    pub fn select(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = impl IntoColumnRef>) {
        self.limit(select, key.into_iter().map(Expr::col).collect());
    }

    /// The same with the columns of a list by time, whatever the order of this list: limits nothing
    /// by its cursor, if that is of another key.
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

    /// Of a list by position: the last position that the page examines; `None` where that is the
    /// end of the list.
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

    /// In ascending order: the position behind which the page begins.
    fn begins_behind(&self, from: Option<i64>) -> i64 {
        Ord::max(from.unwrap_or(BEFORE_ALL), self.floor)
    }

    /// Whether so many rows were found that the page holds no more.
    #[must_use]
    pub fn is_full<T>(&self, rows: &[T]) -> bool {
        rows.len() as u64 > self.limit
    }

    /// Rows that were found by several queries, in the order of the page, each once: at most one
    /// more than it holds, and none beyond `last`.
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

    /// The walk to the first row of another list, in the same order.
    #[must_use]
    pub fn first_only(&self, list: &'static List) -> Self {
        Self { list, limit: 1, from: None, newest: None, ..*self }
    }

    /// The same of a query that finds few rows by an index of its own: they are gathered and sorted. The key is written so
    /// that no planner walks the list in its order, looking for them.
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
            let place = Expr::tuple(cursor.key.iter().map(|part| Expr::value(Value::from(part))));
            select.and_where(if ascending { row.gt(place) } else { row.lt(place) });
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

    /// Orders a query as the rows of the page are.
    pub fn order(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = impl IntoColumnRef>) {
        self.order_by(select, key.into_iter().map(Expr::col));
    }

    fn order_by(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = Expr>) {
        let ascending = self.is_ascending();
        for part in key {
            select.order_by_expr(part, if ascending { Direction::Asc } else { Direction::Desc });
        }
    }

    /// Of a list by source and id: says for one source what the place in the list says already, so that its rows are found
    /// by both parts of the key.
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

    /// Of a list by position: whether so few events lie the way of the page that they are walked, whatever is looked for.
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

    /// As [`Pager::select`], of rows in memory that stand in ascending order of their key.
    pub fn cut<T>(&self, rows: Vec<T>, key: impl Fn(&T) -> Vec<KeyPart>) -> Vec<T> {
        let ascending = self.is_ascending();
        let from = self.from.as_ref().map(|cursor| &cursor.key);
        let beyond = |row: &T| from.is_none_or(|from| if ascending { key(row) > *from } else { key(row) < *from });
        let limit = usize::try_from(self.limit + 1).unwrap_or(usize::MAX);
        let rows = rows.into_iter().filter(beyond);
        if ascending { rows.take(limit).collect() } else { rows.rev().take(limit).collect() }
    }

    /// The page, of the rows that such a query gave.
    pub async fn page<T>(
        &self,
        on: &impl ConnectionTrait,
        rows: Vec<T>,
        key: impl Fn(&T) -> Vec<KeyPart>,
    ) -> Result<Page<T>, QueryError> {
        self.page_up_to(on, rows, key, None).await
    }

    /// The same where the page examined no more than the rows up to a key: if it found fewer rows
    /// than it may hold, the next page goes on behind that.
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
            page.notes.push(format!(
                "this page ends after {EXAMINED_MAX} entries were examined; the next page goes on behind them"
            ));
            *(if self.backward { &mut page.prev } else { &mut page.next }) = Some(last);
        }
        let Page { data, next, prev, has_more, interval, notes } = page;
        let (next, prev) = (self.cursor(on, next).await?, self.cursor(on, prev).await?);
        Ok(Page { data, next, prev, has_more, interval, notes })
    }

    /// The same with keys in place of cursors.
    pub fn keyed_page<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> Vec<KeyPart>) -> Page<T, Vec<KeyPart>> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        if self.backward {
            rows.reverse();
        }
        // The row of the cursor that a walk came from lies on the other side of the page.
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
        Page { data: rows, next, prev, has_more, interval: None, notes: Vec::new() }
    }

    /// Where a client goes on that has read all there is.
    fn end(&self, last: Option<Vec<KeyPart>>) -> Option<Vec<KeyPart>> {
        let from = self.from.as_ref().map(|cursor| &cursor.key);
        if !self.list.is_by_position() {
            return last.or(from.cloned());
        }
        let from = from.and_then(|key| self.list.position(key)).unwrap_or(BEFORE_ALL);
        // Not behind where it was: a view that was built anew may not have come so far.
        Some(vec![KeyPart::Integer(Ord::max(self.horizon, from))])
    }

    /// Of a list by position: where the page begins that has the row of the cursor first.
    fn before_cursor(&self) -> Option<Vec<KeyPart>> {
        let from = self.from.as_ref().filter(|_| self.list.is_by_position())?;
        let position = self.list.position(&from.key)?;
        Some(vec![KeyPart::Integer(Ord::max(position.saturating_sub(1), BEFORE_ALL))])
    }

    /// The cursor of a key, with the event that the log must hold when it comes back.
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
