//! The access log: one line for each query, without the value of a filter and without personal data.

use std::time::Duration;

use serde_json::Value;

use crate::support::{Db, test_server::TestServer};

const DEBUG: (&str, &str) = ("RUST_LOG", "info,gatelog::api=debug");

/// The lines with this field, once there are as many.
async fn lines(app: &TestServer, field: &str, count: usize) -> Vec<Value> {
    for _ in 0..1_000 {
        let lines = app.log().into_iter().map(|line| serde_json::from_str::<Value>(&line).expect("lines are JSON"));
        let lines: Vec<Value> = lines.filter(|line| line.get(field).is_some()).collect();
        if lines.len() >= count {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("there are no {count} lines with {field}: {:#?}", app.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_query_has_one_line_without_personal_data() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[DEBUG]).await;
    for (path, status) in [
        ("/v1/users?email=ada%40example.com&limit=5", 200),
        ("/v1/organizations?ip=203.0.113.7", 400),
        ("/v1/users/ada@example.com", 404),
        ("/v1/users/203.0.113.7", 404),
        ("/v1/users/ada.lovelace", 404),
        ("/v1/users/adalovelace", 404),
        ("/v1/users/15551234567/history", 404),
        ("/v1/users?ada@example.com=1", 400),
        ("/ada@example.com", 404),
        ("/adalovelace", 404),
        ("/openapi.json", 200),
        ("/healthz", 200),
    ] {
        assert_eq!(app.get(path).await.0.as_u16(), status, "{path}");
    }
    let denied = reqwest::Client::new().get(app.url("/v1/events")).header("x-request-id", "request-1");
    assert_eq!(denied.send().await.expect("an answer").status(), 401);

    let lines = lines(&app, "operation", 13).await;
    let shown: Vec<String> = lines
        .iter()
        .map(|line| {
            let text = |field: &str| line[field].as_str().unwrap_or("-").to_owned();
            let [method, route, filters] = ["method", "route", "filters"].map(text);
            format!("{method} {route} [{filters}] {} {} {}", text("operation"), line["status"], text("key.id"))
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    GET /v1/users [email,limit] list_users 200 env
    GET /v1/organizations [] list_organizations 400 env
    GET /v1/users/{user_id} [] get_user 404 env
    GET /v1/users/{user_id} [] get_user 404 env
    GET /v1/users/{user_id} [] get_user 404 env
    GET /v1/users/{user_id} [] get_user 404 env
    GET /v1/users/{user_id}/history [] list_user_history 404 env
    GET /v1/users [] list_users 400 env
    GET none [] none 404 -
    GET none [] none 404 -
    GET /openapi.json [] page 200 -
    GET /healthz [] get_health 200 -
    GET /v1/events [] list_events 401 -
    ");
    for line in &lines {
        assert_eq!(line["level"], "DEBUG", "{line}");
        assert!(line["duration_ms"].is_u64() && line["request_id"].is_string(), "{line}");
    }
    assert_eq!(lines.last().expect("a line")["request_id"], "request-1");
    let log = app.log().join("\n");
    // No hexadecimal digits alone: a request id could hold them.
    for personal in ["lovelace", "ada@", "ada%40", "example.com", "203.0.113.7", "15551234567"] {
        assert!(!log.contains(personal), "{personal}: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn delivery_lines_name_their_source() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[DEBUG]).await;
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    let deliveries = lines(&app, "verdict", 2).await;
    for (line, verdict) in deliveries.iter().zip(["recorded", "duplicate"]) {
        assert_eq!((&line["source"], &line["verdict"]), (&"clerk".into(), &verdict.into()), "{line}");
        assert_eq!(line["message"], format!("delivery from clerk: {verdict}"));
    }
    // The line of a query after them is the first one of the access log.
    app.get("/healthz").await;
    let queries = lines(&app, "operation", 1).await;
    assert_eq!((queries.len(), &queries[0]["operation"]), (1, &"get_health".into()), "{queries:?}");
}
