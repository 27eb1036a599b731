//! Whose word about a client's address is believed, and which addresses lie in which networks.

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

/// Which client a peer speaks for, where `10.0.0.0/8` and `::1` are trusted.
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
fn only_a_trusted_proxy_is_believed_and_only_what_it_wrote_itself() {
    let xff = |peer: &str, value: &str| client(ForwardedHeader::XForwardedFor, peer, &[("x-forwarded-for", value)]);
    for (peer, value, expected) in [
        // Nobody believes a stranger.
        ("192.0.2.1", "203.0.113.7", Some("192.0.2.1")),
        ("10.0.0.1", "203.0.113.7", Some("203.0.113.7")),
        // What the client wrote stands to the left of what the proxy saw.
        ("10.0.0.1", "203.0.113.7, 198.51.100.1", Some("198.51.100.1")),
        ("10.0.0.1", "203.0.113.7, 198.51.100.1, 10.0.0.2", Some("198.51.100.1")),
        ("10.0.0.1", "10.0.0.9, 203.0.113.7, 10.0.0.2,10.0.0.3", Some("203.0.113.7")),
        // All trusted: the farthest of them.
        ("10.0.0.1", "10.0.0.9, 10.0.0.2", Some("10.0.0.9")),
        // Ports, brackets, and both ways to write an address of IPv4.
        ("10.0.0.1", "203.0.113.7:4711", Some("203.0.113.7")),
        ("10.0.0.1", "[2001:db8::7]:4711", Some("2001:db8::7")),
        ("10.0.0.1", "2001:db8::7", Some("2001:db8::7")),
        ("10.0.0.1", "::ffff:203.0.113.7", Some("203.0.113.7")),
        ("::ffff:10.0.0.1", "203.0.113.7", Some("203.0.113.7")),
        ("::1", "203.0.113.7", Some("203.0.113.7")),
        // What is no address is nobody's, wherever a good one stands.
        ("10.0.0.1", "203.0.113.7, unknown", None),
        ("10.0.0.1", "203.0.113.7,", None),
        ("10.0.0.1", "", None),
        ("10.0.0.1", "203.0.113.7 198.51.100.1", None),
    ] {
        assert_eq!(xff(peer, value).as_deref(), expected, "{peer}: {value}");
    }
    let two = [("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "198.51.100.1")];
    let last = client(ForwardedHeader::XForwardedFor, "10.0.0.1", &two);
    assert_eq!(last.as_deref(), Some("198.51.100.1"), "a second line comes after the first");
    let none = client(ForwardedHeader::XForwardedFor, "10.0.0.1", &[("forwarded", "for=203.0.113.7")]);
    assert_eq!(none.as_deref(), Some("10.0.0.1"), "the other header is the client's to write");
}

#[test]
fn the_standard_header_is_read_as_the_standard_says() {
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
fn an_address_of_ipv4_is_the_same_however_it_is_written() {
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
