//! Finds the address of the client: that of the connection's peer, or the one that a trusted proxy
//! reports.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, header};

use super::networks::Networks;
use crate::text::address;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The header in which a proxy reports the client. Exactly one: if two were read, a client could
/// write the one that the proxy does not overwrite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: client, proxy`.
    #[default]
    XForwardedFor,
    /// `Forwarded: for=client, for=proxy` (RFC 7239).
    Forwarded,
}

/// The proxies whose report of the client's address is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    pub networks: Networks,
    pub header: ForwardedHeader,
}

impl ForwardedHeader {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::XForwardedFor, Self::Forwarded].into_iter().find(|header| header.as_str() == text.trim())
    }

    /// The value in the configuration.
    const fn as_str(self) -> &'static str {
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
    /// The address of the client, or `None` if a trusted proxy reports something that is no
    /// address.
    ///
    /// The client is the peer, unless the peer is a trusted proxy. Then it is the last address of
    /// the header that is not a trusted proxy's: addresses before that one may be forged. If every
    /// address is trusted, it is the first one.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let mut client = peer.to_canonical();
        if !self.networks.contain(client) {
            return Some(client);
        }
        let lines: Vec<_> = headers.get_all(self.header.name()).iter().collect();
        for line in lines.into_iter().rev() {
            // A line that is not text cannot be trusted.
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
        address::one(node)
    }
}
