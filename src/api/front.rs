//! What every request meets first and every answer last: a name, the aliases of the door, the key, the check against
//! the document, and a problem document for whatever goes wrong. Answers nothing itself.

use std::sync::Arc;

use poem::{
    Endpoint, Request, Response, Result,
    endpoint::BoxEndpoint,
    error::ReadBodyError,
    http::{HeaderValue, StatusCode, Uri, header},
};

use super::{
    auth,
    docs::PAGES,
    error::Problem,
    operations::Operations,
    request_id::{self, RequestId},
    state::State,
    webhooks,
};

/// Under which everything needs the key, also what does not exist.
const QUERIES: &str = "/v1";

/// Longest body of a question: a hundred times the longest that means something.
const QUESTION_BYTES_MAX: usize = 16 * 1024;

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
        let path = request.uri().path();
        if webhooks::ALIASES.contains(&path) {
            // Not a redirect: that would count as a failed delivery.
            *request.uri_mut() = Uri::from_static(webhooks::PATH);
        }
        let path = request.uri().path();
        let is_query = path == QUERIES || path.strip_prefix(QUERIES).is_some_and(|rest| rest.starts_with('/'));
        // Who asks comes before what there is: without a key nobody learns even that.
        let grant = if is_query { Some(auth::identify(&self.state, request.headers()).await?) } else { None };
        let operation = self.operations.find(request.method(), request.uri().path())?;
        if let Some(grant) = &grant {
            auth::require(grant, operation.scope.ok_or_else(|| auth::undeclared(grant))?)?;
        }
        let parameters = operation.check(&request)?;
        if let Some(grant) = grant {
            if let Some((_, source)) = parameters.iter().find(|(name, _)| name == "source") {
                auth::require_source(&grant, source)?;
            }
            request.set_data(Arc::new(grant));
            bound(&mut request).await?;
        }
        if PAGES.contains(&request.uri().path()) {
            return self.pages.call(request).await;
        }
        request.set_data(Arc::clone(&self.state));
        self.service.call(request).await
    }
}

/// Reads the body of a question, of which no operation needs much.
async fn bound(request: &mut Request) -> Result<()> {
    let body = request.take_body().into_bytes_limit(QUESTION_BYTES_MAX).await.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is over 16 KiB; nothing here takes more")
        }
        _ => Problem::new(StatusCode::BAD_REQUEST, "the body did not come whole"),
    })?;
    request.set_body(body);
    Ok(())
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
