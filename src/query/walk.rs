//! A page of a list that tests rows which its index does not select. It examines at most
//! [`EXAMINED_MAX`] entries of the index, so its cost does not grow with the number of rows.

use sea_orm::{
    ConnectionTrait, FromQueryResult,
    sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, Value},
};

use super::{
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    live_view::{unindexed, unindexed_number},
    page::{EXAMINED_MAX, Pager},
};

/// Entries that are examined first: a page that is full then costs no more.
pub(super) const FIRST: u64 = 1_000;

/// An index of a table in the order of a list.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    pub(super) table: String,
    /// The name of the table in queries.
    pub(super) alias: &'static str,
    pub(super) list: &'static List,
    /// The columns of the list's key.
    pub(super) key: Vec<&'static str>,
    /// How many of these the index has. A page then ends with all rows that have the same ones.
    pub(super) indexed: usize,
    /// What the index selects by the columns before the key.
    pub(super) lead: Condition,
    /// What the first column of the key is between: from, and up to but without.
    pub(super) range: (Option<Value>, Option<Value>),
    /// True if rows are tested by more than the index, so that a page may examine many.
    pub(super) tests: bool,
}

impl Walk {
    /// The rows of a page, and the key after which the next one continues if this one ended early.
    pub(super) async fn page<T: FromQueryResult>(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
        select: impl Fn() -> SelectStatement,
    ) -> Result<(Vec<T>, Option<Vec<KeyPart>>), QueryError> {
        self.page_within(on, pager, EXAMINED_MAX, select).await
    }

    /// The same with another limit to the entries that are examined.
    pub(super) async fn page_within<T: FromQueryResult>(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
        examined: u64,
        select: impl Fn() -> SelectStatement,
    ) -> Result<(Vec<T>, Option<Vec<KeyPart>>), QueryError> {
        if !self.tests {
            return Ok((self.rows(on, pager, select(), None).await?, None));
        }
        let stop = self.key_at(on, pager, FIRST - 1).await?;
        let rows = self.rows(on, pager, select(), stop.as_deref()).await?;
        if stop.is_none() || pager.is_full(&rows) {
            return Ok((rows, stop));
        }
        let stop = self.key_at(on, pager, examined - 1).await?;
        Ok((self.rows(on, pager, select(), stop.as_deref()).await?, stop))
    }

    /// True if the index has no more than a thousand entries in the range.
    pub(super) async fn is_short(&self, on: &impl ConnectionTrait, pager: &Pager) -> Result<bool, QueryError> {
        Ok(self.key_at(on, pager, FIRST).await?.is_none())
    }

    fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.key.iter().map(|column| (self.alias, *column))
    }

    async fn rows<T: FromQueryResult>(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
        mut select: SelectStatement,
        stop: Option<&[KeyPart]>,
    ) -> Result<Vec<T>, QueryError> {
        self.limit(pager, &mut select, stop);
        Ok(T::find_by_statement(on.get_database_backend().build(&select)).all(on).await?)
    }

    /// Limits a query to the rows of the page, up to a key.
    pub(super) fn limit(&self, pager: &Pager, select: &mut SelectStatement, stop: Option<&[KeyPart]>) {
        select.cond_where(self.condition(pager, stop.is_some()));
        pager.select(select, self.columns());
        if let Some(stop) = stop {
            pager.up_to_key(select, self.columns(), stop);
        }
    }

    /// The key of the entry at this offset from the start of the page.
    pub(super) async fn key_at(
        &self,
        on: &impl ConnectionTrait,
        pager: &Pager,
        offset: u64,
    ) -> Result<Option<Vec<KeyPart>>, QueryError> {
        let indexed = || self.columns().take(self.indexed);
        let mut query = Query::select();
        query.columns(indexed()).from_as(self.table.clone(), self.alias);
        query.cond_where(self.condition(pager, false));
        pager.select(&mut query, indexed());
        query.limit(1).offset(offset);
        let Some(row) = on.query_one(&query).await? else { return Ok(None) };
        let part = |(place, (column, kind)): (usize, (&&str, &KeyKind))| {
            Ok(match kind {
                KeyKind::Text if place >= self.indexed => pager.last_text(),
                KeyKind::Text => KeyPart::Text(row.try_get("", column)?),
                KeyKind::Integer | KeyKind::Position => KeyPart::Integer(row.try_get("", column)?),
            })
        };
        self.key.iter().zip(self.list.key).enumerate().map(part).collect::<Result<_, QueryError>>().map(Some)
    }

    /// The range and what comes before it. A bound that the cursor or the last key implies is
    /// tested only: of two bounds on one side, `SQLite` could follow the wrong one.
    fn condition(&self, pager: &Pager, has_stop: bool) -> Condition {
        let has_cursor = pager.cursor_key().is_some();
        let (from_implied, to_implied) =
            if pager.is_ascending() { (has_cursor, has_stop) } else { (has_stop, has_cursor) };
        let first = |implied: bool| match (self.columns().next(), self.list.key.first()) {
            (Some(column), Some(KeyKind::Text)) if implied => unindexed(column),
            (Some(column), _) if implied => unindexed_number(column),
            (column, _) => Expr::col(column.unwrap_or_default()),
        };
        let (from, to) = self.range.clone();
        self.lead
            .clone()
            .add_option(from.map(|from| first(from_implied).gte(from)))
            .add_option(to.map(|to| first(to_implied).lt(to)))
    }
}
