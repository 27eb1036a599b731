//! The session cookie of the page: how it is set, read and refused.
//!
//! A browser sends it with every request to this host, also one that another site caused. So it is
//! `SameSite=Strict`, and a request that changes something must say that it comes from the page.

use poem::{
    Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
};

use crate::{api::wire::error::Problem, ingest::client::TrustedProxies};

/// Over TLS. Browsers accept the prefix for cookies of exactly this host only.
const OVER_TLS: &str = "__Host-gatelog-session";
/// On the machine of the browser, where there is no TLS.
const ON_LOOPBACK: &str = "gatelog-session";

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How a browser reaches the service without others reading along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Tls,
    Loopback,
}

impl Transport {
    /// TLS as a trusted proxy or a process of this machine tells it, or a host name that leads a
    /// browser to its own machine. `None` if others may read along.
    pub(crate) fn of(request: &Request, proxies: &TrustedProxies) -> Option<Self> {
        let peer = request.remote_addr().as_socket_addr().map(|address| address.ip().to_canonical());
        let tells = peer.is_some_and(|peer| peer.is_loopback() || proxies.networks.contain(peer));
        // Of several proxies the last one adds the last word; the first one tells of the browser.
        let told = request.headers().get_all(FORWARDED_PROTO).iter().find_map(|value| value.to_str().ok());
        let told = told.and_then(|value| value.split(',').next()).map(str::trim).filter(|_| tells);
        match told {
            Some(protocol) if protocol.eq_ignore_ascii_case("https") => Some(Self::Tls),
            Some(_) => None,
            None => is_loopback(host(request.headers())?).then_some(Self::Loopback),
        }
    }

    /// The header that gives a browser its session.
    pub(crate) fn set_cookie(self, token: &str) -> String {
        let (name, secure) = match self {
            Self::Tls => (OVER_TLS, "; Secure"),
            Self::Loopback => (ON_LOOPBACK, ""),
        };
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict{secure}")
    }
}

/// The headers that take the session from a browser, under either name.
pub(crate) fn expired() -> [String; 2] {
    [(OVER_TLS, "; Secure"), (ON_LOOPBACK, "")]
        .map(|(name, secure)| format!("{name}=; Path=/; HttpOnly; SameSite=Strict{secure}; Max-Age=0"))
}

/// The token of a session, unless the request has a key. A session over TLS comes first.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    if headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    let cookies = || headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let named = |name: &str| {
        let mut pairs = cookies().flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    };
    named(OVER_TLS).or_else(|| named(ON_LOOPBACK))
}

/// Refuses a request that changes something for a session, and does not come from the page.
pub(super) fn check_origin(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if token(headers).is_none() || [Method::GET, Method::HEAD].contains(method) || is_of_page(headers) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "a session changes something only by its own page: ask there, or send a key as Authorization: Bearer KEY",
    ))
}

/// Every browser that is in use writes `Sec-Fetch-Site` or `Origin`, and no page can write them.
fn is_of_page(headers: &HeaderMap) -> bool {
    match (headers.get(FETCH_SITE), headers.get(header::ORIGIN)) {
        (Some(site), _) => site == HeaderValue::from_static("same-origin"),
        (None, Some(origin)) => {
            let named = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
            named.is_some() && named == host(headers)
        }
        (None, None) => false,
    }
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// Whether a host, with or without a port, is the browser's own machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}
