//! The client's address behind trusted proxies, and membership of addresses in networks.

use std::net::IpAddr;

use gatelog::ingest::{
    client::{ForwardedHeader, TrustedProxies},
    networks::Networks,
};
use http::{HeaderMap, HeaderName, HeaderValue};

fn networks(texts: &[&str]) -> Networks {
    Networks::parse(texts.iter().copied()).expect("networks")
}

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

/// The client's address, with trusted proxies in `10.0.0.0/8` and `::1`.
fn client(header: ForwardedHeader, peer: &str, lines: &[(&str, &str)]) -> Option<String> {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).expect("a name"),
            HeaderValue::from_str(value).expect("a value"),
        );
    }
    let proxies = TrustedProxies { networks: networks(&["10.0.0.0/8", "::1"]), header };
    proxies.client(address(peer), &headers).map(|client| client.to_string())
}

#[test]
fn only_addresses_from_trusted_proxies_count() {
    let xff = |peer: &str, value: &str| client(ForwardedHeader::XForwardedFor, peer, &[("x-forwarded-for", value)]);
    for (peer, value, expected) in [
        // The header of an untrusted peer is ignored.
        ("192.0.2.1", "203.0.113.7", Some("192.0.2.1")),
        ("10.0.0.1", "203.0.113.7", Some("203.0.113.7")),
        // The client can write only to the left of the address that the proxy appends.
        ("10.0.0.1", "203.0.113.7, 198.51.100.1", Some("198.51.100.1")),
        ("10.0.0.1", "203.0.113.7, 198.51.100.1, 10.0.0.2", Some("198.51.100.1")),
        ("10.0.0.1", "10.0.0.9, 203.0.113.7, 10.0.0.2,10.0.0.3", Some("203.0.113.7")),
        // All addresses are trusted: the first one.
        ("10.0.0.1", "10.0.0.9, 10.0.0.2", Some("10.0.0.9")),
        // Ports, brackets, and both notations of IPv4 addresses.
        ("10.0.0.1", "203.0.113.7:4711", Some("203.0.113.7")),
        ("10.0.0.1", "[2001:db8::7]:4711", Some("2001:db8::7")),
        ("10.0.0.1", "2001:db8::7", Some("2001:db8::7")),
        ("10.0.0.1", "::ffff:203.0.113.7", Some("203.0.113.7")),
        ("::ffff:10.0.0.1", "203.0.113.7", Some("203.0.113.7")),
        ("::1", "203.0.113.7", Some("203.0.113.7")),
        // An invalid address makes the client unknown, also next to a valid one.
        ("10.0.0.1", "203.0.113.7, unknown", None),
        ("10.0.0.1", "203.0.113.7,", None),
        ("10.0.0.1", "", None),
        ("10.0.0.1", "203.0.113.7 198.51.100.1", None),
    ] {
        assert_eq!(xff(peer, value).as_deref(), expected, "{peer}: {value}");
    }
    let two = [("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "198.51.100.1")];
    let last = client(ForwardedHeader::XForwardedFor, "10.0.0.1", &two);
    assert_eq!(last.as_deref(), Some("198.51.100.1"), "a second line follows the first");
    let none = client(ForwardedHeader::XForwardedFor, "10.0.0.1", &[("forwarded", "for=203.0.113.7")]);
    assert_eq!(none.as_deref(), Some("10.0.0.1"), "a client could write the other header");
}

#[test]
fn forwarded_header_is_parsed_per_rfc_7239() {
    let forwarded = |value: &str| client(ForwardedHeader::Forwarded, "10.0.0.1", &[("forwarded", value)]);
    for (value, expected) in [
        ("for=203.0.113.7", Some("203.0.113.7")),
        ("For=\"[2001:db8::7]:4711\";proto=https", Some("2001:db8::7")),
        ("proto=https; for=203.0.113.7 ;by=10.0.0.1", Some("203.0.113.7")),
        ("for=203.0.113.7, for=198.51.100.1;host=x, for=10.0.0.2", Some("198.51.100.1")),
        ("for=203.0.113.7, for=unknown", None),
        ("for=203.0.113.7, for=_hidden", None),
        ("for=203.0.113.7, proto=https", None),
        ("203.0.113.7", None),
        ("for=\"203.0.113.7, for=198.51.100.1", Some("198.51.100.1")),
    ] {
        assert_eq!(forwarded(value).as_deref(), expected, "{value}");
    }
}

#[test]
fn ipv4_addresses_match_in_both_notations() {
    let some = networks(&["203.0.113.0/24", "::ffff:198.51.100.0/120", "2001:db8::/32", "192.0.2.9", "10.1.2.3/8"]);
    for (text, inside) in [
        ("203.0.113.255", true),
        ("203.0.114.0", false),
        ("::ffff:203.0.113.1", true),
        ("198.51.100.200", true),
        ("198.51.101.0", false),
        ("2001:db8:ffff::1", true),
        ("2001:db9::", false),
        ("192.0.2.9", true),
        ("192.0.2.8", false),
        ("10.255.255.255", true),
        ("::", false),
    ] {
        assert_eq!(some.contain(address(text)), inside, "{text}");
    }
    assert!(!Networks::default().contain(address("127.0.0.1")));
    assert!(networks(&["0.0.0.0/0"]).contain(address("8.8.8.8")) && !networks(&["0.0.0.0/0"]).contain(address("::1")));
}
