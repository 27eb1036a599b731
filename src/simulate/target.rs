//! Where to send: an http or https address taken apart. It resolves no name and opens no connection.

use std::fmt;

use http::{HeaderValue, Uri, uri::PathAndQuery};

/// The address of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether to speak TLS.
    pub tls: bool,
    /// Name or address, without the brackets of IPv6.
    pub host: String,
    /// Given or the scheme's.
    pub port: u16,
    /// The `host` header: the port only where it was given.
    pub host_header: HeaderValue,
    /// What stands in the request line.
    pub path: PathAndQuery,
}

/// Why a text is no address to send to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No scheme, as in `localhost:3000/webhooks/clerk`.
    #[error("{0:?} does not begin with http:// or https://; write it like http://127.0.0.1:3000/webhooks/clerk")]
    NoScheme(String),
    /// No host, or what no URL holds.
    #[error("{0:?} is no URL; write it like http://127.0.0.1:3000/webhooks/clerk")]
    NoUrl(String),
}

impl Target {
    /// Reads a URL. User names, passwords and fragments in it are refused.
    pub fn parse(url: &str) -> Result<Self, TargetError> {
        let tls = match url.split_once("://") {
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("http") => false,
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => true,
            _ => return Err(TargetError::NoScheme(url.to_owned())),
        };
        let no_url = || TargetError::NoUrl(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| no_url())?;
        let authority = uri.authority().ok_or_else(no_url)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        // A port that is no number up to 65535 leaves `port_u16` empty, which must not quietly mean the default.
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
}

/// Host and port: what one connects to.
impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.host, self.port)
    }
}
