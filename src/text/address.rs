//! Reads IP addresses in every spelling in which they are sent and asked for.

use std::net::{IpAddr, Ipv6Addr};

/// Parses the address in a query: see [`read`]. The error says what to write instead.
pub fn parse(text: &str) -> Result<IpAddr, &'static str> {
    read(text).ok_or(match text.split_once('/') {
        Some((network, bits)) if network.parse::<IpAddr>().is_ok() && bits.parse::<u8>().is_ok() => {
            "this is a network, and networks are not supported yet; write one address, like 203.0.113.7"
        }
        _ => "this is no IP address; write one like 203.0.113.7 or 2001:db8::1",
    })
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
