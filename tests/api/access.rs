//! Who may ask, what needs no key, and that whatever goes wrong is told by a problem document.

use reqwest::{Client, Method};
use serde_json::Value;

use super::asking::{Answer, ask};
use crate::support::{
    Db,
    shell::Shell,
    test_server::{API_KEY, TestServer},
};

#[tokio::test]
async fn nothing_under_v1_is_told_without_the_key() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let wrong = format!("Bearer {}", API_KEY.replace('k', "K"));
    for path in ["/v1/events", "/v1/users/user_a", "/v1/projections", "/v1", "/v1/nothing", "/v1/events?limit=0"] {
        for value in [None, Some("Bearer"), Some("Bearer "), Some("Basic a2V5"), Some(API_KEY), Some(&*wrong)] {
            let request = Client::new().get(app.url(path));
            let request = value.into_iter().fold(request, |request, value| request.header("authorization", value));
            let refused = Answer::to(request).await;
            let detail = refused.problem(401);
            assert_eq!(refused.header("www-authenticate"), "Bearer", "{path} {value:?}");
            assert!(!detail.contains(API_KEY), "{detail}");
        }
    }
    assert_eq!(ask(&app, "/v1/events").await.status, 200);
}

#[tokio::test]
async fn without_a_configured_key_the_refusal_says_how_to_set_one() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[("GATELOG_API_KEY", "")]).await;
    let refused = ask(&app, "/v1/events").await;
    let detail = refused.problem(401);
    assert!(detail.contains("GATELOG_API_KEY") && detail.contains("32"), "{detail}");
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200, "deliveries need none");
}

#[tokio::test]
async fn health_and_documents_need_no_key() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let open = async |path: &str| {
        let answer = Answer::to(Client::new().get(app.url(path))).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let head = Answer::to(Client::new().head(app.url(path))).await;
        assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""), "HEAD {path}");
        answer
    };
    assert_eq!(open("/healthz").await.json()["status"], "ok");
    assert_eq!(open("/readyz").await.json()["status"], "ready");
    assert!(open("/docs").await.text.contains("swagger"));
    let entrance = open("/").await.text;
    assert!(["/docs", "/page.js"].iter().all(|path| entrance.contains(path)), "{entrance}");
    let served = open("/openapi.json").await.text;
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/gatelog.json"));
    assert!(served == committed.expect("it is committed"), "run `gatelog openapi > openapi/gatelog.json`");
    let document: Value = serde_json::from_str(&served).expect("JSON");
    let operations = document["paths"].as_object().expect("paths").values().flat_map(|path| path.as_object().unwrap());
    for (method, operation) in operations {
        let id = operation["operationId"].as_str().unwrap_or_default();
        assert!(id.contains('_'), "{method} {operation}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_by_problems() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let asked = async |method: Method, path: &str| {
        Answer::to(Client::new().request(method, app.url(path)).bearer_auth(API_KEY)).await
    };
    for path in
        ["/nothing", "/v1", "/v1/nothing", "/v1/events/", "/v1/events//payload", "/docs/x", "/v1/users/user_x/y"]
    {
        asked(Method::GET, path).await.problem(404);
    }
    for path in ["/v1/users/user_x", "/v1/sessions/sess_x", "/v1/events/msg_x", "/v1/events/msg_x/payload"] {
        asked(Method::GET, path).await.problem(404);
    }
    for (method, path) in [(Method::POST, "/v1/events"), (Method::DELETE, "/v1/events/msg_x"), (Method::POST, "/docs")]
    {
        let refused = asked(method, path).await;
        refused.problem(405);
        assert_eq!(refused.header("allow"), "GET, HEAD", "{path}");
    }
}

/// Taking a view's table away stops that view at its checkpoint, whatever the machine is doing.
#[tokio::test(flavor = "multi_thread")]
async fn readiness_names_what_is_not_ready() {
    let Some(db) = Db::postgres().await else { return };
    let Some(shell) = Shell::of(&db) else { return };
    let app = TestServer::serve_with(&db, &["--ready-lag-events", "1"], &[]).await;
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    app.settle().await;
    let ready = Answer::to(Client::new().get(app.url("/readyz"))).await;
    assert_eq!(ready.status, 200, "{}", ready.text);
    let (_, projections) = app.get("/v1/projections").await;
    let users = projections["data"].as_array().into_iter().flatten().find(|view| view["name"] == "users");
    let table = format!("users_{}", users.expect("it is live")["generation"]);
    shell.run(&format!("ALTER TABLE gatelog_views.{table} RENAME TO away")).expect("its owner may");
    let body = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_a"}}"#;
    assert_eq!(app.deliver("msg_b", body).await.0, 200, "deliveries are taken all the same");
    let behind = Answer::to(Client::new().get(app.url("/readyz"))).await;
    let detail = behind.problem(503);
    assert!(detail.contains("users") && !behind.header("retry-after").is_empty(), "{detail}");
    shell.run(&format!("ALTER TABLE gatelog_views.away RENAME TO {table}")).expect("its owner may");
    app.settle().await;
    shell.run("ALTER TABLE gatelog.log_head RENAME TO log_head_away").expect("its owner may");
    let gone = Answer::to(Client::new().get(app.url("/readyz"))).await.problem(503);
    assert!(gone.contains("database"), "{gone}");
    let failed = ask(&app, "/v1/projections").await;
    assert!(failed.status.is_server_error() && !failed.text.contains("log_head"), "{}", failed.text);
    failed.problem(failed.status.as_u16());
}
