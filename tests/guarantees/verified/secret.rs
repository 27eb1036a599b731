//! Signing secrets: accepted in every form in which people paste them, a specific error for every
//! other text, and never printed.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatelog::ingest::secret::{Secret, SecretError, SecretKind};

const FIRST: &str = "whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX";
const SECOND: &str = "whsec_plbzL82R33c00CFyo3CYrH/QLbzv7wPyi17VCTPkj/E=";
const EIGHTEEN_BYTES: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBES";
/// The first public key of RFC 8032, section 7.1.
const PUBLIC: &str = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

fn secret(text: &str) -> Secret {
    Secret::parse(text).expect("a usable secret")
}

#[test]
fn secrets_parse_in_every_pasted_form() {
    for text in [
        FIRST.to_owned(),
        FIRST.trim_start_matches("whsec_").to_owned(),
        format!("  {FIRST}\r\n"),
        SECOND.to_owned(),
        SECOND.trim_end_matches('=').to_owned(),
    ] {
        let secret = secret(&text);
        assert!(["1f878dcb", "e3ae4b5b"].contains(&secret.id()), "{text}");
        assert!(!secret.is_short());
    }
    assert!(secret(EIGHTEEN_BYTES).is_short());
    assert!(!secret(&format!("whsec_{}", STANDARD.encode([7; 24]))).is_short());
    assert!(secret(&format!("whsec_{}", STANDARD.encode([7; 23]))).is_short());
    assert_eq!(secret(FIRST).kind(), SecretKind::Hmac);
    for text in [PUBLIC, PUBLIC.trim_end_matches('='), &format!(" {PUBLIC}\n")] {
        let public = secret(text);
        assert_eq!((public.kind(), public.is_short(), public.id()), (SecretKind::Ed25519, false, "f4d90618"), "{text}");
    }
}

#[test]
fn each_wrong_secret_has_its_own_error() {
    for (text, mistake) in [
        ("", SecretError::Empty),
        (" \n", SecretError::Empty),
        ("whsec_", SecretError::Empty),
        ("sk_test_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::ApiKey),
        (" sk_live_abc", SecretError::ApiKey),
        ("pk_test_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::PublishableKey),
        ("whsk_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::PrivateKey),
        ("whpk_", SecretError::Empty),
        ("whpk_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::PublicKeyLength),
        ("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp=", SecretError::PublicKeyNotBase64),
        ("whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", SecretError::WeakPublicKey),
        ("whsec_QEFCQ0RFRkdI SUpLTE1OT1BRUlNUVVZX", SecretError::WhiteSpace),
        ("whsec_whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::NotBase64),
        ("WHSEC_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::NotBase64),
        ("v1,whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::NotBase64),
        ("whsec_plbzL82R33c00CFyo3CYrH_QLbzv7wPyi17VCTPkj_E=", SecretError::NotBase64),
        ("whsec_this is a sentence", SecretError::WhiteSpace),
        ("correct-horse-battery-staple", SecretError::NotBase64),
        ("whsec_QEFCQ0RFRkdISUpLTE1O=", SecretError::NotBase64),
        ("whsec_Bw==", SecretError::TooShort),
        ("whsec_QEFCQ0RFRkdISUpLTE1O", SecretError::TooShort),
    ] {
        assert_eq!(Secret::parse(text).map(|secret| secret.id().to_owned()), Err(mistake), "{text}");
    }
}

#[test]
fn debug_output_never_contains_the_key() {
    let secret = secret(FIRST);
    assert_eq!(format!("{secret:?}"), "Secret(1f878dcb)");
    assert_eq!(format!("{:?}", self::secret(PUBLIC)), "Secret(f4d90618)");
    assert_eq!(format!("{:#?}", vec![secret.clone()]), "[\n    Secret(1f878dcb),\n]");
}
