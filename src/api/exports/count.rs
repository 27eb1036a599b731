//! The number of rows of a list, if a request asks for it. The list is read as for an export, with
//! every filter and check that it has, but its rows are only found and counted. That takes longer
//! the longer the list is, so the time is limited.

use std::sync::Arc;

use poem::{Request, Result};
use poem_openapi::{
    registry::{MetaApi, MetaOperation},
    types::Type as _,
};
use serde::de::IgnoredAny;
use tokio::time::Instant;

use super::{
    accept::{self, COUNT, OF_PAGES, parameter, word},
    pages::Pages,
};
use crate::{
    access::Grant,
    api::{
        list_pages::{ListEndpoint, ListPage},
        state::{Snapshot, State},
        wire::{
            error::Problem,
            page::Counted,
            parameters::{Choice, Choices},
        },
    },
    query::QueryError,
};

#[derive(Clone, Copy, Debug)]
struct Exact;

impl Choices for Exact {
    const NAME: &'static str = "count";

    fn all() -> Vec<(&'static str, Self)> {
        vec![("exact", Self)]
    }
}

/// Adds the parameter to lists that have pages.
pub(crate) fn describe(apis: &mut [MetaApi]) {
    let operations = apis.iter_mut().flat_map(|api| &mut api.paths).flat_map(|path| &mut path.operations);
    let has_pages = |operation: &&mut MetaOperation| {
        accept::is_exported(operation) && operation.params.iter().any(|parameter| parameter.name == OF_PAGES[0])
    };
    for operation in operations.filter(has_pages) {
        operation.params.push(parameter(
            COUNT,
            Choice::<Exact>::schema_ref(),
            "`exact` counts the rows of the whole list, before and after this page, as `page.count`. That reads the \
             list, for up to two seconds.",
        ));
    }
}

/// Whether a request asks for the number of rows.
pub(crate) fn is_requested(given: &[(String, String)]) -> std::result::Result<bool, Problem> {
    Ok(word::<Exact>(COUNT, given)?.is_some())
}

/// Counts the rows of a list, and lets the request read its page from the same snapshot.
pub(crate) async fn add(
    list: &ListEndpoint,
    request: &mut Request,
    state: &Arc<State>,
    grant: &Arc<Grant>,
) -> Result<()> {
    let _running = state.exports.begin()?;
    let store = state.store.snapshot().await.map_err(|error| Problem::from(QueryError::from(error)))?;
    let snapshot = Snapshot(Arc::new(store));
    let pages = Pages::new(list.clone(), request, Arc::clone(state), Arc::clone(grant));
    let (began, within) = (Instant::now(), state.exports.limits.count_within);
    let (mut rows, mut after) = (0, None);
    let counted = loop {
        let body = pages.count(&snapshot, after.as_deref()).await?;
        let page: ListPage<IgnoredAny> = serde_json::from_slice(&body).map_err(|error| Problem::unexpected(&error))?;
        rows += page.page.count.unwrap_or_default();
        after = page.page.next.filter(|_| page.page.has_more);
        if after.is_none() {
            break Counted::All(rows);
        }
        if began.elapsed() >= within {
            break Counted::AtLeast { rows, within };
        }
    };
    request.set_data(snapshot);
    request.set_data(counted);
    Ok(())
}
