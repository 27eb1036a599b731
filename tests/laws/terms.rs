//! Terms: numbers that stand for texts in tables.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gatelog::views::{
    activity::{address_number, network_numbers},
    device::{device_term, is_same},
    term::{small_term, term, term_of},
};
use ipnet::IpNet;
use proptest::prelude::*;

#[test]
fn terms_of_ksuids_keep_their_order() {
    let older = term("sess_2Yk3mQpV1ZzYxWvUtSrQpOnMlKj");
    let newer = term("sess_2Yk9aaaaaaaaaaaaaaaaaaaaaaa");
    assert!(0 < older && older < newer, "{older} {newer}");
    assert_ne!(older, term("sess_2Yk3mQpV1ZzYxWvUtSrQpOnMlKk"));
}

#[test]
fn terms_never_change() {
    // Tables of any binary of one version of a view hold these.
    assert_eq!(term("user_ada"), 54_940_191_745_008);
    assert_eq!(term("sess_2Yk3mQpV1ZzYxWvUtSrQpOnMlKj"), 324_981_987_959_482_880);
    assert_eq!(term_of(&["0", "clerk", "user_ada"]), 99_538_208_241_685);
    assert_eq!(small_term("graz"), 1_867_795_711);
}

#[test]
fn names_of_places_match_in_any_spelling() {
    for (one, other) in [("Göteborg", "GÖTEBORG"), ("Göteborg", "Go\u{308}teborg"), ("GB", "gb"), (" Graz ", "graz")]
    {
        assert!(is_same(one, other), "{one:?} {other:?}");
        assert_eq!(device_term(one), device_term(other), "{one:?} {other:?}");
    }
    assert!(!is_same("Chrome", "Chrome Mobile"));
}

fn number(ip: &str) -> i64 {
    address_number(ip.parse::<IpAddr>().expect("an address"))
}

#[test]
fn addresses_of_a_network_are_a_range() {
    assert!(number("10.0.0.0") < number("10.0.0.255") && number("10.0.0.255") < number("10.0.1.0"));
    assert!(number("2001:db8::1") < number("2001:db8:0:1::") && number("2001:db8:0:1::") < number("fe80::1"));
    assert_eq!(number("::ffff:10.0.0.1"), number("10.0.0.1"));
}

proptest! {
    #[test]
    fn terms_are_positive(text in "\\PC*") {
        prop_assert!(term(&text) >= 0);
        prop_assert!(term(&["user_", &text].concat()) >= 0);
        prop_assert!((0..1 << 31).contains(&small_term(&text)));
        prop_assert_ne!(term_of(&["a", &text]), term_of(&[&["a", &text].concat()]));
    }

    #[test]
    fn a_network_has_the_numbers_of_its_addresses(
        v6 in any::<u128>(), v4 in any::<u32>(), prefix in 0..=32_u8, other in any::<u32>(),
    ) {
        let network = IpNet::new(Ipv4Addr::from(v4).into(), prefix).expect("a network");
        let is_in = |address: IpAddr| network_numbers(network).contains(&address_number(address));
        prop_assert_eq!(is_in(Ipv4Addr::from(other).into()), network.contains(&IpAddr::from(Ipv4Addr::from(other))));
        let wide = IpNet::new(Ipv6Addr::from(v6).into(), prefix * 2).expect("a network");
        prop_assert!(network_numbers(wide).contains(&address_number(Ipv6Addr::from(v6).into())));
    }
}
