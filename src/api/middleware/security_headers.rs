//! Headers and error handling of every response: request id, security headers, CORS, and a
//! problem document instead of a panic.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use poem::{
    Endpoint, Request, Response, Result,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
};

use super::{
    cors::Cors,
    request_id::{self, RequestId},
};
use crate::{api::wire::error::Problem, telemetry::Metrics};

/// Content security policy of data: a browser must not execute any of it, whatever a sender
/// wrote.
pub const DATA_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Linked pages do not learn which user or session was viewed.
const REFERRER_POLICY: HeaderName = HeaderName::from_static("referrer-policy");
/// Pages of other origins cannot embed a response as an image or a script.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// An endpoint with security headers.
#[derive(Debug)]
pub struct SecurityHeaders<E> {
    inner: E,
    cors: Cors,
    metrics: Metrics,
}

impl<E> SecurityHeaders<E> {
    /// Wraps an endpoint.
    pub const fn new(inner: E, cors: Cors, metrics: Metrics) -> Self {
        Self { inner, cors, metrics }
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for SecurityHeaders<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let id = RequestId::of(request.headers());
        let instance = request.uri().path().to_owned();
        let origin = self.cors.permitted(request.headers());
        request.set_data(id.clone());
        let mut response = match self.cors.preflight(&request) {
            Some(response) => response,
            None => match AssertUnwindSafe(self.inner.call(request)).catch_unwind().await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => Problem::of(&error).answer(&instance, &id.0),
                Err(_panic) => {
                    // The message of the panic may contain part of a payload. The panic hook has
                    // logged the location.
                    tracing::error!(request_id = id.0, "answering a request panicked");
                    self.metrics.panics.count([]);
                    let detail = "something went wrong here; the log of the server has it";
                    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail).answer(&instance, &id.0)
                }
            },
        };
        let headers = response.headers_mut();
        add_security_headers(headers);
        self.cors.open(origin, headers);
        if let Ok(id) = HeaderValue::from_str(&id.0) {
            headers.insert(request_id::HEADER, id);
        }
        Ok(response)
    }
}

/// Adds headers that are missing. The pages for people have a policy of their own.
fn add_security_headers(headers: &mut HeaderMap) {
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (RESOURCE_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, DATA_POLICY),
        // Audit data must not end up in caches of proxies and browsers.
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in always {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
