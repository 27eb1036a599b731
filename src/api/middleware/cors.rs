//! CORS: pages of configured origins may call the API. No page sends credentials of the browser,
//! because there are none; a key is sent by its holder.

use poem::{
    Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

/// How long a browser may cache a preflight, in seconds.
const PREFLIGHT_SECONDS: u32 = 600;
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, DELETE");
const ASKED_WITH: HeaderValue = HeaderValue::from_static("authorization, content-type, x-request-id");
const SHOWN: HeaderValue = HeaderValue::from_static("link, retry-after, www-authenticate, x-request-id");

/// Allowed origins.
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
    #[must_use]
    pub fn permitted(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        self.origins.iter().any(|known| known.as_bytes() == origin.as_bytes()).then(|| origin.clone())
    }

    /// The answer to a preflight of an allowed origin. Any other request is handled without CORS.
    #[must_use]
    pub fn preflight(&self, request: &Request) -> Option<Response> {
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
    pub fn open(&self, origin: Option<HeaderValue>, headers: &mut HeaderMap) {
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
