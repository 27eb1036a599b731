//! Pages of a list for what gives out all of it: streams and exports. They are read through the
//! endpoint of the list itself, so that a filter, a check or a field of the list needs nothing
//! there.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use poem::{
    Endpoint as _, EndpointExt as _, IntoEndpoint as _, Request, Result,
    endpoint::BoxEndpoint,
    http::{Method, StatusCode, Uri},
};
use poem_openapi::{
    OpenApi, OpenApiService,
    registry::{MetaApi, Registry},
};
use serde::Deserialize;

use super::{
    state::{Snapshot, State},
    wire::{error::Problem, page::OnlyCounts},
};
use crate::access::Grant;

/// The endpoint of a list, for use inside the process.
#[derive(Clone)]
pub(crate) struct ListEndpoint {
    pub(crate) path: Arc<str>,
    service: Arc<BoxEndpoint<'static>>,
}

/// A page as the list returns it, with rows of any form.
#[derive(Deserialize)]
pub(crate) struct ListPage<R> {
    pub(crate) data: Vec<R>,
    /// A list without pages has no such field.
    #[serde(default)]
    pub(crate) page: PageInfo,
    #[serde(default)]
    pub(crate) notes: Vec<String>,
}

#[derive(Default, Deserialize)]
pub(crate) struct PageInfo {
    pub(crate) next: Option<String>,
    pub(crate) has_more: bool,
    pub(crate) incomplete: bool,
    pub(crate) count: Option<u64>,
}

/// The position in a row.
#[derive(Deserialize)]
pub(crate) struct RowPosition {
    pub(crate) position: i64,
}

/// One endpoint as an API: the service around it reads the query, as around all operations.
struct OnlyList {
    path: String,
    endpoint: Arc<BoxEndpoint<'static>>,
}

impl OpenApi for OnlyList {
    fn meta() -> Vec<MetaApi> {
        Vec::new()
    }

    fn register(_: &mut Registry) {}

    fn add_routes(self, routes: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>) {
        routes.entry(self.path).or_default().insert(Method::GET, self.endpoint.boxed());
    }
}

impl ListEndpoint {
    pub(crate) fn new(path: &str, endpoint: Arc<BoxEndpoint<'static>>) -> Self {
        let only = OnlyList { path: path.to_owned(), endpoint };
        let service = OpenApiService::new(only, "", "").into_endpoint();
        Self { path: path.into(), service: Arc::new(service) }
    }

    /// The body of one page, of the newest state or of a snapshot. `query` is encoded.
    pub(crate) async fn read(
        &self,
        state: &Arc<State>,
        grant: &Arc<Grant>,
        snapshot: Option<&Snapshot>,
        query: &str,
    ) -> Result<Bytes> {
        self.body_of(self.request(state, grant, snapshot, query)?).await
    }

    /// The same with the number of rows in place of them.
    pub(crate) async fn count(
        &self,
        state: &Arc<State>,
        grant: &Arc<Grant>,
        snapshot: Option<&Snapshot>,
        query: &str,
    ) -> Result<Bytes> {
        let mut request = self.request(state, grant, snapshot, query)?;
        request.set_data(OnlyCounts);
        self.body_of(request).await
    }

    fn request(
        &self,
        state: &Arc<State>,
        grant: &Arc<Grant>,
        snapshot: Option<&Snapshot>,
        query: &str,
    ) -> Result<Request> {
        let uri: Uri = format!("{}?{query}", self.path).parse().map_err(|error| {
            Problem::new(StatusCode::BAD_REQUEST, "the query is too long to be read page by page; write less")
                .because(&error)
        })?;
        let mut request = Request::builder().uri(uri).finish();
        request.set_data(Arc::clone(state));
        request.set_data(Arc::clone(grant));
        if let Some(snapshot) = snapshot {
            request.set_data(snapshot.clone());
        }
        Ok(request)
    }

    async fn body_of(&self, request: Request) -> Result<Bytes> {
        let response = self.service.call(request).await?;
        Ok(response.into_body().into_bytes().await?)
    }
}
