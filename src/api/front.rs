//! What every request meets before its operation: the aliases of the door, what is closed, the key, the check against the
//! document; and who accounts for it afterwards. Answers nothing itself.

use std::sync::Arc;

use poem::{
    Endpoint, Request, Response, Result,
    endpoint::BoxEndpoint,
    http::{StatusCode, Uri},
};

use super::{
    audit::Read,
    auth,
    docs::PAGES,
    error::Problem,
    metrics,
    operations::Operations,
    request_id::RequestId,
    state::{State, Surface},
    subjects, webhooks,
};

/// Under which everything needs the key, also what does not exist.
const QUERIES: &str = "/v1";

/// The id of the one key that has none: that of `GATELOG_API_KEY`.
const KEY_OF_THE_ENVIRONMENT: &str = "env";

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
        if self.is_closed(path) {
            return Err(Problem::new(StatusCode::NOT_FOUND, "this is closed by the configuration").into());
        }
        if is_protected(path) {
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

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.uri().path().to_owned();
        let documented = if webhooks::ALIASES.contains(&&*path) { webhooks::PATH } else { &path };
        let operation = self.operations.id(request.method(), documented);
        let parameters = if is_protected(&path) { request.params().unwrap_or_default() } else { Vec::new() };
        let request_id = request.data::<RequestId>().map_or_else(String::new, |id| id.0.clone());
        let response = match self.answer(request).await {
            Ok(response) => response,
            Err(error) => Problem::of(&error).answer(&path, &request_id),
        };
        let status = response.status();
        self.state.metrics.requests.count([operation, class(status)]);
        if is_protected(&path) {
            self.account_for(operation, status, &path, &parameters);
        }
        Ok(response)
    }
}

impl Front {
    /// Whether the configuration closes a path for everybody.
    fn is_closed(&self, path: &str) -> bool {
        let Surface { docs_enabled, metrics_enabled, .. } = &self.state.surface;
        (!docs_enabled && PAGES.contains(&path)) || (!metrics_enabled && path == metrics::PATH)
    }

    /// Tells the audit of a question and what became of it.
    fn account_for(&self, operation: &str, status: StatusCode, path: &str, parameters: &[(String, String)]) {
        let State { audit, metrics, .. } = &*self.state;
        let refused = match status {
            StatusCode::UNAUTHORIZED => Some("unauthorized"),
            StatusCode::FORBIDDEN => Some("forbidden"),
            _ => None,
        };
        if let Some(reason) = refused {
            metrics.denied.count([operation, reason]);
            audit.denied(operation, reason, None);
        } else if subjects::is_of_the_system(path, parameters) {
            metrics.system_reads.count([operation]);
        } else if audit.tells_reads() && path != metrics::PATH {
            let answered = status.is_success();
            let (subjects, unnamed) = if answered { subjects::of(path, parameters) } else { (Vec::new(), 0) };
            let filters = parameters.iter().map(|(name, _)| name.clone()).filter(|_| answered).collect();
            audit.read(Read { key_id: KEY_OF_THE_ENVIRONMENT, operation, answered, filters, subjects, unnamed });
        }
    }
}

/// Whether a path is answered to whoever has a key only.
fn is_protected(path: &str) -> bool {
    path == metrics::PATH || path == QUERIES || path.strip_prefix(QUERIES).is_some_and(|rest| rest.starts_with('/'))
}

/// The class of a status: one word for a hundred of them.
fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
