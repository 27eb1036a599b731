//! Parses the values of flags; an error names a valid value.

use std::{
    fmt::Display,
    net::{Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
    str::FromStr,
};

use super::keys;

/// A whole number that may be 0.
pub fn number<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "write a whole number, 0 or more")
}

pub fn between<T: FromStr + PartialOrd + Display>(text: &str, range: &RangeInclusive<T>) -> Result<T, String> {
    match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!("write a whole number from {} to {}", range.start(), range.end())),
    }
}

/// An IP address and a port. `localhost` stands for `127.0.0.1`, so that listening needs no name
/// lookup.
#[must_use]
pub(super) fn parse_address(text: &str) -> Option<SocketAddr> {
    match text.strip_prefix("localhost:") {
        Some(port) => port.parse().ok().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => text.parse().ok(),
    }
}

/// An address and a port to listen on.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    parse_address(text).ok_or_else(|| format!("write {}", keys::LISTEN.expects))
}
