//! Lists, exports and streams of events give out payloads to keys that may read them: as text, so
//! that nothing of what was signed is lost, and on pages of bounded size.

use futures_util::future::join_all;
use poem::http::Method;
use serde_json::{Value, json};

use super::{
    asking::ask,
    exports::{pages, parts},
    keys::{ask_with, create},
};
use crate::support::{event, event_stream::EventStream, on_both, open_log, test_server::TestServer};

/// Text that parsing and writing again would change.
const SIGNED_IN: &str = "{\"object\": \"event\",\n \"type\":\"session.created\",\"timestamp\":1790000000000,\"data\":{\"id\":\"sess_a\",\"user_id\":\"user_a\",\"odd\":1.50,\"name\":\"Zo\\u00eb\"}}";
const USER: &str = r#"{"object":"event","type":"user.created","timestamp":1790000000001,"data":{"id":"user_a","object":"user","first_name":"Ada","private_metadata":{"salary":1}}}"#;

/// Bodies of about a megabyte.
const LARGE: usize = 12;

on_both!(lists_exports_and_streams_have_payloads_if_asked, |db| async move {
    let app = TestServer::serve(&db).await;
    let not_text = b"\xff\xfe".as_slice();
    let delivered: [(&str, &[u8]); 4] = [
        ("msg_a", SIGNED_IN.as_bytes()),
        ("msg_b", USER.as_bytes()),
        ("msg_c", b"no JSON \xc3\xa9"),
        ("msg_d", not_text),
    ];
    for (id, body) in delivered {
        assert_eq!(app.deliver(id, body).await.0, 200);
    }
    app.settle().await;
    let rows = pages(&app, "/v1/events?order=asc").await;
    assert!(rows.iter().all(|row| row.get("payload_text").is_none() && row.get("payload_redacted").is_none()));

    for path in ["/v1/events?payload=full&order=asc", "/v1/events?payload=full&order=asc&action=!signed_out"] {
        let rows = pages(&app, path).await;
        assert_eq!(rows.len(), delivered.len(), "{path}");
        for (row, (id, body)) in rows.iter().zip(delivered) {
            assert_eq!(row["svix_id"], id);
            assert_eq!(row["payload_text"].as_str(), str::from_utf8(body).ok(), "{path}");
            let missing = str::from_utf8(body).is_err().then_some("not_text");
            assert_eq!(row["payload_missing"].as_str(), missing, "{path}");
        }
    }
    for row in pages(&app, "/v1/events?payload=redacted&order=asc").await {
        let (_, one) = app.get(&format!("/v1/events/{}", row["svix_id"].as_str().expect("an id"))).await;
        let text = row["payload_text"].as_str();
        let shown = text.map_or(Value::Null, |text| serde_json::from_str(text).expect("JSON"));
        assert_eq!(shown, one["payload"]);
        assert!(text.is_none_or(|text| !text.contains("salary")), "{row}");
        if row["payload_missing"].is_null() {
            assert_eq!(row["payload_redacted"], one["payload_redacted"], "{row}");
        }
    }

    let exported = ask(&app, "/v1/events?format=ndjson&order=asc&payload=full").await;
    let (rows, _) = parts(&exported.text);
    assert_eq!(rows, pages(&app, "/v1/events?payload=full&order=asc").await);
    let csv = ask(&app, "/v1/events?format=csv&order=asc&payload=full&csv=raw").await;
    assert!(csv.text.contains(&SIGNED_IN.replace('"', "\"\"")), "{}", csv.text);
    let mut stream = EventStream::of(&app, "/v1/events/stream?from=2020-01-01&payload=full").await;
    assert_eq!(stream.row().await["payload_text"], SIGNED_IN);

    let reader = create(&db, &["--scope", "events:read"]);
    for path in ["/v1/events?payload=full", "/v1/events?payload=full&format=csv", "/v1/events/stream?payload=full"] {
        let refused = ask_with(&app, &reader, Method::GET, path).await;
        let detail = refused.problem(403);
        assert!(detail.contains("events:body"), "{path}: {detail}");
    }
    assert_eq!(ask_with(&app, &reader, Method::GET, "/v1/events?payload=redacted").await.status, 200);
});

on_both!(pages_with_large_payloads_are_short_and_the_list_is_whole, |db| async move {
    let (store, log) = open_log(&db).await;
    let body = |number: usize| json!({"number": number, "text": "x".repeat(1_000_000)}).to_string();
    let appended = (0..LARGE).map(|number| log.append(event(&format!("msg_{number}"), body(number))));
    for outcome in join_all(appended).await {
        outcome.expect("recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let numbers = |rows: &[Value]| -> Vec<String> {
        rows.iter().map(|row| row["svix_id"].as_str().expect("an id").to_owned()).collect()
    };
    let ascending = numbers(&pages(&app, "/v1/events?order=asc").await);
    for (path, expected) in [
        ("/v1/events?payload=full&order=asc", ascending.clone()),
        ("/v1/events?payload=full&order=desc", ascending.iter().rev().cloned().collect()),
    ] {
        let (_, first) = app.get(&format!("{path}&limit=1000")).await;
        assert_eq!(first["data"].as_array().map(Vec::len), Some(8), "eight megabytes");
        assert_eq!(numbers(&pages(&app, path).await), expected, "{path}");
        let exported = ask(&app, &format!("{path}&format=ndjson")).await;
        let (rows, last) = parts(&exported.text);
        assert_eq!((numbers(&rows), &last["complete"]), (expected, &true.into()), "{path}");
    }
    // The page before a cursor is cut on the side that is away from it.
    let (_, page) = app.get("/v1/events?order=asc&limit=11").await;
    let cursor = page["page"]["next"].as_str().expect("a cursor");
    let (_, before) = app.get(&format!("/v1/events?order=asc&payload=full&before={cursor}")).await;
    assert_eq!(numbers(before["data"].as_array().expect("rows")), ascending[2..10], "{:?}", before["page"]);
    assert!(before["page"]["prev"].is_string(), "{}", before["page"]);
});
