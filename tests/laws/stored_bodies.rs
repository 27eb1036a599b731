//! Bodies in the log: what is encoded is decoded bit for bit, by every later version too, and
//! whatever else a row holds gives its length or nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use gatelog::{
    clock::Timestamp,
    event::{BodyDamage, Event, RecordedBody, SystemEvent, system::SystemEventKind},
    simulate::{History, HistoryOptions},
    storage::{
        Compression,
        body::{DICTIONARY_1, decode},
    },
};
use proptest::prelude::*;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::fuzz_corpus::body_laws::check_row;
use crate::support::event;

/// A row of `payloads` with the body that it stands for.
#[derive(Deserialize)]
struct Row {
    encoding: i16,
    body_bytes: i64,
    stored_base64: String,
    body_base64: String,
}

/// Rows as `zstd` of the command line made them, at several levels. They are never made anew: a
/// new encoding adds rows.
fn rows() -> Vec<(i16, Vec<u8>, Vec<u8>)> {
    let lines = include_str!("../fixtures/bodies/stored.ndjson").lines();
    let bytes = |base64: &str| STANDARD.decode(base64).expect("base64");
    lines
        .map(|line| serde_json::from_str::<Row>(line).expect("a row"))
        .map(|row| {
            let body = bytes(&row.body_base64);
            assert_eq!(row.body_bytes, length(&body));
            (row.encoding, bytes(&row.stored_base64), body)
        })
        .collect()
}

fn length(body: &[u8]) -> i64 {
    i64::try_from(body.len()).expect("few")
}

fn encoded(body: impl Into<Bytes>) -> (i16, Vec<u8>) {
    let encoded = Compression::Zstd.encode(event("msg_a", body));
    let stored = encoded.stored_body();
    (stored.encoding, stored.bytes.to_vec())
}

#[test]
fn dictionary_never_changes() {
    assert_eq!(
        HEXLOWER.encode(&Sha256::digest(DICTIONARY_1)),
        "cabc192a5871e9d9b4dc2163ab8f8e09cba676353a9b8c4ff6e54ad45fb5e5a3",
        "stored bodies cannot be read with another dictionary; a new one gets a new encoding"
    );
}

#[test]
fn rows_of_earlier_versions_are_decoded() {
    for (encoding, stored, body) in rows() {
        assert_eq!(decode(Some((encoding, &stored)), length(&body)), RecordedBody::from(body));
    }
}

#[test]
fn erased_and_unknown_bodies_are_named() {
    assert_eq!(decode(None, 7), RecordedBody::Gone);
    for unknown in [-1, 2, i16::MAX] {
        let damage = BodyDamage::UnknownEncoding(unknown);
        assert_eq!(decode(Some((unknown, b"body")), 4), RecordedBody::Damaged(damage));
        assert!(damage.to_string().contains("written by a newer Gatelog"), "{damage}");
    }
}

#[test]
fn simulated_bodies_take_a_fifth() {
    let history = History::new(11, 40, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default());
    let (mut sent, mut kept) = (0, 0);
    for message in history.take(1_000) {
        let (encoding, stored) = encoded(message.body.clone());
        assert_eq!(encoding, 1, "{}", message.event_type);
        assert_eq!(decode(Some((encoding, &stored)), length(&message.body)), message.body.clone().into());
        sent += message.body.len();
        kept += stored.len();
    }
    assert!(kept * 5 < sent, "{kept} of {sent}");
}

#[test]
fn examples_of_every_family_shrink() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clerk");
    for file in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = file.expect("it can be read").path();
        let body: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).expect("reads")).expect("JSON");
        let body = body.to_string();
        let (encoding, stored) = encoded(body.clone());
        assert!(encoding == 1 && stored.len() * 3 < body.len() * 2, "{}: {}", path.display(), stored.len());
    }
}

#[test]
fn only_deliveries_that_shrink_are_compressed() {
    let noise: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(3_000).collect();
    let large = vec![0; 5 * 1024 * 1024];
    for body in [Vec::new(), b"a".to_vec(), noise, large] {
        assert_eq!(encoded(body.clone()), (0, body));
    }
    let text = "a".repeat(3_000);
    let facts = serde_json::json!({ "text": text });
    let system = SystemEvent::new(SystemEventKind::Started, Timestamp::from_seconds(0), &facts);
    let system: Event = system.into_event().expect("randomness");
    assert_eq!(Compression::Zstd.encode(system).stored_body().encoding, 0);
    let plain = Compression::None.encode(event("msg_a", text.clone()));
    assert_eq!((plain.stored_body().encoding, plain.body_bytes()), (0, text.len()));
}

#[test]
fn queue_counts_both_forms_of_a_body() {
    let body = "a".repeat(3_000);
    let encoded = Compression::Zstd.encode(event("msg_a", body));
    assert!(encoded.stored_body().bytes.len() < 100);
    assert_eq!(encoded.body_bytes(), 3_000 + encoded.stored_body().bytes.len());
}

#[test]
fn cut_frames_and_wrong_lengths_are_damage() {
    for (encoding, stored, body) in rows().into_iter().filter(|(encoding, _, body)| *encoding == 1 && !body.is_empty())
    {
        for end in 0..stored.len() {
            let cut = decode(Some((encoding, &stored[..end])), length(&body));
            assert_eq!(cut, RecordedBody::Damaged(BodyDamage::Undecodable), "{end} of {}", stored.len());
        }
        for wrong in [i64::MIN, -1, length(&body) - 1, length(&body) + 1, 1 << 40, i64::MAX] {
            let read = decode(Some((encoding, &stored)), wrong);
            assert_eq!(read, RecordedBody::Damaged(BodyDamage::Undecodable), "{wrong}");
        }
    }
}

proptest! {
    #[test]
    fn any_body_is_decoded_bit_for_bit(body in proptest::collection::vec(any::<u8>(), 0..4_000)) {
        let (encoding, stored) = encoded(body.clone());
        prop_assert!(stored.len() <= body.len());
        prop_assert_eq!(decode(Some((encoding, &stored)), length(&body)), RecordedBody::from(body));
    }

    #[test]
    fn any_row_gives_its_length_or_nothing(
        encoding in prop_oneof![Just(0), Just(1), any::<i16>()],
        stored in proptest::collection::vec(any::<u8>(), 0..300),
        body_bytes in prop_oneof![0_i64..400, any::<i64>()],
    ) {
        check_row(encoding, &stored, body_bytes);
    }

    #[test]
    fn changed_frames_give_their_length_or_nothing(
        row in 0_usize..15,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        more in 0_i64..100_000,
    ) {
        let rows = rows();
        let (encoding, mut stored, body) = rows[row].clone();
        for (at, byte) in changes {
            let at = at.index(stored.len());
            stored[at] ^= byte;
        }
        check_row(encoding, &stored, length(&body));
        check_row(encoding, &stored, length(&body) + more);
    }
}
