//! The entry of every request: webhook aliases, closed paths, authentication, validation against
//! the document, metrics and audit.

use std::sync::Arc;

use poem::{
    Endpoint, Request, Response, Result,
    endpoint::BoxEndpoint,
    error::ReadBodyError,
    http::{StatusCode, Uri},
};

use super::{audit::Read, auth, operations::Operations, request_id::RequestId, subjects};
use crate::{
    access::Grant,
    api::{
        resources::metrics,
        state::{State, Surface},
        webhooks::addresses,
        wire::{
            docs::PAGES,
            error::{Denial, Problem},
        },
    },
    query::sources,
};

/// Prefix that requires a key, even for paths that do not exist.
const QUERIES: &str = "/v1";

/// Resources that contain Gatelog's own events.
const HOLD_SYSTEM_EVENTS: [&str; 2] = ["/v1/events", "/v1/activity"];

/// Maximum body of an API request: a hundred times the longest useful one.
const QUESTION_BYTES_MAX: usize = 16 * 1024;

/// Routes requests to the API and the pages.
pub(crate) struct Gateway {
    state: Arc<State>,
    operations: Operations,
    pages: BoxEndpoint<'static, Response>,
    service: BoxEndpoint<'static, Response>,
}

impl Gateway {
    pub(crate) fn new(
        state: Arc<State>,
        operations: Operations,
        pages: BoxEndpoint<'static, Response>,
        service: BoxEndpoint<'static, Response>,
    ) -> Self {
        Self { state, operations, pages, service }
    }

    /// Answers a request. `granted` is set as soon as the key is known, whatever the outcome.
    async fn answer(&self, mut request: Request, granted: &mut Option<Arc<Grant>>) -> Result<Response> {
        if let Some(uri) = addresses::canonical(request.uri().path()).and_then(|path| path.parse::<Uri>().ok()) {
            *request.uri_mut() = uri;
        }
        let path = request.uri().path();
        if self.is_closed(path) {
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                "this path is closed by the configuration of the server; open it with server.docs or server.metrics",
            )
            .into());
        }
        if addresses::source_of(path).is_some_and(|source| !self.state.sources().receivers.contains(source)) {
            return Err(addresses::no_such_source().into());
        }
        if is_protected(path) {
            // Authentication comes before routing: without a key a client does not learn which
            // paths exist.
            *granted = Some(Arc::new(auth::identify(&self.state, request.headers()).await?));
        }
        let operation = self.operations.find(request.method(), request.uri().path())?;
        if let Some(grant) = granted {
            auth::require(grant, operation.scope.ok_or_else(|| auth::undeclared(grant))?)?;
        }
        let parameters = operation.check(&request)?;
        if let Some(grant) = granted {
            if let Some((_, source)) = parameters.iter().find(|(name, _)| name == "source") {
                auth::require_source(grant, source)?;
                self.require_known(grant, source, request.uri().path()).await?;
            }
            request.set_data(Arc::clone(grant));
            bound(&mut request).await?;
        }
        if PAGES.contains(&request.uri().path()) {
            return self.pages.call(request).await;
        }
        request.set_data(Arc::clone(&self.state));
        self.service.call(request).await
    }
}

impl Endpoint for Gateway {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.uri().path().to_owned();
        let documented = addresses::canonical(&path).unwrap_or(&path);
        let operation = self.operations.id(request.method(), documented);
        let parameters = if is_protected(&path) { request.params().unwrap_or_default() } else { Vec::new() };
        let request_id = request.data::<RequestId>().map_or_else(String::new, |id| id.0.clone());
        let (mut grant, mut denial) = (None, None);
        let response = match self.answer(request, &mut grant).await {
            Ok(response) => response,
            Err(error) => {
                let problem = Problem::of(&error);
                denial = problem.denial().cloned();
                if let Some(reason) = problem.outage() {
                    self.state.store.note_outage(reason);
                }
                problem.answer(&path, &request_id)
            }
        };
        let status = response.status();
        self.state.metrics.requests.count([operation, class(status)]);
        if is_protected(&path) {
            match (denial, grant) {
                (Some(denial), _) => self.account_for_denial(operation, &denial),
                (None, Some(grant)) => self.account_for(operation, &grant, status, &path, &parameters),
                // The key could not be looked up: access was not denied, and nothing was read.
                (None, None) => {}
            }
        }
        Ok(response)
    }
}

impl Gateway {
    /// Whether the configuration closes a path.
    fn is_closed(&self, path: &str) -> bool {
        let Surface { docs_enabled, metrics_enabled, .. } = &self.state.surface;
        (!docs_enabled && PAGES.contains(&path)) || (!metrics_enabled && path == metrics::PATH)
    }

    /// Refuses a source that is not configured and has sent nothing: an empty answer would be
    /// misleading.
    async fn require_known(&self, grant: &Grant, source: &str, path: &str) -> Result<(), Problem> {
        let holds_system = HOLD_SYSTEM_EVENTS.iter().any(|resource| path.starts_with(resource));
        let sources = self.state.sources();
        Ok(sources::require(&self.state.store, source, &sources.names, holds_system, &grant.sources).await?)
    }

    /// Counts and audits a denial.
    fn account_for_denial(&self, operation: &str, denial: &Denial) {
        self.state.metrics.denied.count([operation, denial.reason]);
        self.state.audit.denied(operation, denial.reason, denial.key_id.as_deref());
    }

    /// Audits a request and its outcome.
    fn account_for(
        &self,
        operation: &str,
        grant: &Grant,
        status: StatusCode,
        path: &str,
        parameters: &[(String, String)],
    ) {
        let State { audit, metrics, .. } = &*self.state;
        if subjects::is_of_the_system(path, parameters) {
            metrics.system_reads.count([operation]);
        } else if audit.audits_reads() && path != metrics::PATH {
            let answered = status.is_success();
            let (subjects, unnamed) = if answered { subjects::of(path, parameters) } else { (Vec::new(), 0) };
            let filters = parameters.iter().map(|(name, _)| name.clone()).filter(|_| answered).collect();
            audit.read(Read { key_id: &grant.key_id, operation, answered, filters, subjects, unnamed });
        }
    }
}

/// Reads the body of an API request, with a limit.
async fn bound(request: &mut Request) -> Result<()> {
    let body = request.take_body().into_bytes_limit(QUESTION_BYTES_MAX).await.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is over 16 KiB, the most that is taken here; send less",
        ),
        _ => Problem::new(StatusCode::BAD_REQUEST, "the body did not arrive complete; send the request again"),
    })?;
    request.set_body(body);
    Ok(())
}

/// Whether a path requires a key.
fn is_protected(path: &str) -> bool {
    path == metrics::PATH || path == QUERIES || path.strip_prefix(QUERIES).is_some_and(|rest| rest.starts_with('/'))
}

/// Class of a status, for metrics.
fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
