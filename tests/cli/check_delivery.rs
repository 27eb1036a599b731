//! `gatelog check-delivery` explains exactly why a delivery does not verify, and prints neither a
//! body nor a secret.

use std::{io::Write as _, process::Stdio};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatelog::{
    clock::Timestamp,
    ingest::{
        diagnose::{Cause, Diagnosis, Misreading, VerificationRules, diagnose},
        saved,
        secret::Secret,
        signature::{SignatureHeaders, VerifyError, sign},
    },
};
use http::{HeaderMap, HeaderValue};

use crate::support::{
    Db,
    cli::{gatelog, said},
    configured::{Configured, SECRETS, id_of},
    test_server::SIGNING_SECRET,
};

const NOW: i64 = 1_790_000_000;

/// The style of Clerk's servers: compact, sorted keys, `&` escaped, characters beyond ASCII
/// unescaped.
const BODY: &str = r#"{"data":{"id":"user_1","image_url":"https://img.example.com/?a=1\u0026b=2","last_name":"Ångström 🎉","list":[],"n":1.50,"o":{}},"object":"event","type":"user.created"}"#;

fn secret() -> Secret {
    Secret::parse(SIGNING_SECRET).expect("a good secret")
}

/// The headers of a delivery whose signature is over `signed`.
fn headers(secret: &Secret, timestamp: i64, signed: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("svix-id", HeaderValue::from_static("msg_1"));
    headers.insert("svix-timestamp", timestamp.to_string().parse().expect("digits"));
    headers.insert("svix-signature", sign(secret, "msg_1", timestamp, signed).parse().expect("text"));
    headers
}

fn diagnosed(headers: &HeaderMap, body: &[u8]) -> Diagnosis {
    let secrets = [secret()];
    let rules = VerificationRules { secrets: &secrets, retired: &[], signature_headers: SignatureHeaders::Both };
    diagnose(rules, headers, body, Some(Timestamp::from_seconds(NOW)))
}

/// The diagnosis of a received body that was signed in another form.
fn diagnosis_of(signed: &[u8], received: &[u8]) -> String {
    let diagnosis = diagnosed(&headers(&secret(), NOW, signed), received);
    assert!(!diagnosis.verifies());
    diagnosis.to_string()
}

#[test]
fn a_reserialized_body_is_recognized() {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let javascript = BODY.replace("1.50", "1.5").replace("\\u0026", "&");
    let python = r#"{"b": "\u00c5 \ud83c\udf89", "a": [1, 2, {}], "c": null}"#;
    let pretty = serde_json::to_string_pretty(&value(r#"{"a":[1,{"b":"Å"}],"c":{}}"#)).expect("JSON");
    let go = r#"{"a":"x\u0026y","z":1}"#;
    let php = r#"{"b":"https:\/\/example.com","a":"\u00e9"}"#;
    // The signed body, the received body, and words of the diagnosis.
    let cases: [(&str, &str, &str); 14] = [
        (r#"{"b":1,"a":2}"#, "{\n  \"b\": 1,\n  \"a\": 2\n}", "compact JSON, characters as they are"),
        (r#"{"a":2,"b":1}"#, r#"{"b": 1, "a": 2}"#, "with its keys in alphabetical order, written as compact JSON"),
        (
            python,
            r#"{"b":"Å 🎉","a":[1,2,{}],"c":null}"#,
            "spaces after commas and colons, characters beyond ASCII escaped",
        ),
        (
            r#"{"b": "Å", "a": 1.50}"#,
            r#"{"b":"\u00c5","a":1.50}"#,
            "spaces after commas and colons, characters as they are",
        ),
        (&pretty, r#"{"a":[1,{"b":"Å"}],"c":{}}"#, "JSON indented by 2 spaces"),
        (go, r#"{"a":"x&y","z":1}"#, "with <, > and & escaped"),
        (php, r#"{"b":"https://example.com","a":"é"}"#, "with slashes and characters beyond ASCII escaped"),
        ("{\"a\":\n1}", "{\"a\":\r\n1}", "with line ends LF instead of CR LF"),
        ("a\r\nb", "a\nb", "with line ends CR LF instead of LF"),
        ("plain", "plain\n", "without the line end at its end"),
        ("plain\n", "plain", "with a line feed at its end"),
        ("plain", " plain\t ", "without the white space around it"),
        ("\u{feff}{}", "{}", "with a byte-order mark before it"),
        (r#"{"a":"é"}"#, "{\"a\":\"\u{c3}\u{a9}\"}", "it was read as Latin-1"),
    ];
    for (signed, received, words) in cases {
        let said = diagnosis_of(signed.as_bytes(), received.as_bytes());
        assert!(said.contains(words), "{words}: {said}");
        assert!(said.contains("raw bytes of the request"), "{said}");
    }
    assert!(diagnosis_of(b"{}", "\u{feff}{}".as_bytes()).contains("without the byte-order mark"));
    assert!(
        diagnosis_of(BODY.as_bytes(), serde_json::to_string(BODY).expect("JSON").as_bytes()).contains("taken out of")
    );
    // Lost digits cannot be restored, and no cause is invented.
    assert!(diagnosis_of(BODY.as_bytes(), javascript.as_bytes()).contains("cannot be told from the delivery"));
    assert!(
        diagnosis_of(BODY.replace("1.50", "1.5").as_bytes(), javascript.as_bytes()).contains("with <, > and & escaped")
    );
}

#[test]
fn age_and_signature_are_diagnosed_separately() {
    let body = BODY.as_bytes();
    for (timestamp, refusal) in [
        (NOW - 4_000, VerifyError::TooOld { age_seconds: 4_000 }),
        (NOW + 301, VerifyError::TooNew { ahead_seconds: 301 }),
    ] {
        let headers = headers(&secret(), timestamp, body);
        let diagnosis = diagnosed(&headers, body);
        assert!(matches!(&diagnosis, Diagnosis::Untimely { error: why, .. } if *why == refusal), "{diagnosis:?}");
        assert!(diagnosis.to_string().contains("The signature of msg_1 itself holds"), "{diagnosis}");
        let changed = diagnosed(&headers, b"{}");
        assert!(
            matches!(&changed, Diagnosis::Mismatch { untimely: Some(why), cause: Cause::Unknown { .. } } if *why == refusal),
            "{changed:?}"
        );
        let rules = VerificationRules { secrets: &[secret()], retired: &[], signature_headers: SignatureHeaders::Both };
        assert!(diagnose(rules, &headers, body, None).verifies());
    }
}

#[test]
fn wrong_retired_and_misread_secrets_are_distinguished() {
    let body = BODY.as_bytes();
    let other = Secret::parse("whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhlIHRlc3Rz").expect("a good secret");
    let by_other = headers(&other, NOW, body);
    let Diagnosis::Mismatch { cause: Cause::Unknown { tried }, .. } = diagnosed(&by_other, body) else {
        panic!("another secret was taken for something else");
    };
    assert_eq!(tried, [secret().id()]);
    let rules = VerificationRules {
        secrets: &[secret()],
        retired: std::slice::from_ref(&other),
        signature_headers: SignatureHeaders::Both,
    };
    let retired = diagnose(rules, &by_other, body, Some(Timestamp::from_seconds(NOW)));
    let expected = Cause::Retired { secret_id: other.id().to_owned() };
    assert_eq!(retired, Diagnosis::Mismatch { untimely: None, cause: expected });

    let text = SIGNING_SECRET.trim_start_matches("whsec_");
    let of_bytes = |key: &[u8]| Secret::parse(&STANDARD.encode(key)).expect("long enough");
    for (signer, misreading) in [
        (of_bytes(text.as_bytes()), Misreading::Undecoded),
        (of_bytes(SIGNING_SECRET.as_bytes()), Misreading::WithPrefix),
    ] {
        let diagnosis = diagnosed(&headers(&signer, NOW, body), body);
        let cause = Cause::Misread { misreading, secret_id: secret().id().to_owned() };
        assert_eq!(diagnosis, Diagnosis::Mismatch { untimely: None, cause });
    }
    for configured in [STANDARD.encode(SIGNING_SECRET), STANDARD.encode(text)] {
        let configured = [Secret::parse(&configured).expect("base64")];
        let rules = VerificationRules { secrets: &configured, retired: &[], signature_headers: SignatureHeaders::Both };
        let diagnosis = diagnose(rules, &headers(&secret(), NOW, body), body, None);
        assert!(diagnosis.to_string().contains("encoded as base64 once more"), "{diagnosis}");
    }
}

#[test]
fn missing_repeated_and_other_headers_are_named() {
    let body = BODY.as_bytes();
    let good = headers(&secret(), NOW, body);
    for name in ["svix-id", "svix-timestamp", "svix-signature"] {
        let mut missing = good.clone();
        missing.remove(name);
        assert_eq!(
            diagnosed(&missing, body).to_string(),
            format!("does not verify: {}", VerifyError::MissingHeader(name))
        );
        let mut twice = good.clone();
        twice.append(name, good[name].clone());
        assert!(diagnosed(&twice, body).to_string().contains(&format!("{name} occurs more than once")));
    }
    let mut webhook = HeaderMap::new();
    for name in ["id", "timestamp", "signature"] {
        let value = good[format!("svix-{name}").as_str()].clone();
        webhook.insert(http::HeaderName::try_from(format!("webhook-{name}")).expect("a name"), value);
    }
    assert!(diagnosed(&webhook, body).verifies());
    let rules = VerificationRules { secrets: &[secret()], retired: &[], signature_headers: SignatureHeaders::Svix };
    let diagnosis = diagnose(rules, &webhook, body, None);
    assert_eq!(diagnosis, Diagnosis::Mismatch { untimely: None, cause: Cause::OtherHeaders });
}

/// Runs the command with a text on its standard input.
fn check(arguments: &[&str], secret: &str, text: &str) -> (Option<i32>, String) {
    let db = Db::sqlite();
    let mut command = gatelog(&db, &[&["check-delivery"], arguments].concat());
    command.env("CLERK_WEBHOOK_SIGNING_SECRET", secret).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary starts");
    child.stdin.take().expect("piped").write_all(text.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let said = said(&output);
    for private in ["Ångström", "img.example.com", "user_1", SIGNING_SECRET.trim_start_matches("whsec_"), secret] {
        assert!(!said.contains(private), "{private}: {said}");
    }
    (output.status.code(), said)
}

#[test]
fn the_command_diagnoses_one_or_many_deliveries() {
    let now = gatelog::clock::Clock::system().now().seconds();
    let saved = |timestamp, body: &str, received: &str| {
        let headers = [
            ("svix-id", "msg_1".to_owned()),
            ("svix-timestamp", i64::to_string(&timestamp)),
            ("svix-signature", sign(&secret(), "msg_1", timestamp, body.as_bytes())),
        ];
        saved::to_line(&headers, received.as_bytes())
    };
    let good = saved(now, BODY, BODY);
    let (code, said) = check(&[], SIGNING_SECRET, &good);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("verifies: msg_1") && said.contains(secret().id()), "{said}");

    let over_lines = serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&good).expect("JSON"));
    assert_eq!(check(&[], SIGNING_SECRET, &over_lines.expect("JSON")).0, Some(0));

    let (code, said) = check(&[], "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhlIHRlc3Rz", &good);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another endpoint"), "{said}");

    let old = saved(now - 86_400, BODY, BODY);
    let (code, said) = check(&[], SIGNING_SECRET, &old);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("8640") && said.contains("itself holds"), "{said}");
    assert_eq!(check(&["-", "--any-age"], SIGNING_SECRET, &old).0, Some(0));

    let spaced = BODY.replace("\":", "\": ");
    let lines = [&*good, r#"{"type":"ready","relay_url":"x"}"#, "", "{no", &saved(now, BODY, &spaced)].join("\n");
    let (code, said) = check(&[], SIGNING_SECRET, &lines);
    assert_eq!(code, Some(1), "{said}");
    for words in
        ["line 1: verifies", "line 4: cannot be checked", "line 5: does not verify: the body was changed", "1 of 3"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let (code, said) = check(&[], SIGNING_SECRET, "\n");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("is empty; save a delivery"), "{said}");
}

#[test]
fn secrets_of_the_configured_source_are_used() {
    let [current, retired, other] = SECRETS;
    let configured = Configured::new(&format!(
        "[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{current}\" }}, {{ value = \"{retired}\", verify_only = true }}]\n\
         [[source]]\nname = \"billing\"\nheaders = \"webhook\"\nsecrets = [{{ value = \"{other}\" }}]\n"
    ));
    let now = gatelog::clock::Clock::system().now().seconds();
    let check = |source: &str, secret: &str| {
        let secret = Secret::parse(secret).expect("a good secret");
        let headers = [
            ("svix-id", "msg_1".to_owned()),
            ("svix-timestamp", now.to_string()),
            ("svix-signature", sign(&secret, "msg_1", now, BODY.as_bytes())),
        ];
        let file = configured.path("delivery.json");
        std::fs::write(&file, saved::to_line(&headers, BODY.as_bytes())).expect("it can be written");
        let config = configured.config();
        let mut command = crate::support::cli::gatelog(&Db::sqlite(), &["check-delivery", "--config", &config]);
        let output = command.args(["--source", source]).arg(file).output().expect("it runs");
        (output.status.code(), said(&output))
    };
    assert_eq!(check("clerk", current).0, Some(0));
    let (code, said) = check("clerk", retired);
    assert_eq!(code, Some(1));
    assert!(said.contains(&format!("the secret {}, which is retired", id_of(retired))), "{said}");
    let (code, said) = check("billing", other);
    assert_eq!(code, Some(1));
    assert!(said.contains("headers that this source does not accept"), "{said}");
    let (code, said) = check("nobody", current);
    assert_eq!(code, Some(1));
    assert!(said.contains("--source: write clerk or billing; \"nobody\" is not known here"), "{said}");
}
