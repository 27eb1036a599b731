//! Parses the values of flags; an error names a valid value.

use std::{fmt::Display, net::SocketAddr, str::FromStr};

use super::{keys, parse_address};

/// A whole number that may be 0.
pub fn number<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "write a whole number, 0 or more")
}

/// A whole number from `least` to `most`, both included.
pub fn between<T: FromStr + PartialOrd + Display>(text: &str, least: T, most: T) -> Result<T, String> {
    match text.parse() {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ => Err(format!("write a whole number from {least} to {most}")),
    }
}

/// An address and a port to listen on.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    parse_address(text).ok_or_else(|| format!("write {}", keys::LISTEN.expects))
}
