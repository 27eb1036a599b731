//! IP addresses: one spelling of each, whatever it was written as.

use std::net::IpAddr;

/// An address that a question names. An IPv4 address inside IPv6 (`::ffff:203.0.113.7`) is that IPv4 address. Gives what
/// is wrong with anything else.
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

/// The one spelling of an address in a body; `None` where it is none.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical().to_string())
}
