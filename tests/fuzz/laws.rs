//! Laws for every delivery: nothing panics, and `verify` accepts exactly the deliveries that a
//! simple reference verifier accepts.
//!
//! An input looks like a request: a line with the receiver's clock in seconds and optionally
//! `svix` or `webhook`, lines of headers, an empty line, the body. In header values `@1` and `@2`
//! are replaced by the correct MAC under the first and second secret, `@3` by the correct ed25519
//! signature, because a fuzzer cannot guess them.

use std::{str, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use gatelog::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, Source, clerk::Body},
    ingest::{
        secret::Secret,
        signature::{SignatureHeaders, V1A_TOKENS_MAX, Verified, VerifyError, Window, verify},
    },
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;

const FIRST: [u8; 24] = [0x47; 24];
const SECOND: [u8; 32] = [0x6c; 32];

/// The secrets of the receiver, in this order: two shared keys, then a public one.
static SECRETS: LazyLock<Vec<Secret>> = LazyLock::new(|| {
    let public = PRIVATE.verifying_key();
    let texts = [
        format!("whsec_{}", STANDARD.encode(FIRST)),
        format!("whsec_{}", STANDARD.encode(SECOND)),
        format!("whpk_{}", STANDARD.encode(public.as_bytes())),
    ];
    texts.iter().map(|text| Secret::parse(text).expect("a good secret")).collect()
});

static PRIVATE: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_bytes(&[0x31; 32]));

/// Checks every law on one input. Panics if one is violated.
pub fn check(input: &[u8]) {
    let Some(delivery) = Delivery::read(input) else { return };
    check_decoding(&delivery.body);

    let verified = delivery.verify(&SECRETS, &delivery.body, Window::Around(delivery.now));
    let expected = delivery.reference_verify();
    match (&verified, expected) {
        (Ok(verified), Some(secret)) => {
            assert_eq!(verified.secret_id, SECRETS[secret].id(), "the first matching secret");
        }
        (Err(error), None) => assert!(!error.reason().is_empty() && !error.to_string().is_empty()),
        (verified, expected) => panic!("verify returns {verified:?}, the reference verifier {expected:?}"),
    }
    if verified.is_ok() {
        delivery.check_changes_fail();
    }
}

/// A delivery made by the fuzzer.
struct Delivery {
    now: Timestamp,
    signature_headers: SignatureHeaders,
    headers: Vec<(HeaderName, Vec<u8>)>,
    body: Bytes,
}

impl Delivery {
    fn read(input: &[u8]) -> Option<Self> {
        let (first, mut rest) = line(input)?;
        let mut words = str::from_utf8(first).ok()?.split(' ');
        let now = Timestamp::from_seconds(words.next()?.parse().ok()?);
        let signature_headers = match words.next() {
            Some("svix") => SignatureHeaders::Svix,
            Some("webhook") => SignatureHeaders::Webhook,
            _ => SignatureHeaders::Both,
        };
        let mut headers = Vec::new();
        while let Some((header, more)) = line(rest) {
            rest = more;
            if header.is_empty() {
                break;
            }
            let colon = header.iter().position(|byte| *byte == b':')?;
            let value = header[colon + 1..].strip_prefix(b" ").unwrap_or(&header[colon + 1..]);
            headers.push((HeaderName::from_bytes(&header[..colon]).ok()?, value.to_vec()));
        }
        let mut delivery = Self { now, signature_headers, headers, body: Bytes::copy_from_slice(rest) };
        delivery.fill_in("svix-");
        delivery.fill_in("webhook-");
        Some(delivery)
    }

    /// Replaces the placeholders of signatures.
    fn fill_in(&mut self, family: &str) {
        let first = |part: &str| {
            let name = format!("{family}{part}");
            self.headers.iter().find(|(header, _)| header.as_str() == name).map(|(_, value)| value.clone())
        };
        let (Some(id), Some(timestamp)) = (first("id"), first("timestamp")) else { return };
        let signed = [&id, b".".as_slice(), &timestamp, b".", &self.body].concat();
        let signatures = [
            STANDARD.encode(mac(&FIRST, &signed)),
            STANDARD.encode(mac(&SECOND, &signed)),
            STANDARD.encode(PRIVATE.sign(&signed).to_bytes()),
        ];
        let name = format!("{family}signature");
        for (_, value) in self.headers.iter_mut().filter(|(header, _)| header.as_str() == name) {
            *value = filled(value, &signatures);
        }
    }

    fn verify(&self, secrets: &[Secret], body: &[u8], window: Window) -> Result<Verified, VerifyError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                headers.append(name, value);
            }
        }
        verify(secrets, self.signature_headers, &headers, body, window)
    }

    /// The reference verifier: written from the rules, without regard to speed or constant time.
    /// Returns the index of the matching secret.
    fn reference_verify(&self) -> Option<usize> {
        let values = |name: String| -> Vec<&[u8]> {
            let of_name = self.headers.iter().filter(|(header, _)| header.as_str() == name);
            of_name.map(|(_, value)| value.as_slice()).filter(|value| HeaderValue::from_bytes(value).is_ok()).collect()
        };
        let accepted: &[&str] = match self.signature_headers {
            SignatureHeaders::Svix => &["svix"],
            SignatureHeaders::Webhook => &["webhook"],
            SignatureHeaders::Both => &["svix", "webhook"],
        };
        let header_sets = accepted
            .iter()
            .map(|family| ["id", "timestamp", "signature"].map(|part| values(format!("{family}-{part}"))));
        let [id, timestamp, signature] =
            header_sets.into_iter().find(|values| values.iter().all(|part| !part.is_empty()))?;
        let ([id], [timestamp], [signature]) = (id.as_slice(), timestamp.as_slice(), signature.as_slice()) else {
            return None;
        };

        let id_is_good = (1..=256).contains(&id.len())
            && id.iter().all(|byte| (0x21..=0x7e).contains(byte) && *byte != b'.')
            && !id.starts_with(b"sys_");
        let timestamp_is_good =
            (1..=12).contains(&timestamp.len()) && timestamp.iter().all(u8::is_ascii_digit) && timestamp[0] != b'0';
        let signature_is_good =
            (1..=8192).contains(&signature.len()) && signature.iter().all(|byte| (0x20..=0x7e).contains(byte));
        if !(id_is_good && timestamp_is_good && signature_is_good) {
            return None;
        }
        let seconds: i128 = str::from_utf8(timestamp).ok()?.parse().ok()?;
        if (i128::from(self.now.seconds()) - seconds).abs() > 300 {
            return None;
        }

        let signed = [id, b".".as_slice(), timestamp, b".", &self.body].concat();
        let tokens: Vec<(&str, &str)> =
            str::from_utf8(signature).ok()?.split(' ').filter_map(|token| token.split_once(',')).collect();
        let of =
            |version: &str| tokens.iter().filter(|token| token.0 == version).map(|token| token.1).collect::<Vec<_>>();
        let is_valid_mac = |key: &[u8]| of("v1").contains(&STANDARD.encode(mac(key, &signed)).as_str());
        // Ed25519 signing is deterministic here: only one signature is correct.
        let right = STANDARD.encode(PRIVATE.sign(&signed).to_bytes());
        let is_valid_signature = of("v1a").iter().take(V1A_TOKENS_MAX).any(|token| *token == right);
        [is_valid_mac(&FIRST), is_valid_mac(&SECOND), is_valid_signature].iter().position(|is_valid| *is_valid)
    }

    /// A delivery that verifies does not verify with another body, outside its window, or without
    /// the secret.
    fn check_changes_fail(&self) {
        let around = Window::Around(self.now);
        let mut other = self.body.to_vec();
        if let Some(byte) = other.last_mut() {
            *byte ^= 0x10;
            assert!(self.verify(&SECRETS, &other, around).is_err(), "a changed bit");
        }
        let longer = [&self.body, b"\n".as_slice()].concat();
        assert!(self.verify(&SECRETS, &longer, around).is_err(), "an added byte");
        let later = Timestamp::from_seconds(self.now.seconds() + 601);
        assert!(self.verify(&SECRETS, &self.body, Window::Around(later)).is_err(), "outside the window");
        assert!(self.verify(&[], &self.body, around).is_err(), "without a secret");
        assert!(self.verify(&SECRETS, &self.body, Window::Waived).is_ok(), "without a window any time verifies");
    }
}

/// Decoding never fails.
fn check_decoding(body: &Bytes) {
    let event_type = EventType::from_body(body);
    if let Some(name) = &event_type {
        assert_eq!(EventType::parse(name.as_str()).as_ref(), Some(name), "a type parses to itself");
    }
    let event = RecordedEvent {
        position: Position(0),
        source: Source::parse("clerk").expect("a good name"),
        id: EventId::parse("msg_3Gate0LogTestVector000000A1").expect("a good id"),
        event_type,
        svix_timestamp: 1_790_000_000,
        received_at: Timestamp::from_seconds(1_790_000_000),
        body: body.clone().into(),
    };
    _ = Body::decode(&event);
}

fn mac(key: &[u8], signed: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(signed);
    mac.finalize().into_bytes().into()
}

/// The next line and the rest; `None` at the end.
fn line(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = input.iter().position(|byte| *byte == b'\n')?;
    Some((&input[..end], &input[end + 1..]))
}

fn filled(value: &[u8], signatures: &[String; 3]) -> Vec<u8> {
    let mut filled = Vec::with_capacity(value.len());
    let mut bytes = value.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, bytes.peek()) {
            (b'@', Some(digit @ b'1'..=b'3')) => {
                filled.extend(signatures[usize::from(*digit - b'1')].bytes());
                bytes.next();
            }
            _ => filled.push(byte),
        }
    }
    filled
}
