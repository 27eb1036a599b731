//! Who read what, and who was refused, stands in the log: with ids and names of filters, never with what was searched for.

use gatelog::event::system::SystemEventKind;
use reqwest::{Client, header::HeaderValue};
use serde_json::{Value, json};

use crate::{
    api::asking::{Answer, ask},
    support::{
        Db, on_both,
        test_server::{API_KEY, TestServer},
    },
};

const SIGNED_IN: &str = r#"{"object":"event","type":"session.created","timestamp":1790000000000,"data":{"id":"sess_a","user_id":"user_a"}}"#;

/// The payloads of a kind, as the API shows them after the service was stopped and started again.
async fn told(db: &Db, kind: SystemEventKind) -> Vec<Value> {
    let app = TestServer::serve(db).await;
    let (status, page) = app.get(&format!("/v1/events?source=system&type={}&order=asc", kind.as_str())).await;
    assert_eq!(status, 200, "{page}");
    let mut told = Vec::new();
    for event in page["data"].as_array().expect("rows") {
        let id = event["svix_id"].as_str().expect("an id");
        let body = app.get_bytes(&format!("/v1/events/{id}/payload")).await;
        told.push(serde_json::from_slice(&body).expect("JSON"));
    }
    assert!(app.terminate());
    told
}

fn of<'a>(told: &'a [Value], operation: &str) -> &'a Value {
    let found: Vec<_> = told.iter().filter(|entry| entry["operation"] == operation).collect();
    assert_eq!(found.len(), 1, "one entry for each operation: {told:#?}");
    found[0]
}

on_both!(reads_are_recorded_by_key_and_operation, |db| async move {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", SIGNED_IN).await.0, 200);
    app.settle().await;
    for path in [
        "/v1/sessions/sess_a",
        "/v1/sessions/sess_a",
        "/v1/sessions/sess_none",
        "/v1/sessions?user_id=user_a&active_at=2026-01-01T00:00:00Z",
        "/v1/sessions?limit=5&user_id=ada%40example.com",
        "/v1/events/msg_a/payload",
        "/v1/users?email=ada%40example.com",
        "/v1/users?q=lovelace",
        "/v1/activity?user_id=203.0.113.7",
    ] {
        ask(&app, path).await;
    }
    assert!(app.terminate(), "what was counted is told at the end");

    let mut told = told(&db, SystemEventKind::Read).await;
    // The queries of `settle`, whose number varies.
    told.retain(|entry| entry["operation"] != "list_projections");
    told.sort_by_key(|entry| entry["operation"].to_string());
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(told, {
            "[].at" => "[time]", "[].since" => "[time]", "[].until" => "[time]"
        }, @r#"
        [
          {
            "type": "system.read",
            "at": "[time]",
            "since": "[time]",
            "until": "[time]",
            "key_id": "env",
            "operation": "get_event_payload",
            "requests": 1,
            "answered": 1,
            "filters": [],
            "subjects": [
              {
                "kind": "event",
                "id": "msg_a"
              }
            ],
            "more": 0
          },
          {
            "type": "system.read",
            "at": "[time]",
            "since": "[time]",
            "until": "[time]",
            "key_id": "env",
            "operation": "get_session",
            "requests": 3,
            "answered": 2,
            "filters": [],
            "subjects": [
              {
                "kind": "session",
                "id": "sess_a"
              }
            ],
            "more": 0
          },
          {
            "type": "system.read",
            "at": "[time]",
            "since": "[time]",
            "until": "[time]",
            "key_id": "env",
            "operation": "list_activity",
            "requests": 1,
            "answered": 1,
            "filters": [
              "user_id"
            ],
            "subjects": [],
            "more": 1
          },
          {
            "type": "system.read",
            "at": "[time]",
            "since": "[time]",
            "until": "[time]",
            "key_id": "env",
            "operation": "list_sessions",
            "requests": 2,
            "answered": 2,
            "filters": [
              "active_at",
              "limit",
              "user_id"
            ],
            "subjects": [
              {
                "kind": "user",
                "id": "user_a"
              }
            ],
            "more": 1
          },
          {
            "type": "system.read",
            "at": "[time]",
            "since": "[time]",
            "until": "[time]",
            "key_id": "env",
            "operation": "list_users",
            "requests": 2,
            "answered": 2,
            "filters": [
              "email",
              "q"
            ],
            "subjects": [],
            "more": 0
          }
        ]
        "#);
    }
    let text = json!(told).to_string();
    for word in ["ada", "lovelace", "example.com", "203.0.113.7", "2026-01-01T00"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
});

#[tokio::test]
async fn reads_of_system_events_are_counted_only() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let (_, page) = app.get("/v1/events?source=system").await;
    let id = page["data"][0]["svix_id"].as_str().expect("its start is told").to_owned();
    app.get(&format!("/v1/events/{id}")).await;
    let figures = ask(&app, "/metrics").await.text;
    for operation in ["list_events", "get_event"] {
        let sample = format!("gatelog_system_reads_total{{operation=\"{operation}\"}} 1\n");
        assert!(figures.contains(&sample), "{sample}: {figures}");
    }
    assert!(app.terminate());
    assert_eq!(told(&db, SystemEventKind::Read).await, [Value::Null; 0]);
}

#[tokio::test]
async fn reading_a_conflict_is_recorded() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    app.deliver("msg_a", SIGNED_IN).await;
    app.deliver("msg_a", "{}").await;
    let (_, page) = app.get("/v1/events?source=system&type=system.conflict").await;
    let id = page["data"][0]["svix_id"].as_str().expect("it is kept").to_owned();
    app.get(&format!("/v1/events/{id}")).await;
    assert!(app.terminate());
    assert_eq!(
        of(&told(&db, SystemEventKind::Read).await, "get_event")["subjects"],
        json!([{"kind": "event", "id": id}])
    );
}

on_both!(denials_are_counted_and_recorded, |db| async move {
    let app = TestServer::serve(&db).await;
    for _ in 0..3 {
        Answer::to(Client::new().get(app.url("/v1/users?email=ada%40example.com"))).await.problem(401);
    }
    Answer::to(Client::new().get(app.url("/v1/nothing")).bearer_auth("wrong")).await.problem(401);
    let figures = ask(&app, "/metrics").await.text;
    assert!(
        figures.contains("gatelog_access_denied_total{operation=\"list_users\",reason=\"no_key\"} 3\n"),
        "{figures}"
    );
    assert!(app.terminate());
    let told = told(&db, SystemEventKind::AccessDenied).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    let denied = [
        json!({"operation": "list_users", "reason": "no_key", "count": 3}),
        json!({"operation": "none", "reason": "unknown_key", "count": 1}),
    ];
    assert_eq!(told[0]["denied"], json!(denied));
    assert!(!told[0].to_string().contains("ada"), "{told:#?}");
});

#[tokio::test]
async fn entry_names_100_subjects_and_counts_the_rest() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    for number in 0..110 {
        assert_eq!(ask(&app, &format!("/v1/sessions?user_id=user_{number:03}")).await.status, 200);
    }
    assert!(app.terminate());
    let told = told(&db, SystemEventKind::Read).await;
    let requests: u64 = told.iter().filter_map(|entry| entry["requests"].as_u64()).sum();
    assert_eq!(requests, 110);
    let named: usize = told.iter().filter_map(|entry| Some(entry["subjects"].as_array()?.len())).sum();
    let more: u64 = told.iter().filter_map(|entry| entry["more"].as_u64()).sum();
    assert_eq!(u64::try_from(named).expect("few") + more, 110, "{told:#?}");
    assert!(told.iter().all(|entry| entry["subjects"].as_array().is_some_and(|named| named.len() <= 100)));
}

#[tokio::test]
async fn reads_are_not_told_where_that_is_switched_off_and_refusals_are() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[("GATELOG_AUDIT_READS", "false")]).await;
    assert_eq!(ask(&app, "/v1/sessions?user_id=user_a").await.status, 200);
    Answer::to(Client::new().get(app.url("/v1/sessions"))).await.problem(401);
    assert!(app.terminate());
    assert_eq!(told(&db, SystemEventKind::Read).await, [Value::Null; 0]);
    assert_eq!(told(&db, SystemEventKind::AccessDenied).await.len(), 1);
}

on_both!(objects_that_a_filter_excludes_are_not_read, |db| async move {
    let app = TestServer::serve(&db).await;
    ask(&app, "/v1/activity?user_id=user_a&user_id=user_b&session_id=!sess_a").await;
    assert!(app.terminate());
    let told = told(&db, SystemEventKind::Read).await;
    let read = of(&told, "list_activity");
    let subject = |id: &str| json!({"kind": "user", "id": id});
    assert_eq!((&read["subjects"], &read["more"]), (&json!([subject("user_a"), subject("user_b")]), &json!(0)));
    assert_eq!(read["filters"], json!(["session_id", "user_id"]));
});

on_both!(reads_name_the_person_whom_a_trusted_proxy_names, |db| async move {
    let header = ("GATELOG_PERSON_HEADER", "X-Forwarded-Email");
    let app = TestServer::serve_with(&db, &[], &[header, ("GATELOG_TRUSTED_PROXIES", "127.0.0.0/8")]).await;
    let as_persons = async |app: &TestServer, names: &[&[u8]]| {
        let request = Client::new().get(app.url("/v1/organizations")).bearer_auth(API_KEY);
        let request = names.iter().fold(request, |request, name| {
            request.header("x-forwarded-email", HeaderValue::from_bytes(name).expect("a value"))
        });
        assert_eq!(Answer::to(request).await.status, 200);
    };
    let long = "x".repeat(1_000);
    for names in [
        &[b"ada@example.com".as_slice()][..],
        &[b" ada@example.com "],
        &["Zo\u{eb}".as_bytes()],
        &[long.as_bytes()],
        &[b"eve@example.com", b"ada@example.com"],
        &[b""],
        &[],
    ] {
        as_persons(&app, names).await;
    }
    let (_, page) = app.get("/v1/activity?source=system&type=system.read").await;
    assert_eq!(page["data"], json!([]), "{page}");
    assert!(app.terminate());
    let mut counted: Vec<(Option<String>, u64)> = told(&db, SystemEventKind::Read)
        .await
        .iter()
        .filter(|entry| entry["operation"] == "list_organizations")
        .map(|entry| (entry["person"].as_str().map(str::to_owned), entry["requests"].as_u64().expect("a number")))
        .collect();
    counted.sort();
    let person = |name: &str, requests| (Some(name.to_owned()), requests);
    let expected = [(None, 3), person("Zo\u{eb}", 1), person("ada@example.com", 2), person(&"x".repeat(320), 1)];
    assert_eq!(counted, expected, "more than one name is nobody's");

    // Anyone could write the header where it is not a proxy's.
    let app = TestServer::serve_with(&db, &[], &[header, ("GATELOG_TRUSTED_PROXIES", "192.0.2.0/24")]).await;
    as_persons(&app, &[b"mallory@example.com"]).await;
    let (_, page) = app.get("/v1/activity?source=system&type=system.read&limit=1000").await;
    let sentences: Vec<_> = page["data"].as_array().expect("rows").iter().map(|row| &row["summary"]).collect();
    let named = json!("ada@example.com, with the key of GATELOG_API_KEY, listed organizations in 2 requests");
    assert!(sentences.contains(&&named), "{sentences:#?}");
    assert!(app.terminate());
    assert!(!json!(told(&db, SystemEventKind::Read).await).to_string().contains("mallory"));
});
