//! What every response has, whatever answers it: a request id, security headers, CORS, and a
//! problem document instead of a panic.
//!
//! CORS: pages of configured origins may call the API, with a key that they hold. They cannot use
//! the session of a browser: its cookie is `SameSite=Strict`, and no credentials are allowed.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use poem::{
    Endpoint, Request, Response, Result,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
};
use uuid::Uuid;

use crate::{api::wire::error::Problem, telemetry::Metrics};

/// Content security policy of data: a browser must not execute any of it, whatever a sender
/// wrote.
pub const DATA_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Linked pages do not learn which user or session was viewed.
const REFERRER_POLICY: HeaderName = HeaderName::from_static("referrer-policy");
/// Pages of other origins cannot embed a response as an image or a script.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

#[derive(Debug)]
pub struct SecurityHeaders<E> {
    inner: E,
    cors: Cors,
    metrics: Metrics,
}

impl<E> SecurityHeaders<E> {
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
            headers.insert(REQUEST_ID_HEADER, id);
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

/// Header of the request id, in requests and responses.
const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is accepted, in bytes. A UUID has 36.
const TAKEN_BYTES_MAX: usize = 64;

/// Id of a request, in the response, in problems and in log lines.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    /// A new id. Later ids sort after earlier ones.
    fn fresh() -> Self {
        Self(Uuid::now_v7().simple().to_string())
    }

    /// The id of a request if it has one of 1 to 64 characters `[A-Za-z0-9._-]`: a line feed or a
    /// quotation mark could forge log lines. Otherwise a new one.
    fn of(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(REQUEST_ID_HEADER).iter();
        let (Some(given), None) = (given.next(), given.next()) else { return Self::fresh() };
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let harmless = |name: &&str| (1..=TAKEN_BYTES_MAX).contains(&name.len()) && name.as_bytes().iter().all(allowed);
        given.to_str().ok().filter(harmless).map_or_else(Self::fresh, |name| Self(name.to_owned()))
    }
}

/// How long a browser may cache a preflight, in seconds.
const PREFLIGHT_SECONDS: u32 = 600;
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, DELETE");
const ASKED_WITH: HeaderValue = HeaderValue::from_static("authorization, content-type, last-event-id, x-request-id");
const SHOWN: HeaderValue =
    HeaderValue::from_static("gatelog-export-id, gatelog-position, link, retry-after, www-authenticate, x-request-id");

#[derive(Clone, Debug, Default)]
pub struct Cors {
    origins: Vec<String>,
}

impl Cors {
    /// Exact origins as browsers send them, for example `https://admin.example.com`. `*` matches
    /// none.
    #[must_use]
    pub const fn new(origins: Vec<String>) -> Self {
        Self { origins }
    }

    /// The origin of a request, if it is allowed.
    fn permitted(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        self.origins.iter().any(|known| known.as_bytes() == origin.as_bytes()).then(|| origin.clone())
    }

    /// The answer to a preflight of an allowed origin. Any other request is handled without CORS.
    fn preflight(&self, request: &Request) -> Option<Response> {
        let asks = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if !asks || self.permitted(request.headers()).is_none() {
            return None;
        }
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, ASKED_WITH);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS.into());
        Some(response)
    }

    /// Adds the CORS headers. `Vary` keeps caches from mixing origins.
    fn open(&self, origin: Option<HeaderValue>, headers: &mut HeaderMap) {
        if self.origins.is_empty() {
            return;
        }
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
        }
    }
}
