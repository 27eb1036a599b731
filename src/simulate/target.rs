//! Parses the address of an endpoint.

use std::{fmt, net::IpAddr};

use http::{HeaderValue, Uri, uri::PathAndQuery};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(super) tls: bool,
    /// Name or address, without the brackets of IPv6.
    pub host: String,
    /// The port of the URL, or the default of its scheme.
    pub port: u16,
    /// Holds a port when the URL does.
    pub(super) host_header: HeaderValue,
    pub path: PathAndQuery,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Only addresses of this machine need no scheme.
    #[error("{0:?} does not begin with http:// or https://; write it like http://127.0.0.1:3000/webhooks/clerk")]
    NoScheme(String),
    #[error("{0:?} is no URL; write it like http://127.0.0.1:3000/webhooks/clerk")]
    NoUrl(String),
}

impl Target {
    /// Parses a URL. `localhost:3000/webhooks/clerk` and other addresses of this machine need no
    /// scheme. User names, passwords and fragments are errors.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let url = if is_local(text) { format!("http://{text}") } else { text.to_owned() };
        let tls = match url.split_once("://") {
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("http") => false,
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => true,
            _ => return Err(TargetError::NoScheme(url)),
        };
        let no_url = || TargetError::NoUrl(url.clone());
        let uri: Uri = url.parse().map_err(|_| no_url())?;
        let authority = uri.authority().ok_or_else(no_url)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        // An invalid port leaves `port_u16` empty, which must not fall back to the default port.
        let port_is_bad = authority.port_u16().is_none()
            && authority.as_str().ends_with(|c: char| c.is_ascii_digit())
            && authority.as_str().rsplit_once(':').is_some_and(|(before, _)| !before.contains('['));
        if host.is_empty() || port_is_bad || authority.as_str().contains('@') || url.contains('#') {
            return Err(no_url());
        }
        Ok(Self {
            tls,
            port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }),
            host,
            host_header: HeaderValue::from_str(authority.as_str()).map_err(|_| no_url())?,
            path: uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/")),
        })
    }

    /// The value of the header `host`.
    #[must_use]
    pub const fn host_header(&self) -> &HeaderValue {
        &self.host_header
    }

    /// Scheme and authority, for example `http://localhost:3000`.
    #[must_use]
    pub fn base_url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.host_header.to_str().unwrap_or_default())
    }
}

/// Whether a text without a scheme begins with `localhost` or a loopback address.
fn is_local(text: &str) -> bool {
    let authority = text.split('/').next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, _)) if !authority.ends_with(']') => host,
        _ => authority,
    };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback())
}

/// The host and the port to connect to.
impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.host, self.port)
    }
}
