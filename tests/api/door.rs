//! What the door answers to a delivery, good or bad, and what it leaves in the log lines.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::asking::{Answer, delivery, now, signature};
use crate::support::{
    Db, on_both,
    shell::Shell,
    test_server::{SIGNING_SECRET, TestServer},
};

const PATH: &str = "/webhooks/clerk";
const BODY: &[u8] = br#"{"object":"event","type":"user.created","data":{"id":"user_door"}}"#;

async fn answer(app: &TestServer, id: &str, body: &[u8]) -> Value {
    let answer = Answer::to(delivery(app, PATH, "svix", id, body)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

on_both!(a_delivery_is_answered_by_what_became_of_it, |db| async {
    let app = TestServer::serve(&db).await;
    let first = answer(&app, "msg_a", BODY).await;
    // Gatelog's own events, of its start, stand before it.
    let place = first["position"].as_i64().expect("a position");
    assert_eq!(first, json!({"status": "recorded", "svix_id": "msg_a", "position": place}));
    let second = answer(&app, "msg_b", BODY).await;
    assert_eq!(second, json!({"status": "recorded", "svix_id": "msg_b", "position": place + 1}));
    let again = answer(&app, "msg_a", BODY).await;
    assert_eq!(again, json!({"status": "duplicate", "svix_id": "msg_a", "position": place}));
    let conflict = answer(&app, "msg_a", b"{}").await;
    assert_eq!((&conflict["status"], &conflict["svix_id"]), (&json!("conflict"), &json!("msg_a")));
    assert!(conflict["position"].is_i64(), "{conflict}");
    assert_eq!(conflict.as_object().map(serde_json::Map::len), Some(3));
    assert_eq!(app.get_bytes("/v1/events/msg_b/payload").await, BODY);
});

#[tokio::test]
async fn every_customary_address_takes_deliveries_and_says_to_a_browser_that_it_is_alive() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let addresses = ["/webhooks/clerk", "/api/webhooks", "/api/webhooks/clerk"];
    let addresses = addresses.iter().flat_map(|path| [(*path).to_owned(), format!("{path}/")]);
    for (number, path) in addresses.enumerate() {
        let id = format!("msg_{number}");
        // reqwest would follow a redirect as a GET, and that is answered 405.
        let taken = Answer::to(delivery(&app, &path, "svix", &id, BODY)).await;
        assert_eq!(taken.status, 200, "{path}: {}", taken.text);
        assert_eq!(taken.json()["status"], "recorded", "{path}");
        let alive = Answer::to(Client::new().get(app.url(&path))).await;
        let detail = alive.problem(405);
        assert_eq!(alive.header("allow"), "POST", "{path}");
        assert!(detail.contains("alive") && detail.contains("POST"), "{path}: {detail}");
    }
    for path in ["/webhooks", "/webhooks/clerk/x", "/api/webhooks//clerk", "/API/webhooks"] {
        Answer::to(delivery(&app, path, "svix", "msg_lost", BODY)).await.problem(404);
    }
}

#[tokio::test]
async fn either_header_family_and_any_media_type_are_taken() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    for (number, media_type) in
        [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some(";;odd")].into_iter().enumerate()
    {
        for family in ["svix", "webhook"] {
            let mut request = delivery(&app, PATH, family, &format!("{family}_{number}"), BODY);
            if let Some(media_type) = media_type {
                request = request.header("content-type", media_type);
            }
            let taken = Answer::to(request).await;
            assert_eq!((taken.status.as_u16(), &taken.json()["status"]), (200, &json!("recorded")), "{media_type:?}");
        }
    }
}

/// A delivery with exactly those headers.
fn raw(app: &TestServer, headers: &[(&str, String)]) -> RequestBuilder {
    let request = Client::new().post(app.url(PATH)).body(BODY);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
}

/// Lets the lines of the answered requests arrive from the pipe.
async fn line(app: &TestServer, request_id: &str) -> Value {
    for _ in 0..1_000 {
        let log = app.log();
        if let Some(line) = log.iter().find(|line| line.contains(request_id)) {
            return serde_json::from_str(line).expect("lines are JSON");
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no line of {request_id}: {:#?}", app.log())
}

#[tokio::test]
async fn a_refusal_has_one_text_for_each_status_and_its_reason_in_the_log_only() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let id = ("svix-id", "msg_x".to_owned());
    let stamp = |seconds: i64| ("svix-timestamp", seconds.to_string());
    let signed = |seconds: i64| ("svix-signature", signature("msg_x", seconds, BODY));
    let now = now();
    let malformed = [
        vec![],
        vec![stamp(now), signed(now)],
        vec![id.clone(), signed(now)],
        vec![id.clone(), stamp(now)],
        vec![id.clone(), id.clone(), stamp(now), signed(now)],
        vec![id.clone(), stamp(now), stamp(now), signed(now)],
        vec![("svix-id", "a b".to_owned()), stamp(now), signed(now)],
        vec![id.clone(), ("svix-timestamp", "soon".to_owned()), signed(now)],
    ];
    let unverified = [
        vec![id.clone(), stamp(now), ("svix-signature", signature("msg_y", now, BODY))],
        vec![id.clone(), stamp(now), ("svix-signature", signature("msg_x", now, b"{}"))],
        vec![id.clone(), stamp(now - 3_600), signed(now - 3_600)],
        vec![id.clone(), stamp(now + 3_600), signed(now + 3_600)],
    ];
    for (status, cases) in [(400, malformed.as_slice()), (401, unverified.as_slice())] {
        let mut texts = Vec::new();
        let mut reasons = Vec::new();
        for headers in cases {
            let refused = Answer::to(raw(&app, headers)).await;
            texts.push(refused.problem(status));
            let line = line(&app, refused.header("x-request-id")).await;
            assert_eq!(line["verdict"], "refused", "{line}");
            let reason = line["reason"].as_str().expect("a reason").to_owned();
            assert!(!refused.text.contains(&reason), "{}", refused.text);
            reasons.push(reason);
        }
        texts.dedup();
        assert_eq!(texts.len(), 1, "{texts:?}");
        reasons.sort();
        reasons.dedup();
        assert!(reasons.len() > 1, "the operator learns which it was: {reasons:?}");
    }
    let (_, events) = app.get("/v1/events").await;
    assert_eq!(events["data"], json!([]), "nothing was recorded");
}

#[tokio::test]
async fn two_mebibytes_are_taken_and_one_byte_more_is_not() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let body = vec![b'x'; 2 * 1024 * 1024];
    assert_eq!(answer(&app, "msg_large", &body).await["status"], "recorded");
    assert_eq!(app.get_bytes("/v1/events/msg_large/payload").await, body);
    let body = vec![b'x'; 2 * 1024 * 1024 + 1];
    Answer::to(delivery(&app, PATH, "svix", "msg_larger", &body)).await.problem(413);
    // The same without a length announced.
    let address = app.url("").replace("http://", "");
    let mut peer = tokio::net::TcpStream::connect(&address).await.expect("it listens");
    let timestamp = now();
    let signature = signature("msg_chunked", timestamp, &body);
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nsvix-id: msg_chunked\r\nsvix-timestamp: {timestamp}\r\nsvix-signature: {signature}\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n",
        body.len()
    );
    peer.write_all(head.as_bytes()).await.expect("it reads");
    peer.write_all(&body).await.expect("it reads on");
    peer.write_all(b"\r\n0\r\n\r\n").await.expect("it reads to the end");
    let mut answer = String::new();
    peer.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_delivery_has_one_log_line_with_nothing_personal() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let body = br#"{"object":"event","type":"session.created","data":{"id":"sess_p","user_id":"user_secretive","created_at":1790000000000},"event_attributes":{"http_request":{"client_ip":"203.0.113.77","user_agent":"Agent/7"}},"email":"ada@example.test"}"#;
    let taken = Answer::to(delivery(&app, PATH, "svix", "msg_p", body)).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let line = line(&app, taken.header("x-request-id")).await;
    assert_eq!(line["event.id"], "msg_p", "{line}");
    assert_eq!(line["event.type"], "session.created", "{line}");
    assert_eq!((&line["verdict"], &line["position"]), (&json!("recorded"), &taken.json()["position"]), "{line}");
    assert!(line["duration_ms"].is_u64(), "{line}");
    Answer::to(delivery(&app, PATH, "svix", "msg_q", body).body(&b"other"[..])).await.problem(401);
    app.settle().await;
    assert!(app.terminate());
    let log = app.log();
    assert_eq!(log.iter().filter(|line| line.contains("\"msg_p\"")).count(), 1, "{log:#?}");
    let key = crate::support::test_server::API_KEY;
    for word in ["203.0.113.77", "Agent/7", "user_secretive", "ada@", "127.0.0.1:0", "v1,", key, &SIGNING_SECRET[6..]] {
        assert!(!log.iter().any(|line| line.contains(word)), "{word}: {log:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_log_cannot_take_is_to_be_sent_again_and_then_it_is_taken() {
    let Some(db) = Db::postgres().await else { return };
    let Some(shell) = Shell::of(&db) else { return };
    let app = TestServer::serve(&db).await;
    let place = answer(&app, "msg_before", BODY).await["position"].as_i64().expect("a position");
    shell.run("ALTER TABLE gatelog.payloads RENAME TO payloads_away").expect("its owner may");
    let refused = Answer::to(delivery(&app, PATH, "svix", "msg_gone", BODY)).await;
    let detail = refused.problem(503);
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{:?}", refused.headers);
    assert!(!detail.contains("payloads"), "no text of the database: {detail}");
    shell.run("ALTER TABLE gatelog.payloads_away RENAME TO payloads").expect("its owner may");
    assert_eq!(
        answer(&app, "msg_gone", BODY).await,
        json!({"status": "recorded", "svix_id": "msg_gone", "position": place + 1})
    );
}

#[tokio::test]
async fn other_methods_are_refused_by_a_problem() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let refused = Answer::to(Client::new().request(method, app.url(PATH))).await;
        refused.problem(405);
        assert_eq!(refused.header("allow"), "POST");
    }
}
