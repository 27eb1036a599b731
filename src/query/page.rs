//! Pages of a list by the key of their rows, both ways. No offsets: a page costs the same wherever it lies, and rows
//! that come in meanwhile neither repeat nor hide others.

use sea_orm::sea_query::{ColumnRef, Expr, ExprTrait, IntoColumnRef, Order as Direction, SelectStatement, Value};

use super::{
    cursor::{Cursor, List, Part},
    error::QueryError,
    interval::Interval,
    order::Order,
};

/// Rows of a page where none are asked for: a screen or three.
pub const LIMIT_DEFAULT: u64 = 100;

/// Rows of a page at most: more would hold a connection of queries for long, for one answer of megabytes.
pub const LIMIT_MAX: u64 = 1_000;

/// Which page is asked for.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Rows at most; [`LIMIT_DEFAULT`] where absent.
    pub limit: Option<u64>,
    /// Which end comes first.
    pub order: Order,
    /// The page that follows this cursor.
    pub after: Option<String>,
    /// The page that precedes this cursor.
    pub before: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Its rows, in the order of the list.
    pub data: Vec<T>,
    /// Where the next page begins. In ascending order every page with rows has one, for whoever waits for more.
    pub next: Option<String>,
    /// Where the page before ends.
    pub prev: Option<String>,
    /// Whether there are more rows the way that was asked for.
    pub has_more: bool,
    /// The times that the question named.
    pub interval: Option<Interval>,
    /// What is to be known about an empty page.
    pub notes: Vec<String>,
}

impl<T> Page<T> {
    /// A page of what is no list.
    pub(super) fn only(row: Option<T>) -> Self {
        let data = row.into_iter().collect();
        Self { data, next: None, prev: None, has_more: false, interval: None, notes: Vec::new() }
    }

    /// The same page with each row changed.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        let Self { data, next, prev, has_more, interval, notes } = self;
        Page { data: data.into_iter().map(change).collect(), next, prev, has_more, interval, notes }
    }
}

/// A checked [`PageRequest`] for one list.
#[derive(Debug)]
pub struct Walk {
    list: &'static List,
    order: Order,
    limit: u64,
    from: Option<Cursor>,
    backward: bool,
    now: Option<i64>,
}

impl Walk {
    /// Checks what was asked for.
    pub fn of(request: &PageRequest, list: &'static List) -> Result<Self, QueryError> {
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
        Ok(Self { list, order: request.order, limit, from, backward, now })
    }

    /// The moment for which all pages of this walk are answered: that of its first page.
    pub fn fix_now(&mut self, now: i64) -> i64 {
        *self.now.get_or_insert(now)
    }

    /// Limits a query to the page, and one row more that tells whether there are more.
    pub fn select(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = impl IntoColumnRef>) {
        let key: Vec<ColumnRef> = key.into_iter().map(IntoColumnRef::into_column_ref).collect();
        let ascending = (self.order == Order::Asc) != self.backward;
        if let Some(cursor) = &self.from {
            let row = Expr::tuple(key.iter().cloned().map(Expr::col));
            let place = Expr::tuple(cursor.key.iter().map(|part| Expr::value(Value::from(part))));
            select.and_where(if ascending { row.gt(place) } else { row.lt(place) });
        }
        self.order(select, key);
        select.limit(self.limit + 1);
    }

    /// Orders a query as the rows of the page are.
    pub fn order(&self, select: &mut SelectStatement, key: impl IntoIterator<Item = impl IntoColumnRef>) {
        let ascending = (self.order == Order::Asc) != self.backward;
        for column in key {
            select.order_by(column, if ascending { Direction::Asc } else { Direction::Desc });
        }
    }

    /// As [`Walk::select`], of rows in memory that stand in ascending order of their key.
    pub fn cut<T>(&self, rows: Vec<T>, key: impl Fn(&T) -> Vec<Part>) -> Vec<T> {
        let ascending = (self.order == Order::Asc) != self.backward;
        let from = self.from.as_ref().map(|cursor| &cursor.key);
        let beyond = |row: &T| from.is_none_or(|from| if ascending { key(row) > *from } else { key(row) < *from });
        let limit = usize::try_from(self.limit + 1).unwrap_or(usize::MAX);
        let rows = rows.into_iter().filter(beyond);
        if ascending { rows.take(limit).collect() } else { rows.rev().take(limit).collect() }
    }

    /// The page, of the rows that such a query gave.
    pub fn page<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> Vec<Part>) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        if self.backward {
            rows.reverse();
        }
        let cursor = |row: &T| Cursor { key: key(row), now: self.now }.encode(self.list, self.order);
        // The row of the cursor that a walk came from lies on the other side of the page.
        let (follow, precede) = match (self.backward, &self.from) {
            (true, _) => (true, has_more),
            (false, Some(_)) => (has_more, true),
            (false, None) => (has_more, false),
        };
        let next = rows.last().filter(|_| follow || self.order == Order::Asc).map(cursor);
        let prev = rows.first().filter(|_| precede).map(cursor);
        Page { data: rows, next, prev, has_more, interval: None, notes: Vec::new() }
    }
}

impl From<&Part> for Value {
    fn from(part: &Part) -> Self {
        match part {
            Part::Integer(number) => Self::from(*number),
            Part::Text(text) => Self::from(text.as_str()),
        }
    }
}
