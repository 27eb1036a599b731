//! Parses IP addresses and writes them in their canonical form.

use std::net::IpAddr;

/// Parses the address in a query. An IPv4-mapped IPv6 address (`::ffff:203.0.113.7`) is the IPv4
/// address. The error says what to write instead.
pub fn parse(text: &str) -> Result<IpAddr, &'static str> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.to_canonical());
    }
    Err(match text.split_once('/') {
        Some((network, bits)) if network.parse::<IpAddr>().is_ok() && bits.parse::<u8>().is_ok() => {
            "this is a network, and networks are not supported yet; write one address, like 203.0.113.7"
        }
        _ => "this is no IP address; write one like 203.0.113.7 or 2001:db8::1, without port, brackets or zone",
    })
}

/// The canonical form of an address; `None` if the text is no address.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical().to_string())
}
