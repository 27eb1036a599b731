//! The memory to verify a delivery does not grow with the number of signatures in its header or
//! with the number of secrets.

use allocation_counter::measure;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::SigningKey;
use gatelog::{
    clock::Timestamp,
    ingest::{
        secret::Secret,
        signature::{SignatureHeaders, VerifyError, Window, verify},
    },
};
use http::{HeaderMap, HeaderValue};

const NOW: i64 = 1_790_000_000;
const BODY: &[u8] = br#"{"type":"session.created","object":"event"}"#;

fn shared(count: u8) -> Vec<Secret> {
    let key = |n| format!("whsec_{}", STANDARD.encode([n; 32]));
    (1..=count).map(|n| Secret::parse(&key(n)).expect("a good secret")).collect()
}

fn public(count: u8) -> Vec<Secret> {
    let key = |n| format!("whpk_{}", STANDARD.encode(SigningKey::from_bytes(&[n; 32]).verifying_key().as_bytes()));
    (1..=count).map(|n| Secret::parse(&key(n)).expect("a good key")).collect()
}

/// The number of allocations to find that no signature of a header is valid.
fn allocations(secrets: &[Secret], token: &str, tokens: usize) -> u64 {
    let mut headers = HeaderMap::new();
    headers.insert("svix-id", HeaderValue::from_static("msg_cost"));
    headers.insert("svix-timestamp", HeaderValue::from(NOW));
    let signature = vec![token; tokens].join(" ");
    headers.insert("svix-signature", HeaderValue::from_str(&signature).expect("ASCII"));
    let window = Window::Around(Timestamp::from_seconds(NOW));
    let mut outcome = None;
    let allocated = measure(|| outcome = Some(verify(secrets, SignatureHeaders::Both, &headers, BODY, window)));
    assert!(
        matches!(outcome, Some(Err(VerifyError::SignatureMismatch | VerifyError::TooManySignatures))),
        "{outcome:?}"
    );
    allocated.count_total
}

#[test]
fn no_allocation_per_token_or_secret() {
    let mac = format!("v1,{}", STANDARD.encode([1; 32]));
    let signature = format!("v1a,{}", STANDARD.encode([1; 64]));
    let for_one = allocations(&shared(1), &mac, 1);
    assert_eq!(for_one, 1, "the id, which is read before any check");
    assert_eq!(allocations(&shared(1), &mac, 170), for_one);
    assert_eq!(allocations(&shared(11), &mac, 170), for_one);

    let for_one = allocations(&public(1), &signature, 1);
    assert_eq!(for_one, 2, "the id, and the signed content once for all keys and tokens");
    assert_eq!(allocations(&public(1), &signature, 80), for_one);
    assert_eq!(allocations(&public(11), &signature, 80), for_one);
    assert_eq!(allocations(&[shared(11), public(11)].concat(), &format!("{mac} {signature}"), 50), for_one);
}
