//! Spellings of the same identifier have the same term; different identifiers have different
//! terms.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gatelog::text::{
    address,
    identifier::IdentifierKind::{self, Email, ExternalId, Name, Phone, Slug, Username, Wallet},
    spelling::{fold, short_role, spellings_of_role},
    vocabulary, words,
};
use gatelog::views::identifiers::{self, TaggedIdentifier};
use ipnet::IpNet;
use proptest::prelude::*;

#[test]
fn spellings_of_an_identifier_share_a_term() {
    let same: [(IdentifierKind, &str, &str); 26] = [
        (Email, "Ada.Lovelace+Work@Example.com", "ada.lovelace+work@EXAMPLE.COM"),
        (Email, "STRASSE@example.com", "straße@example.com"),
        (Email, "ﬁne@example.com", "FINE@example.com"),
        (Email, "jose\u{301}@example.com", "JOSÉ@example.com"),
        (Email, "a@bücher.example", "a@xn--bcher-kva.example"),
        (Email, "a@BÜCHER.example", "A@XN--BCHER-KVA.EXAMPLE"),
        (Email, "a@bu\u{308}cher.example", "a@bücher.example"),
        (Email, "ΟΔΥΣΣΕΥΣ@example.gr", "οδυσσευς@example.gr"),
        (Email, "<Ada@example.com>", "ada@example.com"),
        (Email, "Ada Lovelace <ada@example.com>", "ada@example.com"),
        (Email, "\"Ada <ada@example.com>\"", "ada@example.com"),
        (Email, "MAILTO:ada@example.com?subject=Hello", "ada@example.com"),
        (Email, "<mailto:ada@example.com>", "ada@example.com"),
        (Phone, "tel:+1-555-0100", "+15550100"),
        (Username, "İx", "i\u{307}x"),
        (Username, "Ádám", "a\u{301}da\u{301}m"),
        (Slug, "Acme", "ACME"),
        (Name, "Straße & Söhne", "STRASSE & SÖHNE"),
        (Phone, "+1 555-0100", "+15550100"),
        (Phone, "+1 (555) 01.00", "+15550100"),
        (Phone, "+49\u{a0}30/123", "+4930123"),
        (Phone, "555 0100", "5550100"),
        (Wallet, "0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0f7030069857d2e4169ee7"),
        (Wallet, "0XABCDEF", "0xabcdef"),
        // U+0345 has another order before folding than after it.
        (Username, "\u{3b1}\u{345}\u{301}", "\u{391}\u{301}\u{345}"),
        (Username, "ǅ", "ǆ"),
    ];
    for (kind, one, other) in same {
        assert_eq!(kind.term(one), kind.term(other), "{kind:?} {one} {other}");
    }
}

#[test]
fn different_identifiers_have_different_terms() {
    let different: [(IdentifierKind, &str, &str); 9] = [
        (Email, "ada+work@example.com", "ada@example.com"),
        (Email, "a.da@example.com", "ada@example.com"),
        (Email, "a@straße.example", "a@strasse.example"),
        (Username, "ı", "i"),
        (Username, "İ", "i"),
        (ExternalId, "E1", "e1"),
        (Wallet, "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", "7ecDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV"),
        (Phone, "+15550100", "15550100"),
        (Phone, "none", "nothing"),
    ];
    for (kind, one, other) in different {
        assert_ne!(kind.term(one), kind.term(other), "{kind:?} {one} {other}");
    }
    assert_ne!(Slug.term("acme"), Name.term("acme"), "a slug and a name differ");
    let long = "x".repeat(4_000);
    let terms = [Username.term(&long), Username.term(&format!("{long}y"))];
    assert!(terms[0] != terms[1] && terms.iter().all(|term| term.len() < 256), "{terms:?}");
    assert_eq!(terms[0], Username.term(&long.to_uppercase()));
}

#[test]
fn impossible_identifiers_are_refused() {
    let refused: [(IdentifierKind, &str, &str); 26] = [
        (Email, "ada work@example.com", "%2B"),
        (Email, " ada@example.com", "%2B"),
        (Phone, " 49 30 123", "%2B"),
        (Phone, " 15550100", "%2B"),
        (Phone, "", "%2B"),
        (Phone, "call me", "%2B"),
        (Phone, "+1+5550100", "digits"),
        (Username, "ada lovelace", "%2B"),
        (Slug, "ac me", "%2B"),
        (Email, "nobody", "ada@example.com"),
        (Email, "@example.com", "ada@example.com"),
        (Email, "ada@", "ada@example.com"),
        (Email, "ada@example.com,bob@example.com", "ada@example.com"),
        (Email, "ada@example.com;", "ada@example.com"),
        (Email, "<ada@example.com", "ada@example.com"),
        (Email, "ada@example.com?subject=Hello", "ada@example.com"),
        (Email, "Ada <ada work@example.com>", "%2B"),
        (Email, "mailto:", "ada@example.com"),
        (Phone, "tel:15550100", "%2B15550100"),
        (Phone, "15550100", "%2B15550100"),
        (Phone, "(030) 123", "%2B15550100"),
        (Phone, "+030 123", "%2B15550100"),
        (Phone, "+1234567890123456", "15 digits"),
        (Phone, "+", "%2B"),
        (Wallet, "0x52\u{7}", "control character"),
        (Wallet, "", "white space"),
    ];
    for (kind, value, advice) in refused {
        let reason = kind.parse(value).expect_err(value);
        assert!(reason.contains(advice), "{kind:?} {value}: {reason}");
    }
    for (kind, value) in [
        (Name, "Acme Inc"),
        (ExternalId, "E 1"),
        (Phone, "+49 30 123"),
        (Phone, "+1 (555) 01.00"),
        (Phone, "+1 [555] 01-00"),
        (Phone, "+123456789012345"),
        (Email, "a@b"),
        (Email, "\"a@b\"@example.com"),
        (Wallet, "0x52908400098527886E0F7030069857D2E4169EE7"),
        (Wallet, "0X52908400098527886e0f7030069857d2e4169ee7"),
        (Wallet, "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV"),
        (Wallet, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    ] {
        kind.parse(value).unwrap_or_else(|reason| panic!("{kind:?} {value}: {reason}"));
    }
}

#[test]
fn text_decides_the_kind_of_a_sign_in_identifier() {
    for (text, kind) in [
        ("ada@example.com", Email),
        ("+15550100", Phone),
        ("0x52908400098527886E0F7030069857D2E4169EE7", Wallet),
        ("ada", Username),
        ("15550100", Username),
        ("0xada", Username),
    ] {
        assert_eq!(IdentifierKind::of_sign_in(text), kind, "{text}");
    }
}

#[test]
fn older_names_of_roles_are_todays() {
    for (older, today) in [("admin", "org:admin"), ("basic_member", "org:member"), ("org:basic_member", "member")] {
        assert_eq!(short_role(older), short_role(today), "{older}");
        let spellings = spellings_of_role(short_role(today));
        assert!([older, today].iter().all(|role| spellings.iter().any(|spelling| spelling == role)), "{spellings:?}");
    }
    assert_ne!(short_role("org:basic_members"), short_role("org:member"));
}

#[test]
fn a_misspelled_word_gets_the_nearest_suggestion() {
    let known = ["signed_in", "signed_out", "user_banned"];
    assert_eq!(vocabulary::nearest("signed_inn", known), Some("signed_in"));
    assert_eq!(vocabulary::nearest("signed_up_again", known), None);
    for (word, meant) in [
        ("user_ban", Some("user_banned")),
        ("banned", Some("user_banned")),
        ("user-banned", Some("user_banned")),
        ("login", Some("signed_in")),
        ("purple", None),
        ("", None),
    ] {
        assert_eq!(vocabulary::suggestion(word, &known), meant, "{word}");
    }
    let text = vocabulary::no_such("action", "purple", known);
    assert_eq!(text, "there is no action \"purple\"; known are signed_in, signed_out, user_banned");
    let text = vocabulary::unknown("Signed_In", known);
    assert!(text.starts_with("write signed_in:") && text.contains("user_banned"), "{text}");
    let text = vocabulary::unknown(&"é\n".repeat(20_000), known);
    assert!(text.len() < 700 && !text.contains('\n') && known.iter().all(|word| text.contains(word)), "{text}");
    assert!(vocabulary::unknown("x", []).contains("not known"));
}

proptest! {
    #[test]
    fn folding_is_idempotent(text in "\\PC{0,12}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn any_text_has_a_term(text in "\\PC{0,40}") {
        for kind in IdentifierKind::ALL {
            let term = kind.term(&text);
            prop_assert!(term.len() <= 255 && term.starts_with(kind.as_str()));
            let column = serde_json::json!([kind.tag(&text)]).to_string();
            let named = TaggedIdentifier { kind, value: text.clone(), of_account: false };
            prop_assert_eq!(identifiers::read(Some(&column)), vec![named]);
            if let Ok(identifier) = kind.parse(&text) {
                prop_assert_eq!(&identifier.term, &term);
            }
        }
        let address = address::read(&text).map(IpNet::from);
        prop_assert_eq!(address::parse(&text).ok(), address.or_else(|| address::network(&text)));
    }

    #[test]
    fn an_address_has_one_canonical_form(bits in any::<u128>(), v4 in any::<u32>(), port in any::<u16>()) {
        let v6 = Ipv6Addr::from(bits);
        let long: Vec<String> = v6.segments().iter().map(|segment| format!("{segment:04X}")).collect();
        let canonical = address::read(&v6.to_string());
        let v4 = Ipv4Addr::from(v4);
        prop_assert_eq!(canonical, Some(IpAddr::from(v6).to_canonical()));
        for spelling in [
            long.join(":"),
            format!("[{v6}]"),
            format!("[{v6}]:{port}"),
            format!(" {v6}%eth0"),
            format!("[{v6}%2]:{port} "),
            format!("\"[{v6}]\""),
            format!("{v6}, {v4}"),
        ] {
            prop_assert_eq!(address::read(&spelling), canonical, "{}", spelling);
        }
        for spelling in [format!("::ffff:{v4}"), format!("{v4}:{port}"), format!("\t{v4} "), format!("{v4},unknown")] {
            prop_assert_eq!(address::read(&spelling), Some(IpAddr::from(v4)), "{}", spelling);
        }
        for other in [
            format!("{v4}:65536"), format!("{v4}:"), format!("[{v6}"), format!("[{v6}]{port}"), format!("{v4}/24"),
            format!("{v4}%eth0"), format!("{v6}%"), format!("unknown, {v4}"), format!("{v4} {v4}"), format!("x{v4}"),
        ] {
            prop_assert_eq!(address::read(&other), None, "{}", other);
        }
    }
}

/// What a function of [`words`] finds in a text.
fn found(of: impl Fn(&str, &mut dyn FnMut(&str)), text: &str) -> Vec<String> {
    let mut found = Vec::new();
    of(text, &mut |word| found.push(word.to_owned()));
    found
}

fn words_of(text: &str) -> Vec<String> {
    found(|text, each| words::of_text(text, each), text)
}

#[test]
fn text_is_found_by_the_beginning_of_any_of_its_words() {
    for (text, expected) in [
        ("Ada", &["ada"][..]),
        ("Ada Lovelace-King", &["ada", "lovelace-king", "king"]),
        ("JOSÉ jose\u{301}", &["jose", "jose"]),
        ("Łukasz Straße", &["łukasz", "strasse"]),
        ("王小明", &["王小明"]),
        ("(Acme), \"Inc\" \\ Söhne\u{0}x", &["acme", "inc", "sohne", "x"]),
        ("customer_4711", &["customer_4711", "4711"]),
        ("- . !", &[]),
    ] {
        assert_eq!(words_of(text), expected, "{text}");
    }
    for (address, expected) in [
        (
            "Ada.Lovelace+x@Example.com",
            &["ada.lovelace+x@example.com", "lovelace+x@example.com", "x@example.com", "example.com"][..],
        ),
        ("ada@mail.example.com", &["ada@mail.example.com", "mail.example.com", "example.com"]),
        ("ada@xn--bcher-kva.example", &["ada@bucher.example", "bucher.example"]),
        ("ada@intranet", &["ada@intranet", "intranet"]),
    ] {
        assert_eq!(found(|text, each| words::of_email(text, each), address), expected, "{address}");
    }
    assert_eq!(found(|text, each| words::of_phone(text, each), "+1 (555) 0100"), ["15550100"]);
    let long = "x".repeat(300);
    assert_eq!(words_of(&long), [&long[..words::WORD_CHARACTERS_MAX]]);
    assert_eq!(words_of(&format!("{long}-end"))[1..], ["end"]);
    assert_eq!(words_of(&"a ".repeat(300)).len(), 16);
}

#[test]
fn search_keeps_the_words_that_say_most() {
    for (search, expected) in [
        ("ada", &["ada"][..]),
        ("L. ADA, lovelace", &["lovelace", "ada"]),
        ("ada adam adamant", &["adamant"]),
        ("+1 (555) 01-00", &["15550100"]),
        ("ada @example.com", &["example.com", "ada"]),
        ("王", &["王"]),
        ("bücher", &["bucher"]),
        ("XN--BCHER-KVA.example", &["bucher.example"]),
    ] {
        assert_eq!(words::Search::parse(search).expect(search).words(), expected, "{search}");
    }
    for (search, expected) in [
        ("a", "2 letters or digits"),
        ("a b c", "2 letters or digits"),
        ("- +", "no letter and no digit"),
        ("aa bb cc dd ee ff gg hh ii", "8 at most"),
    ] {
        let error = words::Search::parse(search).expect_err(search);
        assert!(error.contains(expected), "{search}: {error}");
    }
}

proptest! {
    /// Whatever a name holds, the beginning of each of its words finds it, and no word has what JSON
    /// would escape.
    #[test]
    fn every_word_of_a_text_finds_it(text in any::<String>()) {
        let found = words_of(&text);
        for word in &found {
            prop_assert!(!word.contains(['"', '\\']) && !word.chars().any(char::is_control), "{:?}", word);
            if word.len() >= words::SEARCH_BYTES_MIN {
                let search = words::Search::parse(word).expect("it is a word");
                let is_found = |beginning: &String| found.iter().any(|word| word.starts_with(beginning.as_str()));
                prop_assert!(search.words().iter().all(is_found), "{:?}: {:?} of {:?}", word, search, found);
            }
        }
    }
}
