//! The entry of every request: webhook aliases, authentication, and routing.

use std::{sync::Arc, time::Instant};

use poem::{
    Endpoint, IntoEndpoint, PathPattern, Request, Response, Result, Route,
    endpoint::BoxEndpoint,
    error::{MethodNotAllowedError, NotFoundError},
    get,
    http::{HeaderValue, StatusCode, Uri, header},
};
use poem_openapi::OpenApi;

use super::{
    auth, cookie,
    exchange::{Exchange, canonical},
    operations::Operation,
    responses::RequestId,
    routes::{OperationEndpoint, metadata},
};
use crate::api::{
    resources::metrics,
    state::State,
    webhooks,
    wire::{
        docs::{self, PAGES},
        error::Problem,
    },
};

/// Prefix that requires a key, even for paths that do not exist.
const QUERIES: &str = "/v1";

pub(crate) struct Gateway {
    state: Arc<State>,
    /// By the pattern of their path.
    operations: Vec<(String, Operation)>,
    pages: Route,
    service: BoxEndpoint<'static>,
}

impl Gateway {
    /// A gateway to the resources `R` and to pages, one for each of [`PAGES`].
    pub(crate) fn new<R: OpenApi>(
        state: Arc<State>,
        pages: [BoxEndpoint<'static>; PAGES.len()],
        service: impl IntoEndpoint<Endpoint = BoxEndpoint<'static>>,
    ) -> Self {
        let operations = Operation::all(&metadata::<R>()).into_iter().chain(Operation::pages());
        let pages = Operation::pages().zip(pages).fold(Route::new(), |route, (operation, endpoint)| {
            route.at(operation.path.clone(), get(OperationEndpoint { operation, endpoint, exported: None }))
        });
        Self {
            state,
            operations: operations.map(|operation| (operation.pattern(), operation)).collect(),
            pages,
            service: service.into_endpoint(),
        }
    }
}

impl Endpoint for Gateway {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let began = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let routed = canonical(&path);
        if routed != path
            && let Ok(uri) = routed.parse::<Uri>()
        {
            *request.uri_mut() = uri;
        }
        let access = if is_protected(&path) {
            // Authentication comes before routing: without a key a client does not learn which
            // paths exist.
            let headers = request.headers();
            if let Some(token) = cookie::token(headers) {
                self.state.viewer.sessions.mark_used(token, self.state.clock.now());
            }
            match cookie::check_origin(&method, headers) {
                Ok(()) => Some(auth::identify(&self.state, headers).await.map(Arc::new)),
                Err(foreign) => Some(Err(foreign)),
            }
        } else {
            None
        };
        let request_id = request.data::<RequestId>().map_or_else(String::new, |id| id.0.clone());
        let person = self.state.viewer.person(&request);
        let state = Arc::clone(&self.state);
        let exchange = Arc::new(Exchange { state, method, path, request_id, began, access, person });
        request.set_data(Arc::clone(&exchange));
        request.set_data(Arc::clone(&self.state));
        let path = exchange.canonical_path();
        let routed = if docs::is_page(path) {
            self.pages.call(request).await
        } else if path.contains("//") {
            // The router takes nothing for a parameter.
            Err(NotFoundError.into())
        } else {
            self.service.call(request).await
        };
        // An operation makes a response of its own errors: this one comes from the router.
        Ok(routed.unwrap_or_else(|error| exchange.conclude(None, Err(self.unrouted(&exchange, &error).into()))))
    }
}

impl Gateway {
    fn unrouted(&self, exchange: &Exchange, error: &poem::Error) -> Problem {
        if let Err(closed) = exchange.require_open() {
            return closed;
        }
        // A source that is not configured has no endpoint, whatever the method.
        if let Some(Err(unknown)) =
            webhooks::source_of(exchange.canonical_path()).map(|source| self.state.sources().receivers.get(source))
        {
            return unknown.into();
        }
        if let Some(Err(denied)) = &exchange.access {
            return denied.clone();
        }
        match error.data::<PathPattern>() {
            Some(PathPattern(pattern)) if error.is::<MethodNotAllowedError>() => {
                let of_path = self.operations.iter().filter(|(known, _)| **known == **pattern);
                not_allowed(exchange.canonical_path(), of_path.map(|(_, operation)| operation))
            }
            _ => nothing_here(),
        }
    }
}

fn nothing_here() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing here; /docs lists what there is")
}

fn not_allowed<'a>(path: &str, operations: impl Iterator<Item = &'a Operation>) -> Problem {
    let mut allowed: Vec<&str> = operations.map(|operation| operation.method.as_str()).collect();
    allowed.sort_unstable();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    let allowed = allowed.join(", ");
    let detail = if webhooks::source_of(path).is_some() {
        "this webhook endpoint is alive, and takes POST: give its address to your identity provider".to_owned()
    } else {
        format!("this path takes {allowed} only")
    };
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail);
    match HeaderValue::from_str(&allowed) {
        Ok(allowed) => problem.header(header::ALLOW, allowed),
        Err(_) => problem,
    }
}

fn is_protected(path: &str) -> bool {
    path == metrics::PATH || path == QUERIES || path.strip_prefix(QUERIES).is_some_and(|rest| rest.starts_with('/'))
}
