//! From where a request comes: its peer, or what a trusted proxy says. Believes nobody else, and bans nobody.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};

use super::networks::Networks;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// In which header a proxy says for whom it asks. One only: of two, a client could write the one that the proxy leaves
/// alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: client, proxy`.
    #[default]
    XForwardedFor,
    /// `Forwarded: for=client, for=proxy` (RFC 7239).
    Forwarded,
}

/// Whose word about the client is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    /// Where the proxies are.
    pub networks: Networks,
    /// Which header they write.
    pub header: ForwardedHeader,
}

impl ForwardedHeader {
    /// By its configured name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::XForwardedFor, Self::Forwarded].into_iter().find(|header| header.as_str() == text.trim())
    }

    /// Its configured name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }

    const fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => X_FORWARDED_FOR,
            Self::Forwarded => header::FORWARDED,
        }
    }
}

impl TrustedProxies {
    /// The address of the client, or `None` where a trusted proxy says something that is none.
    ///
    /// The peer, unless that is trusted; then the last address of the header that is not a trusted proxy's: what stands
    /// before it was written by the client or by strangers. Where all are trusted, the first.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let mut client = peer.to_canonical();
        if !self.networks.contain(client) {
            return Some(client);
        }
        let lines: Vec<_> = headers.get_all(self.header.name()).iter().collect();
        for line in lines.into_iter().rev() {
            // A line that is not text says nothing that could be believed.
            for entry in line.to_str().ok()?.rsplit(',') {
                client = self.address(entry)?;
                if !self.networks.contain(client) {
                    return Some(client);
                }
            }
        }
        Some(client)
    }

    fn address(&self, entry: &str) -> Option<IpAddr> {
        let node = match self.header {
            ForwardedHeader::XForwardedFor => entry,
            ForwardedHeader::Forwarded => entry.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then_some(value)
            })?,
        };
        address(node.trim().trim_matches('"'))
    }
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn address(node: &str) -> Option<IpAddr> {
    let bare = node.strip_prefix('[').and_then(|node| node.strip_suffix(']')).unwrap_or(node);
    let address = bare.parse().ok().or_else(|| node.parse().ok().map(|node: SocketAddr| node.ip()))?;
    Some(IpAddr::to_canonical(&address))
}
