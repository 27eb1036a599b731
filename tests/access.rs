//! The text of a key, and what the log tells of keys: mistakes are told apart from keys, nothing prints a key, and what
//! is not understood is not granted.

use std::collections::BTreeSet;

use bytes::Bytes;
use gatelog::{
    access::{Grant, Key, KeyCreated, KeyError, KeyWish, Scope, Scopes, Sources, event, key::KeyDigest},
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, Source, SystemEvent},
};
use proptest::prelude::*;

/// A key, and its digest, made by other means than the code under test.
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
        body: event.body,
    }
}

fn created() -> KeyCreated {
    let now = Timestamp::from_seconds(1_790_000_000);
    let later = Some(Timestamp::from_seconds(1_790_000_001));
    let wish = KeyWish::new("of a test", ["events:read", "admin:keys"], ["clerk"], later, now).expect("a good wish");
    wish.make("command", now).expect("randomness").1
}

#[test]
fn a_key_is_of_the_form_that_leak_scanners_are_told() {
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let key = Key::random().expect("randomness");
        let text = key.expose().to_owned();
        // \bgatelog_[0-9a-hjkmnp-tv-z]{12}_[0-9a-hjkmnp-tv-z]{59}\b
        let parts: Vec<&str> = text.split('_').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [7, 12, 59], "{}", parts.len());
        assert!(parts[0] == "gatelog" && parts[1..].concat().chars().all(|letter| BASE32.contains(letter)));
        assert_eq!(key.id().as_str(), parts[1]);
        let read = Key::parse(&text).expect("it is one");
        assert!(read.digest().is(&key.digest()) && read.id() == key.id());
        assert!(seen.insert(text.clone()) && seen.insert(parts[1].to_owned()), "no two are alike");
        let printed = format!("{key:?} {:?}", key.digest());
        assert!(printed.contains(parts[1]) && !printed.contains(&parts[2][..8]), "{printed}");
        assert!(!printed.contains(&key.digest().to_string()), "{printed}");
    }
}

/// Made once by this code and checked with another CRC-32 (zlib's): no later version may refuse it.
#[test]
fn a_key_made_long_ago_is_still_one() {
    let text = OLD_KEY;
    assert_eq!(Key::parse(text).expect("it is one").digest().to_string(), OLD_DIGEST);
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
        assert_eq!(Key::parse(not_one).expect_err("none"), error, "{not_one}");
    }
}

proptest! {
    /// What CRC-32 promises for bursts of up to 32 bits, and so for each typing error.
    #[test]
    fn one_wrong_letter_is_always_noticed(at in 8_usize..80, letter in 0_usize..32) {
        let key = Key::random().expect("randomness");
        let mut text = key.expose().to_owned();
        let letter = &BASE32[letter..=letter];
        prop_assume!(&text[at..=at] != letter);
        text.replace_range(at..=at, letter);
        prop_assert!(Key::parse(&text).is_err());
    }

    #[test]
    fn no_text_makes_reading_a_key_panic(text in "(gatelog_)?[0-9a-z_é]{0,90}") {
        _ = Key::parse(&text);
        _ = KeyDigest::parse(&text);
    }
}

#[test]
fn what_is_read_of_a_key_is_what_was_recorded() {
    let made = created();
    let read = event::read(&recorded(Source::system(), made.to_event()));
    assert_eq!(read, Some(event::KeyEvent::Created(made)));
}

#[test]
fn what_the_log_tells_in_words_not_understood_grants_nothing() {
    let made = recorded(Source::system(), created().to_event());
    let read = |change: &dyn Fn(&str) -> String| {
        let body = Bytes::from(change(str::from_utf8(&made.body).expect("text")));
        event::read(&RecordedEvent { body, ..made.clone() })
    };
    assert!(read(&str::to_owned).is_some());
    let Some(event::KeyEvent::Created(known)) = read(&|body| body.replace("admin:keys", "admin:everything")) else {
        panic!("a scope of a later binary does not hide the others");
    };
    assert_eq!(known.scopes, [Scope::EventsRead].into_iter().collect::<Scopes>());
    for (what, with) in [("2026-", "soon-"), ("\"sha256\":\"", "\"sha256\":\"x"), ("\"scopes\"", "\"other\"")] {
        assert_eq!(read(&|body| body.replace(what, with)), None, "{what}");
    }
    // A key's event under another key's name, or of another sender, is none.
    let other = EventId::recorded("sys_key_000000000000_created".to_owned());
    assert_eq!(event::read(&RecordedEvent { id: other, ..made.clone() }), None);
    let clerk = Source::parse("clerk").expect("a name");
    assert_eq!(event::read(&RecordedEvent { source: clerk, ..made.clone() }), None);
    let revoked = Some(EventType::recorded("system.key_revoked".to_owned()));
    assert_eq!(event::read(&RecordedEvent { event_type: revoked, ..made.clone() }), None);
}

#[test]
fn a_day_of_use_is_one_event_whoever_records_it() {
    let id = created().id;
    let (early, late) = (Timestamp::from_seconds(1_790_035_200), Timestamp::from_seconds(1_790_035_200 + 86_399));
    let [first, second] = [early, late].map(|at| event::used(&id, at).into_event().expect("randomness"));
    assert_eq!((&first.id, &first.body), (&second.id, &second.body), "else the second would be a conflict");
    let next = event::used(&id, Timestamp::from_seconds(1_790_035_200 + 86_400)).into_event().expect("randomness");
    assert!(next.id > first.id, "the last day sorts last");
}

#[test]
fn sources_are_covered_by_what_names_them_and_never_gatelogs_own() {
    let only = |names: &[&str]| Sources::Only(names.iter().map(|name| (*name).to_owned()).collect());
    assert!(Sources::All.has("system") && Sources::All.cover(&only(&["a"])) && Sources::All.cover(&Sources::All));
    assert!(only(&["a", "b"]).cover(&only(&["b"])) && !only(&["a"]).cover(&only(&["a", "b"])));
    assert!(!only(&["a"]).cover(&Sources::All), "all is more than any list");
    assert!(!only(&["system"]).has("system") && !only(&[]).has("a"));
    assert!(Scope::ALL.into_iter().all(|scope| Grant::environment().has(scope)));
}
