//! Nothing enters that was not signed by a configured secret, byte for byte, within the window.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatelog::{
    clock::Timestamp,
    ingest::{
        secret::{Secret, SecretError},
        signature::{self, Families, Refusal, RefusalKind, SIGNATURE_HEADER_BYTES_MAX, Verified, Window, sign},
    },
};
use http::{HeaderMap, HeaderName, HeaderValue};

const FIRST: &str = "whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX";
const SECOND: &str = "whsec_plbzL82R33c00CFyo3CYrH/QLbzv7wPyi17VCTPkj/E=";
const EIGHTEEN_BYTES: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBES";
const ID: &str = "msg_3Gate0LogTestVector000000A1";
const NOW: i64 = 1_800_000_000;
const BODY: &[u8] = br#"{"type":"session.created","object":"event"}"#;

// Computed by another implementation (Python's hmac), over ID, NOW and BODY unless named otherwise.
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

/// As the door verifies by default.
fn verify(secrets: &[Secret], headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Verified, Refusal> {
    signature::verify(secrets, Families::Both, headers, body, Window::Around(now))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// Verifies BODY under the first secret, signed at NOW.
fn verify_signature(signature: &str) -> Result<Verified, Refusal> {
    verify(&[secret(FIRST)], &svix(ID, &NOW.to_string(), signature), BODY, at(NOW))
}

#[test]
fn signatures_of_another_implementation_hold() {
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
fn what_we_sign_is_what_another_implementation_signs() {
    assert_eq!(sign(&secret(FIRST), ID, NOW, BODY), BY_FIRST);
    assert_eq!(sign(&secret(SECOND), ID, NOW, BODY), BY_SECOND);
    assert_eq!(sign(&secret(EIGHTEEN_BYTES), ID, NOW, BODY), BY_EIGHTEEN_BYTES);
}

#[test]
fn any_changed_bit_of_the_body_is_refused() {
    let headers = svix(ID, &NOW.to_string(), BY_FIRST);
    for bit in 0..BODY.len() * 8 {
        let mut body = BODY.to_vec();
        body[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verify(&[secret(FIRST)], &headers, &body, at(NOW)), Err(Refusal::SignatureMismatch));
    }
    for body in [&BODY[..BODY.len() - 1], &[BODY, b"\n"].concat(), &[b"\xef\xbb\xbf", BODY].concat(), b""] {
        assert_eq!(verify(&[secret(FIRST)], &headers, body, at(NOW)), Err(Refusal::SignatureMismatch));
    }
}

#[test]
fn id_and_timestamp_are_part_of_what_is_signed() {
    let other_id = svix("msg_3Gate0LogTestVector000000A2", &NOW.to_string(), BY_FIRST);
    assert_eq!(verify(&[secret(FIRST)], &other_id, BODY, at(NOW)), Err(Refusal::SignatureMismatch));
    let other_time = svix(ID, &(NOW + 1).to_string(), BY_FIRST);
    assert_eq!(verify(&[secret(FIRST)], &other_time, BODY, at(NOW)), Err(Refusal::SignatureMismatch));
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
        Err(Refusal::NoUsableSignature),
        "no secret verifies nothing"
    );
}

#[test]
fn one_good_token_is_enough_wherever_it_stands() {
    let eleven = [BY_SECOND; 10].join(" ");
    for signature in [
        format!("{BY_SECOND} {BY_FIRST}"),
        format!("{BY_FIRST} {BY_SECOND}"),
        format!("{eleven} {BY_FIRST}"),
        format!("v1a,AAAA {BY_FIRST}"),
        format!("v2,whatever {BY_FIRST}"),
        format!("  {BY_FIRST} "),
        format!("no-comma {BY_FIRST}"),
        format!("v1, {BY_FIRST}"),
        format!("{BY_SECOND}, {BY_FIRST}"),
        format!("v1,=== {BY_FIRST}"),
    ] {
        assert!(verify_signature(&signature).is_ok(), "{signature}");
    }
}

#[test]
fn a_token_holds_only_as_the_exact_text() {
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
        // The last character before the padding has two unused bits: another text, the same bytes.
        format!("v1,{}V=", &base64[..42]),
        BY_SECOND.to_owned(),
        SHA512_BY_FIRST.to_owned(),
        "v1,".to_owned(),
    ] {
        assert_eq!(verify_signature(&signature), Err(Refusal::SignatureMismatch), "{signature}");
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
        assert_eq!(verify_signature(&signature), Err(Refusal::NoUsableSignature), "{signature}");
    }
}

#[test]
fn an_unreadable_signature_header_is_malformed() {
    assert_eq!(verify_signature(""), Err(Refusal::EmptySignature));
    assert_eq!(verify_signature(&format!("v1,a\t{BY_FIRST}")), Err(Refusal::MalformedSignature));
    assert_eq!(verify_signature(&format!("é {BY_FIRST}")), Err(Refusal::MalformedSignature));
    let padding = " ".repeat(SIGNATURE_HEADER_BYTES_MAX - BY_FIRST.len());
    assert!(verify_signature(&format!("{padding}{BY_FIRST}")).is_ok());
    assert_eq!(verify_signature(&format!("{padding} {BY_FIRST}")), Err(Refusal::LongSignature));
}

#[test]
fn the_window_is_300_whole_seconds_with_both_edges() {
    let headers = svix(ID, &NOW.to_string(), BY_FIRST);
    let verify_at = |now| verify(&[secret(FIRST)], &headers, BODY, now).map(|_| ());
    assert_eq!(verify_at(at(NOW + 300)), Ok(()));
    assert_eq!(verify_at(Timestamp::from_millis((NOW + 300) * 1_000 + 999)), Ok(()));
    assert_eq!(verify_at(at(NOW + 301)), Err(Refusal::TooOld { age_seconds: 301 }));
    assert_eq!(verify_at(at(NOW - 300)), Ok(()));
    assert_eq!(verify_at(Timestamp::from_millis((NOW - 300) * 1_000 - 1)), Err(Refusal::TooNew { ahead_seconds: 301 }));
    for now in [i64::MIN, i64::MAX] {
        assert_eq!(
            verify_at(Timestamp::from_micros(now)).map_err(|refusal| refusal.kind()),
            Err(RefusalKind::Unverified)
        );
    }
}

#[test]
fn the_window_is_checked_before_the_signature() {
    let headers = svix(ID, &NOW.to_string(), "v1,wrong");
    assert_eq!(
        verify(&[secret(FIRST)], &headers, BODY, at(NOW + 400)).map_err(|refusal| refusal.reason()),
        Err("too_old")
    );
    let ahead = svix(ID, "999999999999", "v1,wrong");
    assert_eq!(verify(&[secret(FIRST)], &ahead, BODY, at(NOW)).map_err(|refusal| refusal.reason()), Err("too_new"));
}

#[test]
fn a_timestamp_has_one_spelling_only() {
    for text in [
        "",
        "0",
        "-1",
        "+1800000000",
        "01800000000",
        "1800000000.0",
        "1800000000 ",
        "18 00",
        "1.8e9",
        "1_800_000_000",
        "0x6b49d200",
        "1800000000s",
        "1000000000000",
        "99999999999999999999999999",
        "NaN",
        "Infinity",
        "١٨٠٠٠٠٠٠٠٠",
        "-9223372036854775808",
    ] {
        let headers = svix(ID, text, BY_FIRST);
        assert_eq!(verify(&[secret(FIRST)], &headers, BODY, at(NOW)), Err(Refusal::BadTimestamp), "{text}");
    }
}

#[test]
fn an_id_that_the_log_cannot_hold_is_refused_even_when_signed() {
    for id in ["", " ", "a b", "a.b", "é", "a\tb", "sys_01", &"x".repeat(257)] {
        let signature = sign(&secret(FIRST), id, NOW, BODY);
        let refusal = verify(&[secret(FIRST)], &svix(id, &NOW.to_string(), &signature), BODY, at(NOW));
        assert_eq!(refusal.map_err(|refusal| refusal.reason()), Err("bad_id"), "{id}");
    }
    let longest = "x".repeat(256);
    let signature = sign(&secret(FIRST), &longest, NOW, BODY);
    assert!(verify(&[secret(FIRST)], &svix(&longest, &NOW.to_string(), &signature), BODY, at(NOW)).is_ok());
}

#[test]
fn a_signed_text_has_one_reading_only() {
    // `a` + `.` + T1 + `.` + `T2.{}` is the same text as id `a.T1`, time T2, body `{}`.
    let body = format!("{NOW}.{{}}");
    let signature = sign(&secret(FIRST), "msg_a", NOW, body.as_bytes());
    let honest = svix("msg_a", &NOW.to_string(), &signature);
    assert!(verify(&[secret(FIRST)], &honest, body.as_bytes(), at(NOW)).is_ok());
    let shifted = svix(&format!("msg_a.{NOW}"), &NOW.to_string(), &signature);
    assert_eq!(verify(&[secret(FIRST)], &shifted, b"{}", at(NOW)).map_err(|refusal| refusal.reason()), Err("bad_id"));
}

#[test]
fn one_complete_family_is_used_and_never_a_mixture() {
    let now = NOW.to_string();
    let check = |lines: &[(&'static str, &str)]| {
        verify(&[secret(FIRST)], &headers(lines), BODY, at(NOW)).map(|verified| verified.id.to_string())
    };
    let webhook = [("webhook-id", ID), ("webhook-timestamp", &now), ("webhook-signature", BY_FIRST)];
    assert_eq!(check(&webhook), Ok(ID.to_owned()));

    let with = |more: &[(&'static str, &str)]| check(&[&webhook, more].concat());
    // Foreign webhook-* headers beside a genuine svix family say nothing, and cannot rescue one that does not hold.
    let foreign = [("webhook-id", "evil"), ("webhook-timestamp", "1"), ("webhook-signature", "v1,x")];
    let svix = [("svix-id", ID), ("svix-timestamp", &now), ("svix-signature", BY_FIRST)];
    assert_eq!(check(&[svix, foreign].concat()), Ok(ID.to_owned()));
    assert_eq!(
        with(&[("svix-id", ID), ("svix-timestamp", &now), ("svix-signature", BY_SECOND)]),
        Err(Refusal::SignatureMismatch)
    );
    assert_eq!(
        with(&[("svix-id", ""), ("svix-timestamp", &now), ("svix-signature", BY_FIRST)])
            .map_err(|refusal| refusal.reason()),
        Err("bad_id"),
        "an empty header is present"
    );
    // An incomplete svix family is none.
    assert_eq!(with(&[("svix-id", "other")]), Ok(ID.to_owned()));
    assert_eq!(
        check(&[("svix-id", ID), ("webhook-timestamp", &now), ("webhook-signature", BY_FIRST)]),
        Err(Refusal::MissingHeader("svix-timestamp"))
    );
}

#[test]
fn a_missing_header_is_named() {
    let now = NOW.to_string();
    for family in
        [["svix-id", "svix-timestamp", "svix-signature"], ["webhook-id", "webhook-timestamp", "webhook-signature"]]
    {
        let complete = [(family[0], ID), (family[1], now.as_str()), (family[2], BY_FIRST)];
        for missing in family {
            let lines: Vec<_> = complete.iter().copied().filter(|(name, _)| *name != missing).collect();
            let refusal = verify(&[secret(FIRST)], &headers(&lines), BODY, at(NOW));
            assert_eq!(refusal, Err(Refusal::MissingHeader(missing)));
        }
    }
    assert_eq!(verify(&[secret(FIRST)], &HeaderMap::new(), BODY, at(NOW)), Err(Refusal::MissingHeader("svix-id")));
    let foreign = headers(&[("x-svix-id", ID), ("x-svix-timestamp", &now), ("x-svix-signature", BY_FIRST)]);
    assert_eq!(verify(&[secret(FIRST)], &foreign, BODY, at(NOW)), Err(Refusal::MissingHeader("svix-id")));
}

#[test]
fn a_repeated_header_is_refused_even_with_the_same_value() {
    for (name, value) in [("svix-id", ID), ("svix-timestamp", "1800000000"), ("svix-signature", BY_FIRST)] {
        let mut headers = svix(ID, &NOW.to_string(), BY_FIRST);
        headers.append(name, HeaderValue::from_static(value));
        assert_eq!(verify(&[secret(FIRST)], &headers, BODY, at(NOW)), Err(Refusal::RepeatedHeader(name)));
    }
}

#[test]
fn refusals_tell_malformed_from_unverified() {
    let malformed = [
        Refusal::MissingHeader("svix-id"),
        Refusal::RepeatedHeader("svix-id"),
        Refusal::BadTimestamp,
        Refusal::EmptySignature,
        Refusal::LongSignature,
        Refusal::MalformedSignature,
    ];
    assert!(malformed.iter().all(|refusal| refusal.kind() == RefusalKind::Malformed));
    let unverified = [
        Refusal::TooOld { age_seconds: 301 },
        Refusal::TooNew { ahead_seconds: 301 },
        Refusal::NoUsableSignature,
        Refusal::SignatureMismatch,
    ];
    assert!(unverified.iter().all(|refusal| refusal.kind() == RefusalKind::Unverified));
}

#[test]
fn a_secret_is_read_in_the_forms_people_paste() {
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
}

#[test]
fn a_mistaken_secret_is_named_as_the_mistake_it_is() {
    for (text, mistake) in [
        ("", SecretError::Empty),
        (" \n", SecretError::Empty),
        ("whsec_", SecretError::Empty),
        ("sk_test_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::ApiKey),
        (" sk_live_abc", SecretError::ApiKey),
        ("pk_test_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::PublishableKey),
        ("whsk_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::PrivateKey),
        ("whpk_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX", SecretError::PublicKeyLength),
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
fn a_secret_never_prints_its_key() {
    let secret = secret(FIRST);
    assert_eq!(format!("{secret:?}"), "Secret(1f878dcb)");
    assert_eq!(format!("{:#?}", vec![secret.clone()]), "[\n    Secret(1f878dcb),\n]");
}

/// Runs conformance vectors from elsewhere: `GATELOG_SVIX_VECTORS=vectors.json cargo test vectors_from_elsewhere`.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn vectors_from_elsewhere_get_their_verdict() {
    let Ok(path) = std::env::var("GATELOG_SVIX_VECTORS") else {
        eprintln!("skipped: GATELOG_SVIX_VECTORS names no file");
        return;
    };
    let file: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path).expect("the file can be read")).expect("the file is JSON");
    let vectors = file["vectors"].as_array().expect("a list of vectors");
    let mut wrong = Vec::new();
    let mut run = 0;
    for vector in vectors.iter().filter(|vector| vector["requires"] != "v1a") {
        let verdict = verdict(vector);
        let word = if verdict.is_ok() { "accept" } else { "reject" };
        run += 1;
        if vector["expect"] != word {
            wrong.push(format!("{} ({}): {verdict:?}", vector["name"], vector["strength"]));
        }
    }
    assert!(run > 0, "the file holds no vectors");
    assert!(wrong.is_empty(), "{} of {run} vectors got another verdict:\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{run} vectors got their verdict");
}

fn verdict(vector: &serde_json::Value) -> Result<Verified, String> {
    let mut texts = vec![vector["secret"].as_str().expect("a secret")];
    if let Some(more) = vector["extra_secrets"].as_array() {
        texts.extend(more.iter().map(|text| text.as_str().expect("a secret")));
    }
    let secrets: Vec<Secret> =
        texts.into_iter().map(Secret::parse).collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let mut headers = HeaderMap::new();
    for (name, value) in vector["headers"].as_object().expect("headers") {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for value in values {
            let mut value = value.as_str().expect("a header value");
            if vector["level"] == "http" {
                value = value.trim();
            }
            let name: HeaderName = name.parse().map_err(|error| format!("{error}"))?;
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).map_err(|error| error.to_string())?);
        }
    }
    let body = STANDARD.decode(vector["body_base64"].as_str().expect("a body")).expect("base64");
    let now = Timestamp::from_seconds(vector["now"].as_i64().expect("whole seconds"));
    verify(&secrets, &headers, &body, now).map_err(|refusal| refusal.to_string())
}
