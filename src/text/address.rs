//! Reads IP addresses in every spelling in which they are sent and asked for.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};

/// The prefix length of `::ffff:0:0/96`, the block of IPv4-mapped addresses.
const MAPPED_PREFIX_BITS: u8 = 96;

/// Parses the address or the network in a query: see [`read`] and [`network`]. An address becomes
/// a network of one address. The error says what to write instead.
pub fn parse(text: &str) -> Result<IpNet, &'static str> {
    read(text)
        .map(IpNet::from)
        .or_else(|| network(text))
        .ok_or("this is no IP address or network; write one like 203.0.113.7, 2001:db8::1 or 198.51.100.0/24")
}

/// Parses a network in CIDR notation (RFC 4632), or an address as a network of one address. A
/// network loses its host bits, and an IPv4-mapped one becomes IPv4.
#[must_use]
pub fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let network = text.parse::<IpAddr>().map(IpNet::from).or_else(|_| text.parse::<IpNet>()).ok()?;
    let network = network.trunc();
    let IpNet::V6(wide) = network else { return Some(network) };
    let mapped = wide.addr().to_ipv4_mapped().zip(wide.prefix_len().checked_sub(MAPPED_PREFIX_BITS));
    Some(mapped.and_then(|(address, bits)| Ipv4Net::new(address, bits).ok()).map_or(network, IpNet::V4))
}

/// An address as a text in whose order the addresses of a network are a range: `4` or `6`, and the
/// address in hexadecimal digits.
#[must_use]
pub fn sortable(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("4{:08x}", u32::from(address)),
        IpAddr::V6(address) => format!("6{:032x}", u128::from(address)),
    }
}

/// The address of a text that may be a list, as `X-Forwarded-For` has it: the first, which is the
/// client's.
#[must_use]
pub fn read(text: &str) -> Option<IpAddr> {
    text.split(',').next().and_then(one)
}

/// The address of a text like `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]`,
/// `[2001:db8::1]:443` or `fe80::1%eth0`, with blanks or quotes around it. Port and zone say
/// nothing of who it is and are left out; an IPv4-mapped address is the IPv4 address.
#[must_use]
pub fn one(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let (host, port) = if let Some(bracketed) = text.strip_prefix('[') {
        bracketed.split_once(']')?
    } else if text.matches(':').count() == 1 {
        text.split_at(text.find(':')?)
    } else {
        (text, "")
    };
    let is_port = |port: &str| port.strip_prefix(':').is_some_and(|number| number.parse::<u16>().is_ok());
    if !port.is_empty() && !is_port(port) {
        return None;
    }
    let address = match host.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => address.parse::<Ipv6Addr>().ok()?.into(),
        _ => host.parse::<IpAddr>().ok()?,
    };
    Some(address.to_canonical())
}
