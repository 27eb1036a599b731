//! Verification of signatures: which deliveries verify, and the error of each that does not.
//! `vectors.rs` runs the conformance vectors.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey};
use gatelog::{
    clock::Timestamp,
    ingest::{
        secret::Secret,
        signature::{
            self, SIGNATURE_HEADER_BYTES_MAX, SignatureHeaders, V1A_TOKENS_MAX, Verified, VerifyError, VerifyErrorKind,
            Window, sign,
        },
    },
};
use http::{HeaderMap, HeaderName, HeaderValue};

const FIRST: &str = "whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX";
const SECOND: &str = "whsec_plbzL82R33c00CFyo3CYrH/QLbzv7wPyi17VCTPkj/E=";
const EIGHTEEN_BYTES: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBES";
const ID: &str = "msg_3Gate0LogTestVector000000A1";
const NOW: i64 = 1_800_000_000;
const BODY: &[u8] = br#"{"type":"session.created","object":"event"}"#;

// Computed by another implementation (Python's hmac) over ID, NOW and BODY, unless the name says
// otherwise.
const BY_FIRST: &str = "v1,SS5DhtfiY7oKvwfbY4/VeQw2krgy7Z+dJiEggu24+FU=";
const BY_SECOND: &str = "v1,Oj8oHrqyL/669/CU2tdxDz6DUS+I3BnrpEk579SjVc4=";
const BY_EIGHTEEN_BYTES: &str = "v1,bB8nwI7B5hZ52h0IA/5lVVOIuPb2GazxGWl2nZmvGGU=";
const BY_FIRST_OVER_RAW_BYTES: &str = "v1,DUjdfLcKUjarTVyKAxXNlGUQbMdUuIvbp3h6nPYvhSs=";
const BY_FIRST_OVER_NOTHING: &str = "v1,K/30shpxiG866EbnnT9RmxLCVHH0FC0w0A6VpxuJR/s=";
const SHA512_BY_FIRST: &str =
    "v1,RND5eCgHlPrHaqxxCRCTwiWfEXJ1QTbgGgwbZaMsUsdeoaldlPT2WfEcUKLlfl0A9HpW5ZWu/s/klLLb9r5K2A==";

fn secret(text: &str) -> Secret {
    Secret::parse(text).expect("a usable secret")
}

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header value");
        headers.append(HeaderName::from_static(name), value);
    }
    headers
}

fn svix(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
    headers(&[("svix-id", id), ("svix-timestamp", timestamp), ("svix-signature", signature)])
}

/// Verifies like the webhook receiver does by default.
fn verify(secrets: &[Secret], headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Verified, VerifyError> {
    signature::verify(secrets, SignatureHeaders::Both, headers, body, Window::Around(now))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// Verifies BODY under the first secret, signed at NOW.
fn verify_signature(signature: &str) -> Result<Verified, VerifyError> {
    verify(&[secret(FIRST)], &svix(ID, &NOW.to_string(), signature), BODY, at(NOW))
}

#[test]
fn signatures_of_another_implementation_verify() {
    let verified = verify_signature(BY_FIRST).expect("a good signature");
    assert_eq!(verified.id.as_str(), ID);
    assert_eq!(verified.timestamp, NOW);
    assert_eq!(verified.signature, BY_FIRST);
    assert_eq!(verified.secret_id, "1f878dcb");

    let raw: &[u8] = b"\xff\x00\xef\xbb\xbf not json";
    let headers = svix("evt/%25?x=1", &NOW.to_string(), BY_FIRST_OVER_RAW_BYTES);
    assert_eq!(
        verify(&[secret(FIRST)], &headers, raw, at(NOW)).map(|verified| verified.id.to_string()),
        Ok("evt/%25?x=1".into())
    );

    let headers = svix(ID, &NOW.to_string(), BY_FIRST_OVER_NOTHING);
    assert!(verify(&[secret(FIRST)], &headers, b"", at(NOW)).is_ok());
}

#[test]
fn own_signatures_equal_those_of_another_implementation() {
    assert_eq!(sign(&secret(FIRST), ID, NOW, BODY), BY_FIRST);
    assert_eq!(sign(&secret(SECOND), ID, NOW, BODY), BY_SECOND);
    assert_eq!(sign(&secret(EIGHTEEN_BYTES), ID, NOW, BODY), BY_EIGHTEEN_BYTES);
}

#[test]
fn any_changed_bit_of_the_body_fails() {
    let headers = svix(ID, &NOW.to_string(), BY_FIRST);
    for bit in 0..BODY.len() * 8 {
        let mut body = BODY.to_vec();
        body[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verify(&[secret(FIRST)], &headers, &body, at(NOW)), Err(VerifyError::SignatureMismatch));
    }
    for body in [&BODY[..BODY.len() - 1], &[BODY, b"\n"].concat(), &[b"\xef\xbb\xbf", BODY].concat(), b""] {
        assert_eq!(verify(&[secret(FIRST)], &headers, body, at(NOW)), Err(VerifyError::SignatureMismatch));
    }
}

#[test]
fn any_configured_secret_verifies_and_is_named() {
    let secrets = [secret(FIRST), secret(SECOND)];
    for (signature, id) in [(BY_FIRST, "1f878dcb"), (BY_SECOND, "e3ae4b5b")] {
        let headers = svix(ID, &NOW.to_string(), signature);
        assert_eq!(verify(&secrets, &headers, BODY, at(NOW)).map(|verified| verified.secret_id), Ok(id.into()));
    }
    let both = svix(ID, &NOW.to_string(), &format!("{BY_SECOND} {BY_FIRST}"));
    assert_eq!(verify(&secrets, &both, BODY, at(NOW)).map(|verified| verified.secret_id), Ok("1f878dcb".into()));
    assert_eq!(
        verify(&[], &svix(ID, &NOW.to_string(), BY_FIRST), BODY, at(NOW)),
        Err(VerifyError::NoUsableSignature),
        "without a secret nothing verifies"
    );
}

#[test]
fn a_token_verifies_only_as_exact_text() {
    let base64 = BY_FIRST.strip_prefix("v1,").expect("a v1 token");
    for signature in [
        format!("v1,{}", &base64[..43]),
        format!("v1,{}", &base64[..8]),
        format!("v1,{base64}="),
        format!("v1,{base64}AAAA"),
        format!("v1,{base64},{base64}"),
        format!("v1,{base64},v1,{base64}"),
        format!("v1,{base64}\u{7e}"),
        format!("v1,{}", base64.to_ascii_lowercase()),
        // The last character before the padding has two unused bits: another text for the same
        // bytes.
        format!("v1,{}V=", &base64[..42]),
        BY_SECOND.to_owned(),
        SHA512_BY_FIRST.to_owned(),
        "v1,".to_owned(),
    ] {
        assert_eq!(verify_signature(&signature), Err(VerifyError::SignatureMismatch), "{signature}");
    }
    for signature in [
        base64.to_owned(),
        format!("V1,{base64}"),
        format!("v0,{base64}"),
        format!("v1a,{base64}"),
        format!("v2,{base64}"),
        format!("v1={base64}"),
        format!(",{base64}"),
        "v1".to_owned(),
        " ".to_owned(),
    ] {
        assert_eq!(verify_signature(&signature), Err(VerifyError::NoUsableSignature), "{signature}");
    }
}

#[test]
fn an_unreadable_signature_header_is_malformed() {
    assert_eq!(verify_signature(""), Err(VerifyError::EmptySignature));
    assert_eq!(verify_signature(&format!("v1,a\t{BY_FIRST}")), Err(VerifyError::MalformedSignature));
    assert_eq!(verify_signature(&format!("é {BY_FIRST}")), Err(VerifyError::MalformedSignature));
    let padding = " ".repeat(SIGNATURE_HEADER_BYTES_MAX - BY_FIRST.len());
    assert!(verify_signature(&format!("{padding}{BY_FIRST}")).is_ok());
    assert_eq!(verify_signature(&format!("{padding} {BY_FIRST}")), Err(VerifyError::LongSignature));
}

#[test]
fn timestamp_window_is_300_seconds_with_both_edges() {
    let headers = svix(ID, &NOW.to_string(), BY_FIRST);
    let verify_at = |now| verify(&[secret(FIRST)], &headers, BODY, now).map(|_| ());
    assert_eq!(verify_at(at(NOW + 300)), Ok(()));
    assert_eq!(verify_at(Timestamp::from_millis((NOW + 300) * 1_000 + 999)), Ok(()));
    assert_eq!(verify_at(at(NOW + 301)), Err(VerifyError::TooOld { age_seconds: 301 }));
    assert_eq!(verify_at(at(NOW - 300)), Ok(()));
    assert_eq!(
        verify_at(Timestamp::from_millis((NOW - 300) * 1_000 - 1)),
        Err(VerifyError::TooNew { ahead_seconds: 301 })
    );
    for now in [i64::MIN, i64::MAX] {
        assert_eq!(
            verify_at(Timestamp::from_micros(now)).map_err(|refusal| refusal.kind()),
            Err(VerifyErrorKind::Unverified)
        );
    }
}

#[test]
fn timestamp_is_checked_before_the_signature() {
    let headers = svix(ID, &NOW.to_string(), "v1,wrong");
    assert_eq!(
        verify(&[secret(FIRST)], &headers, BODY, at(NOW + 400)).map_err(|refusal| refusal.reason()),
        Err("too_old")
    );
    let ahead = svix(ID, "999999999999", "v1,wrong");
    assert_eq!(verify(&[secret(FIRST)], &ahead, BODY, at(NOW)).map_err(|refusal| refusal.reason()), Err("too_new"));
}

#[test]
fn error_names_the_missing_header() {
    let now = NOW.to_string();
    for family in
        [["svix-id", "svix-timestamp", "svix-signature"], ["webhook-id", "webhook-timestamp", "webhook-signature"]]
    {
        let complete = [(family[0], ID), (family[1], now.as_str()), (family[2], BY_FIRST)];
        for missing in family {
            let lines: Vec<_> = complete.iter().copied().filter(|(name, _)| *name != missing).collect();
            let refusal = verify(&[secret(FIRST)], &headers(&lines), BODY, at(NOW));
            assert_eq!(refusal, Err(VerifyError::MissingHeader(missing)));
        }
    }
    assert_eq!(verify(&[secret(FIRST)], &HeaderMap::new(), BODY, at(NOW)), Err(VerifyError::MissingHeader("svix-id")));
    let foreign = headers(&[("x-svix-id", ID), ("x-svix-timestamp", &now), ("x-svix-signature", BY_FIRST)]);
    assert_eq!(verify(&[secret(FIRST)], &foreign, BODY, at(NOW)), Err(VerifyError::MissingHeader("svix-id")));
}

#[test]
fn errors_distinguish_malformed_from_unverified() {
    let malformed = [
        VerifyError::MissingHeader("svix-id"),
        VerifyError::RepeatedHeader("svix-id"),
        VerifyError::BadTimestamp,
        VerifyError::EmptySignature,
        VerifyError::LongSignature,
        VerifyError::MalformedSignature,
    ];
    assert!(malformed.iter().all(|refusal| refusal.kind() == VerifyErrorKind::Malformed));
    let unverified = [
        VerifyError::TooOld { age_seconds: 301 },
        VerifyError::TooNew { ahead_seconds: 301 },
        VerifyError::NoUsableSignature,
        VerifyError::TooManySignatures,
        VerifyError::SignatureMismatch,
    ];
    assert!(unverified.iter().all(|refusal| refusal.kind() == VerifyErrorKind::Unverified));
}

/// The private key of a sender that signs with ed25519, and the secret as it is configured.
fn ed25519() -> (SigningKey, Secret) {
    let private = SigningKey::from_bytes(&[7; 32]);
    let public = secret(&format!("whpk_{}", STANDARD.encode(private.verifying_key().as_bytes())));
    (private, public)
}

fn ed25519_token(private: &SigningKey) -> String {
    let signed = [ID.as_bytes(), b".", NOW.to_string().as_bytes(), b".", BODY].concat();
    format!("v1a,{}", STANDARD.encode(private.sign(&signed).to_bytes()))
}

#[test]
fn first_of_several_matching_secrets_is_reported() {
    let (private, public) = ed25519();
    let both = svix(ID, &NOW.to_string(), &format!("{BY_FIRST} {}", ed25519_token(&private)));
    for secrets in [[secret(FIRST), public.clone()], [public, secret(FIRST)]] {
        let verified = verify(&secrets, &both, BODY, at(NOW)).expect("both signatures are valid");
        assert_eq!(verified.secret_id, secrets[0].id());
        assert_eq!(verified.signature, both["svix-signature"], "unchanged");
    }
}

#[test]
fn a_public_key_signs_nothing() {
    let (_, public) = ed25519();
    assert_eq!(sign(&public, ID, NOW, BODY), "");
}

#[test]
fn number_of_checked_ed25519_signatures_is_limited() {
    let (private, public) = ed25519();
    let verify_with = |secrets: &[Secret], bad: usize, good: &str| {
        let signature = format!("{}{good}", format!("v1a,{} ", STANDARD.encode([1; 64])).repeat(bad));
        verify(secrets, &svix(ID, &NOW.to_string(), &signature), BODY, at(NOW)).map(|_| ())
    };
    let good = ed25519_token(&private);
    assert_eq!(verify_with(std::slice::from_ref(&public), V1A_TOKENS_MAX - 1, &good), Ok(()));
    assert_eq!(verify_with(std::slice::from_ref(&public), V1A_TOKENS_MAX, &good), Err(VerifyError::TooManySignatures));
    assert_eq!(verify_with(&[public.clone(), secret(FIRST)], V1A_TOKENS_MAX, BY_FIRST), Ok(()), "v1 costs nothing");
    assert_eq!(verify_with(&[secret(FIRST)], V1A_TOKENS_MAX + 1, ""), Err(VerifyError::NoUsableSignature));
}
