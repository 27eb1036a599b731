//! Saved deliveries parse in each format in which people save them, and in no other.

use gatelog::{
    ingest::saved::{SAVED_BYTES_MAX, SavedDelivery, SavedError, SavedText, to_line},
    overload::bodies::BODY_BYTES_MAX,
};

fn delivery(text: impl AsRef<[u8]>) -> SavedDelivery {
    match SavedText::parse(text.as_ref()) {
        Ok(SavedText::Delivery(delivery)) => delivery,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(text.as_ref())),
    }
}

fn error(text: impl AsRef<[u8]>) -> SavedError {
    SavedText::parse(text.as_ref()).expect_err("no delivery")
}

#[test]
fn every_saved_format_parses() {
    let headers = r#""svix-id":"msg_1","svix-timestamp":"1790000000","svix-signature":"v1,abc""#;
    let shapes = [
        // As `clerk webhooks listen --json` writes it.
        format!(
            r#"{{"type":"event","svix_id":"msg_1","event_type":"a.b","headers":{{{headers}}},"body_b64":"eyJhIjoxfQ==","forward_status":null,"latency_ms":12}}"#
        ),
        format!(r#"{{"headers":{{{headers}}},"body_base64":"eyJhIjoxfQ"}}"#),
        format!(r#"{{"body":"{{\"a\":1}}","headers":{{{headers}}}}}"#),
        format!("\u{feff}{{\n  \"headers\": {{{headers}}},\n  \"body\": \"{{\\u0022a\\\":1}}\"\n}}\n"),
        r#"{"headers":{"Svix-Id":["msg_1"],"SVIX-TIMESTAMP":1790000000,"svix-signature":"v1,abc","host":null},"body":"{\"a\":1}"}"#.to_owned(),
        r#"{"headers":[["svix-id","msg_1"],["Svix-Timestamp","1790000000"],["svix-signature","v1,abc"],["x",1]],"body":"{\"a\":1}"}"#.to_owned(),
    ];
    for shape in shapes {
        let SavedDelivery { headers, body } = delivery(&shape);
        assert_eq!(body, r#"{"a":1}"#, "{shape}");
        let values = ["svix-id", "svix-timestamp", "svix-signature"].map(|name| headers[name].to_str().expect("text"));
        assert_eq!(values, ["msg_1", "1790000000", "v1,abc"], "{shape}");
        assert_eq!(headers.len(), 3, "{shape}");
    }
    for status in [r#"{"type":"ready","relay_url":"https://example.com"}"#, r#"{"type":"reconnecting"}"#] {
        assert!(matches!(SavedText::parse(status.as_bytes()), Ok(SavedText::CliStatus)), "{status}");
    }
}

#[test]
fn a_repeated_header_stays_repeated() {
    for text in [
        r#"{"headers":{"svix-id":["a","b"]},"body":""}"#,
        r#"{"headers":{"svix-id":"a","Svix-Id":"b"},"body":""}"#,
        r#"{"headers":{"svix-id":"a","svix-id":"b"},"body":""}"#,
        r#"{"headers":[["svix-id","a"],["svix-id","b"]],"body":""}"#,
    ] {
        assert_eq!(delivery(text).headers.get_all("svix-id").iter().count(), 2, "{text}");
    }
}

#[test]
fn errors_have_a_reason_and_no_content() {
    let cases = [
        ("", "not_json"),
        ("{\"headers\":{\"svix-id\":\"private", "not_json"),
        ("\"private\"", "no_delivery"),
        ("{\"headers\":\"private\",\"body\":\"\"}", "no_delivery"),
        ("{\"body\":\"private\"}", "no_headers"),
        ("{\"type\":\"ready\",\"body\":\"\"}", "no_headers"),
        ("{\"headers\":{}}", "no_body"),
        ("{\"headers\":{},\"body\":null}", "no_body"),
        ("{\"headers\":{},\"body\":\"private\",\"body_b64\":\"\"}", "two_bodies"),
        ("{\"headers\":{},\"body\":{\"a\":\"private\"}}", "parsed_body"),
        ("{\"headers\":{},\"body\":\"\\ud800private\"}", "parsed_body"),
        ("{\"headers\":{},\"body_b64\":\"private!\"}", "not_base64"),
        ("{\"headers\":{\"svix-id\":\"private\\n\"},\"body\":\"\"}", "bad_headers"),
        ("{\"headers\":{\"svix-id\":{\"private\":1}},\"body\":\"\"}", "bad_headers"),
        ("{\"headers\":{\"svix-private \u{e9}\":\"a\"},\"body\":\"\"}", "bad_headers"),
    ];
    for (text, reason) in cases {
        // A line of the type `ready` is a status line of the CLI, whatever its other fields are.
        if text.contains("ready") {
            assert!(matches!(SavedText::parse(text.as_bytes()), Ok(SavedText::CliStatus)));
            continue;
        }
        let error = error(text);
        assert_eq!(error.reason(), reason, "{text}");
        assert!(!error.to_string().contains("private"), "{error}");
    }
    let many = vec!["\"a\""; 100_000].join(",");
    assert_eq!(error(format!(r#"{{"headers":{{"svix-id":[{many}]}},"body":""}}"#)), SavedError::ManyHeaders);
    let long = "a".repeat(BODY_BYTES_MAX + 1);
    assert_eq!(error(format!(r#"{{"headers":{{}},"body":"{long}"}}"#)), SavedError::LongBody);
    assert_eq!(error(vec![b' '; SAVED_BYTES_MAX + 1]), SavedError::TooLong);
}

#[test]
fn longest_body_parses_in_its_longest_form() {
    let body = vec![0; BODY_BYTES_MAX];
    let escaped = "\\u0000".repeat(BODY_BYTES_MAX);
    let text = format!(r#"{{"headers":{{"svix-id":"a"}},"body":"{escaped}"}}"#);
    assert!(delivery(text).body == body);
    assert!(delivery(to_line(&[("svix-id", "a".to_owned())], &body)).body == body);
}
