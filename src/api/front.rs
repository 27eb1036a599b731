//! What every request meets first and every answer last: a name, the aliases of the door, the key, the check against
//! the document, and a problem document for whatever goes wrong. Answers nothing itself.

use std::sync::Arc;

use poem::{
    Endpoint, Request, Response, Result,
    endpoint::BoxEndpoint,
    http::{HeaderValue, Uri, header},
};

use super::{
    addresses, auth,
    docs::PAGES,
    error::Problem,
    operations::Operations,
    request_id::{self, RequestId},
    state::State,
};

/// Under which everything needs the key, also what does not exist.
const QUERIES: &str = "/v1";

/// Everything that is served.
pub(super) struct Front {
    state: Arc<State>,
    operations: Operations,
    pages: BoxEndpoint<'static, Response>,
    service: BoxEndpoint<'static, Response>,
}

impl Front {
    pub(super) fn new(
        state: Arc<State>,
        operations: Operations,
        pages: BoxEndpoint<'static, Response>,
        service: BoxEndpoint<'static, Response>,
    ) -> Self {
        Self { state, operations, pages, service }
    }

    async fn answer(&self, mut request: Request) -> Result<Response> {
        if let Some(door) = addresses::meant(request.uri().path()).and_then(|path| path.parse::<Uri>().ok()) {
            *request.uri_mut() = door;
        }
        let path = request.uri().path();
        if addresses::source_of(path).is_some_and(|source| !self.state.sources().doors.has(source)) {
            return Err(addresses::no_such_source().into());
        }
        if path == QUERIES || path.strip_prefix(QUERIES).is_some_and(|rest| rest.starts_with('/')) {
            auth::check(self.state.api_key.as_ref(), request.headers())?;
        }
        self.operations.check(&request)?;
        if PAGES.contains(&request.uri().path()) {
            return self.pages.call(request).await;
        }
        request.set_data(Arc::clone(&self.state));
        self.service.call(request).await
    }
}

impl Endpoint for Front {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let id = RequestId::fresh();
        request.set_data(id.clone());
        let instance = request.uri().path().to_owned();
        let mut response = match self.answer(request).await {
            Ok(response) => response,
            Err(error) => Problem::of(&error).answer(&instance, &id.0),
        };
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(&id.0) {
            headers.insert(request_id::HEADER, id);
        }
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if !PAGES.contains(&instance.as_str()) {
            // Who came in and who went out is not for the caches of proxies and browsers.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Ok(response)
    }
}
