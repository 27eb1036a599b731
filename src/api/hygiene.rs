//! What every answer carries, whatever it answers: a name for the request, headers that tell browsers to do little with
//! it, and a problem document in place of a panic. It wraps the whole API, and knows no operation.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use poem::{
    Endpoint, Request, Response, Result,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
};

use super::{
    cors::Cors,
    error::Problem,
    request_id::{self, RequestId},
};
use crate::telemetry::Metrics;

/// Nothing that is data may do anything in a browser, whatever somebody wrote into it.
pub const DATA_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// No page that is linked from here learns which user or session was looked at.
const REFERRER_POLICY: HeaderName = HeaderName::from_static("referrer-policy");
/// No page of another origin takes an answer in as a picture or a script.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// An endpoint with decent manners.
#[derive(Debug)]
pub struct Hygiene<E> {
    inner: E,
    cors: Cors,
    metrics: Metrics,
}

impl<E> Hygiene<E> {
    /// Around an endpoint.
    pub const fn new(inner: E, cors: Cors, metrics: Metrics) -> Self {
        Self { inner, cors, metrics }
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for Hygiene<E> {
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
                    // A defect of ours. Its text may hold a piece of a payload; the panic hook has said where it was.
                    tracing::error!(request_id = id.0, "answering a request panicked");
                    self.metrics.panics.count([]);
                    let detail = "something went wrong here; the log of the server has it";
                    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail).answer(&instance, &id.0)
                }
            },
        };
        let headers = response.headers_mut();
        dress(headers);
        self.cors.open(origin, headers);
        if let Ok(id) = HeaderValue::from_str(&id.0) {
            headers.insert(request_id::HEADER, id);
        }
        Ok(response)
    }
}

/// Adds what is not there: the pages for people bring policies of their own.
fn dress(headers: &mut HeaderMap) {
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (RESOURCE_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, DATA_POLICY),
        // Who came in and who went out is not for the caches of proxies and browsers.
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in always {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
