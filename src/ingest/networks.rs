//! Networks of addresses, as configured or as a sender publishes them. Reads no file and knows no request.

use std::{net::IpAddr, sync::Arc};

use ipnet::{IpNet, Ipv4Net};
use serde::Deserialize;

/// The prefix of the block `::ffff:0:0/96`, in which IPv6 writes the addresses of IPv4.
const MAPPED_PREFIX_BITS: u8 = 96;

/// Some networks, cheap to copy. Empty, they contain nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Arc<[IpNet]>);

/// Why a text names no networks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworksError {
    /// Not an address, nor a network.
    #[error("{0} is no network: write an address or CIDR notation, like 203.0.113.7, 198.51.100.0/24 or 2001:db8::/32")]
    Network(Entry),
    /// A published list in which there is no address at all: not the file that was meant.
    #[error("it holds no address and no network: give the sender's published address list, JSON or one network a line")]
    None,
}

/// A wrong entry of a list. One that is longer than any network is written is not repeated: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry(String);

/// Any JSON, of which only the texts count: senders group their addresses by region, in shapes of their own.
#[derive(Deserialize)]
#[serde(untagged)]
enum Published {
    Text(String),
    List(Vec<Published>),
    Groups(std::collections::BTreeMap<String, Published>),
    Other(serde::de::IgnoredAny),
}

impl Networks {
    /// Of single texts, each an address or in CIDR notation.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, NetworksError> {
        let networks: Result<Vec<_>, _> = texts
            .into_iter()
            .map(|text| network(text).ok_or_else(|| NetworksError::Network(Entry(text.to_owned()))))
            .collect();
        Ok(Self(sorted(networks?)))
    }

    /// Of a sender's published list. In JSON every text that is an address or a network counts, wherever it stands. In any
    /// other file each line holds some, apart by white space or commas; `#` begins a comment; anything else is a mistake.
    pub fn parse_published(text: &str) -> Result<Self, NetworksError> {
        let networks = if let Ok(published) = serde_json::from_str::<Published>(text) {
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

    /// These and the others.
    #[must_use]
    pub fn with(self, others: &Self) -> Self {
        Self(sorted([&*self.0, &*others.0].concat()))
    }

    /// Whether an address lies in one of them. An IPv4 address that is written as IPv6 is the IPv4 address.
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The longest network in its usual form: `ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128`.
const ENTRY_CHARACTERS_MAX: usize = 43;

impl std::fmt::Display for Entry {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let looks_so = self.0.contains(['.', ':', '/']) || self.0.len() < ENTRY_CHARACTERS_MAX / 2;
        if looks_so && self.0.len() <= ENTRY_CHARACTERS_MAX {
            write!(out, "{:?}", self.0)
        } else {
            out.write_str("an entry")
        }
    }
}

impl Published {
    fn collect(&self, found: &mut Vec<IpNet>) {
        match self {
            Self::Text(text) => found.extend(network(text)),
            Self::List(list) => list.iter().for_each(|entry| entry.collect(found)),
            Self::Groups(groups) => groups.values().for_each(|entry| entry.collect(found)),
            Self::Other(_) => {}
        }
    }
}

/// An address stands for itself alone; a network is taken without the bits beyond its prefix.
fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let network = text.parse::<IpAddr>().map(IpNet::from).or_else(|_| text.parse::<IpNet>()).ok()?;
    Some(unmapped(network.trunc()))
}

/// IPv4 networks that are written as IPv6, as IPv4: addresses are compared in that form.
fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(wide) = network else { return network };
    let mapped = wide.addr().to_ipv4_mapped().zip(wide.prefix_len().checked_sub(MAPPED_PREFIX_BITS));
    mapped.and_then(|(address, bits)| Ipv4Net::new(address, bits).ok()).map_or(network, IpNet::V4)
}

fn sorted(mut networks: Vec<IpNet>) -> Arc<[IpNet]> {
    networks.sort();
    networks.dedup();
    networks.into()
}
