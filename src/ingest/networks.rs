//! Sets of IP networks, as an operator configures them or as a sender publishes them.

use std::{net::IpAddr, sync::Arc};

use ipnet::IpNet;
use serde::Deserialize;

use crate::text::address::network;

/// A set of networks, cheap to clone. An empty set contains no address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Arc<[IpNet]>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworksError {
    #[error("{0} is no network: write an address or CIDR notation, like 203.0.113.7, 198.51.100.0/24 or 2001:db8::/32")]
    Network(NetworkEntry),
    /// A published list without any address: most likely the wrong file.
    #[error("it holds no address and no network: give the sender's published address list, JSON or one network a line")]
    None,
}

/// An invalid entry of a list. Its display omits an entry that is longer than any network: it may
/// be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkEntry(String);

/// Any JSON document. Only its strings are read: each sender groups its addresses in its own way.
#[derive(Deserialize)]
#[serde(untagged)]
enum PublishedList {
    Text(String),
    List(Vec<PublishedList>),
    Groups(std::collections::BTreeMap<String, PublishedList>),
    Other(serde::de::IgnoredAny),
}

impl Networks {
    /// Each text is an address or a network in CIDR notation.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, NetworksError> {
        let networks: Result<Vec<_>, _> = texts
            .into_iter()
            .map(|text| network(text).ok_or_else(|| NetworksError::Network(NetworkEntry(text.to_owned()))))
            .collect();
        Ok(Self(sorted(networks?)))
    }

    /// Parses the list that a sender publishes. In JSON every string that is an address or a
    /// network counts, at any depth; other strings are skipped. In plain text, entries are
    /// separated by white space or commas, `#` starts a comment, and an entry that is no network
    /// is an error.
    pub fn parse_published(text: &str) -> Result<Self, NetworksError> {
        let networks = if let Ok(published) = serde_json::from_str::<PublishedList>(text) {
            let mut found = Vec::new();
            published.collect(&mut found);
            Self(sorted(found))
        } else {
            let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
            let entries = lines.flat_map(|line| line.split(|c: char| c.is_whitespace() || c == ','));
            Self::parse(entries.filter(|entry| !entry.is_empty()))?
        };
        if networks.is_empty() { Err(NetworksError::None) } else { Ok(networks) }
    }

    #[must_use]
    pub fn union(self, others: &Self) -> Self {
        Self(sorted([&*self.0, &*others.0].concat()))
    }

    /// An IPv4-mapped IPv6 address counts as the IPv4 address.
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Length of the longest network in its usual form: `ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128`.
const ENTRY_CHARACTERS_MAX: usize = 43;

impl std::fmt::Display for NetworkEntry {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let looks_like_network = self.0.contains(['.', ':', '/']) || self.0.len() < ENTRY_CHARACTERS_MAX / 2;
        if looks_like_network && self.0.len() <= ENTRY_CHARACTERS_MAX {
            write!(out, "{:?}", self.0)
        } else {
            out.write_str("an entry")
        }
    }
}

impl PublishedList {
    fn collect(&self, found: &mut Vec<IpNet>) {
        match self {
            Self::Text(text) => found.extend(network(text)),
            Self::List(list) => list.iter().for_each(|entry| entry.collect(found)),
            Self::Groups(groups) => groups.values().for_each(|entry| entry.collect(found)),
            Self::Other(_) => {}
        }
    }
}

fn sorted(mut networks: Vec<IpNet>) -> Arc<[IpNet]> {
    networks.sort();
    networks.dedup();
    networks.into()
}
