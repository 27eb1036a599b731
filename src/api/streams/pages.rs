//! The pages of a list that a stream follows, as far as the views had folded the log before.

use std::sync::Arc;

use poem::http::Uri;
use serde_json::value::RawValue;

use crate::{
    access::Grant,
    api::{
        list_pages::{ListEndpoint, ListPage, RowPosition},
        state::State,
        wire::error::Problem,
    },
    event::Size,
    query::follow::FollowedList,
};

/// A list with the filters of one request.
pub(super) struct FilteredList {
    list: FollowedList,
    endpoint: ListEndpoint,
    /// The filters as the client encoded them, each with `&` behind it.
    filters: String,
    page_rows: u64,
}

/// One page of the list.
#[derive(Debug)]
pub(super) struct StreamedPage {
    pub(super) rows: Vec<StreamedRow>,
    /// The position up to which it takes in every row that matches.
    pub(super) reached: i64,
    pub(super) has_more: bool,
    /// Why it is empty, as the list says it.
    pub(super) notes: Vec<String>,
}

#[derive(Debug)]
pub(super) struct StreamedRow {
    pub(super) position: i64,
    /// The row as the list has it, on one line.
    pub(super) json: Box<RawValue>,
}

impl FilteredList {
    /// The list of a stream, with the parameters of the request that are its filters. `given` are
    /// all of them, decoded; `others` are those of the stream itself.
    pub(super) fn new(
        list: FollowedList,
        endpoint: ListEndpoint,
        uri: &Uri,
        given: &[(String, String)],
        others: &[&str],
        page_rows: u64,
    ) -> Self {
        let encoded = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let filters = encoded.zip(given).filter(|(_, (name, _))| !others.contains(&&**name));
        let filters = filters.flat_map(|(pair, _)| [pair, "&"]).collect();
        Self { list, endpoint, filters, page_rows }
    }

    /// The rows after a cursor, as far as the views had folded the log before. A later row would
    /// lack what a view adds to it, or not be found by a filter that needs a view.
    pub(super) async fn page(
        &self,
        state: &Arc<State>,
        grant: &Arc<Grant>,
        after: &str,
        folded: Size,
    ) -> Result<StreamedPage, Problem> {
        self.read(state, grant, after, folded, self.page_rows).await
    }

    /// The row at a position, if it matches the filters. `before` is the cursor of the position
    /// before it.
    pub(super) async fn row(
        &self,
        state: &Arc<State>,
        grant: &Arc<Grant>,
        position: i64,
        before: &str,
    ) -> Result<Option<StreamedRow>, Problem> {
        let page = self.read(state, grant, before, Size(position + 1), 1).await?;
        Ok(page.rows.into_iter().find(|row| row.position == position))
    }

    async fn read(
        &self,
        state: &Arc<State>,
        grant: &Arc<Grant>,
        after: &str,
        folded: Size,
        rows_max: u64,
    ) -> Result<StreamedPage, Problem> {
        let order = match self.list {
            FollowedList::Events => "order=asc",
            FollowedList::Activity => "order_by=position&order=asc",
        };
        let query = format!("{}{order}&limit={rows_max}&after={after}", self.filters);
        let body = self.endpoint.read(state, grant, None, &query).await.map_err(|error| Problem::of(&error))?;
        let ListPage { data, page, notes } =
            serde_json::from_slice(&body).map_err(|error| Problem::unexpected(&error))?;
        let mut rows = Vec::into_iter(data).map(StreamedRow::new).collect::<Result<Vec<_>, _>>()?;
        let reached = page.next.and_then(|cursor| self.list.position(&cursor));
        let reached = reached.ok_or_else(|| Problem::unexpected(&"a page by position has no next one"))?;
        rows.retain(|row| row.position < folded.0);
        Ok(StreamedPage {
            rows,
            reached: reached.min(folded.0 - 1),
            has_more: page.has_more && reached < folded.0,
            notes,
        })
    }

    pub(super) const fn list(&self) -> FollowedList {
        self.list
    }
}

impl StreamedRow {
    fn new(json: Box<RawValue>) -> Result<Self, Problem> {
        let RowPosition { position } = serde_json::from_str(json.get()).map_err(|error| Problem::unexpected(&error))?;
        Ok(Self { position, json })
    }
}
