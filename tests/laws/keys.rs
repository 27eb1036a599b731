//! API keys: their text, and the events that record them. Typing errors are detected, no output
//! contains a key, and unknown scopes are not granted.

use std::collections::BTreeSet;

use bytes::Bytes;
use gatelog::{
    access::{
        Grant, KeyCreated, KeyDigest, KeyError, KeyRevoked, KeyText, NewApiKey, Scope, Scopes, SourceAccess,
        key_events::{self, KeyEvent},
    },
    clock::Timestamp,
    event::{BodyDamage, EventId, EventType, Position, RecordedBody, RecordedEvent, Source, SystemEvent},
};

use proptest::prelude::*;

use crate::support::body_of;

/// A key and its digest, created by other code than the code under test.
const OLD_KEY: &str = "gatelog_1h29rqtzmrvn_ybavn5rz4v1090fzd64bc5ebzqeqaftzxbf10ck2m6gvexkkwms0ya38pxr";
const OLD_DIGEST: &str = "a2eabb14ba85ebe32e8cb1f396640994f21ad6f289110c48b8cbaa9e09fd5281";

const BASE32: &str = "0123456789abcdefghjkmnpqrstvwxyz";

fn recorded(source: Source, event: SystemEvent) -> RecordedEvent {
    let event = event.into_event().expect("randomness");
    RecordedEvent {
        position: Position(0),
        source,
        id: event.id,
        event_type: event.event_type,
        svix_timestamp: event.svix_timestamp,
        received_at: Timestamp::from_seconds(1),
        body: event.body.into(),
    }
}

fn created() -> KeyCreated {
    let now = Timestamp::from_seconds(1_790_000_000);
    let later = Some(Timestamp::from_seconds(1_790_000_001));
    let new_key =
        NewApiKey::new("test key", ["events:read", "admin:keys"], ["clerk"], later, now).expect("a valid request");
    new_key.generate("command", now).expect("randomness").1
}

#[test]
fn key_matches_the_leak_scanner_pattern() {
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let key = KeyText::random().expect("randomness");
        let text = key.expose().to_owned();
        // \bgatelog_[0-9a-hjkmnp-tv-z]{12}_[0-9a-hjkmnp-tv-z]{59}\b
        let parts: Vec<&str> = text.split('_').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [7, 12, 59], "{}", parts.len());
        assert!(parts[0] == "gatelog" && parts[1..].concat().chars().all(|letter| BASE32.contains(letter)));
        assert_eq!(key.id().as_str(), parts[1]);
        let read = KeyText::parse(&text).expect("a key");
        assert!(read.digest().matches(&key.digest()) && read.id() == key.id());
        assert!(seen.insert(text.clone()) && seen.insert(parts[1].to_owned()), "ids and keys are unique");
        let printed = format!("{key:?} {:?}", key.digest());
        assert!(printed.contains(parts[1]) && !printed.contains(&parts[2][..8]), "{printed}");
        assert!(!printed.contains(&key.digest().to_string()), "{printed}");
    }
}

/// The checksum was verified with zlib's CRC-32. No later version may refuse this key.
#[test]
fn keys_of_earlier_versions_still_parse() {
    let text = OLD_KEY;
    assert_eq!(KeyText::parse(text).expect("a key").digest().to_string(), OLD_DIGEST);
    for (not_one, error) in [
        ("", KeyError::Form),
        ("gatelog_", KeyError::Form),
        ("gatelog_000000000000", KeyError::Form),
        ("whsec_000000000000_0", KeyError::Form),
        (&text[..text.len() - 1], KeyError::Checksum),
        (&text.to_uppercase(), KeyError::Form),
        (&format!("{text} "), KeyError::Form),
        (&format!("{text}0"), KeyError::Checksum),
    ] {
        assert_eq!(KeyText::parse(not_one).expect_err("not a key"), error, "{not_one}");
    }
}

proptest! {
    /// CRC-32 detects every burst of up to 32 bits, so every single typing error.
    #[test]
    fn checksum_detects_any_single_wrong_character(at in 8_usize..80, letter in 0_usize..32) {
        let key = KeyText::random().expect("randomness");
        let mut text = key.expose().to_owned();
        let letter = &BASE32[letter..=letter];
        prop_assume!(&text[at..=at] != letter);
        text.replace_range(at..=at, letter);
        prop_assert!(KeyText::parse(&text).is_err());
    }

    #[test]
    fn parsing_a_key_never_panics(text in "(gatelog_)?[0-9a-z_é]{0,90}") {
        _ = KeyText::parse(&text);
        _ = KeyDigest::parse(&text);
    }
}

#[test]
fn created_event_round_trips() {
    let made = created();
    let read = key_events::parse(&recorded(Source::system(), made.to_event()));
    assert_eq!(read, Some(KeyEvent::Created(made)));
}

#[test]
fn revocation_counts_without_its_body() {
    let made = created();
    let revoked = KeyRevoked { id: made.id.clone(), by: "command".to_owned(), at: made.at };
    for body in [RecordedBody::Gone, RecordedBody::Damaged(BodyDamage::Undecodable)] {
        let event = RecordedEvent { body: body.clone(), ..recorded(Source::system(), revoked.to_event()) };
        let read = key_events::parse(&event);
        assert!(matches!(&read, Some(KeyEvent::Revoked(read)) if read.id == made.id), "{body:?}: {read:?}");
        let event = RecordedEvent { body, ..recorded(Source::system(), made.to_event()) };
        assert_eq!(key_events::parse(&event), None, "a creation without its body grants nothing");
    }
}

#[test]
fn unknown_scopes_and_invalid_events_grant_nothing() {
    let made = recorded(Source::system(), created().to_event());
    let read = |change: &dyn Fn(&str) -> String| {
        let body = Bytes::from(change(str::from_utf8(body_of(&made)).expect("text")));
        key_events::parse(&RecordedEvent { body: body.into(), ..made.clone() })
    };
    assert!(read(&str::to_owned).is_some());
    let Some(KeyEvent::Created(known)) = read(&|body| body.replace("admin:keys", "admin:everything")) else {
        panic!("an unknown scope must not hide the others");
    };
    assert_eq!(known.scopes, [Scope::EventsRead].into_iter().collect::<Scopes>());
    for (what, with) in [("2026-", "soon-"), ("\"sha256\":\"", "\"sha256\":\"x"), ("\"scopes\"", "\"other\"")] {
        assert_eq!(read(&|body| body.replace(what, with)), None, "{what}");
    }
    // An event under another key's name, or from another source, is ignored.
    let other = EventId::recorded("sys_key_000000000000_created".to_owned());
    assert_eq!(key_events::parse(&RecordedEvent { id: other, ..made.clone() }), None);
    let clerk = Source::parse("clerk").expect("a name");
    assert_eq!(key_events::parse(&RecordedEvent { source: clerk, ..made.clone() }), None);
    let revoked = Some(EventType::recorded("system.key_revoked".to_owned()));
    assert_eq!(key_events::parse(&RecordedEvent { event_type: revoked, ..made.clone() }), None);
}

/// A later version may restrict keys by what this one does not know.
#[test]
fn key_with_an_unknown_field_grants_nothing() {
    let with_field = |made: SystemEvent| {
        let event = recorded(Source::system(), made);
        let body = str::from_utf8(body_of(&event)).expect("text").replace("\"by\":", "\"networks\":[],\"by\":");
        assert!(body.contains("networks"), "{body}");
        key_events::parse(&RecordedEvent { body: Bytes::from(body).into(), ..event })
    };
    let made = created();
    assert_eq!(with_field(made.to_event()), None);
    let revoked = KeyRevoked { id: made.id.clone(), by: "command".to_owned(), at: made.at };
    assert_eq!(with_field(revoked.to_event()), Some(KeyEvent::Revoked(revoked)), "what takes away counts all the same");
}

#[test]
fn uses_on_one_day_are_one_event() {
    let id = created().id;
    let (early, late) = (Timestamp::from_seconds(1_790_035_200), Timestamp::from_seconds(1_790_035_200 + 86_399));
    let [first, second] = [early, late].map(|at| key_events::used_event(&id, at).into_event().expect("randomness"));
    assert_eq!((&first.id, &first.body), (&second.id, &second.body), "otherwise the second would be a conflict");
    let next =
        key_events::used_event(&id, Timestamp::from_seconds(1_790_035_200 + 86_400)).into_event().expect("randomness");
    assert!(next.id > first.id, "the last day sorts last");
}

#[test]
fn source_access_covers_named_sources_never_system() {
    let only = |names: &[&str]| SourceAccess::Only(names.iter().map(|name| (*name).to_owned()).collect());
    assert!(
        SourceAccess::All.has("system")
            && SourceAccess::All.covers(&only(&["a"]))
            && SourceAccess::All.covers(&SourceAccess::All)
    );
    assert!(only(&["a", "b"]).covers(&only(&["b"])) && !only(&["a"]).covers(&only(&["a", "b"])));
    assert!(!only(&["a"]).covers(&SourceAccess::All), "all sources are more than any list");
    assert!(!only(&["system"]).has("system") && !only(&[]).has("a"));
    assert!(Scope::ALL.into_iter().all(|scope| Grant::environment().has(scope)));
}
