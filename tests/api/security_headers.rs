//! What every answer carries, whatever it answers; and which pages of other origins may ask.

use gatelog::{
    api::middleware::responses::{Cors, SecurityHeaders},
    telemetry::Metrics,
};
use poem::{Endpoint, Request, Response, Result, endpoint::make};
use reqwest::{Client, Method, header::HeaderMap};

use super::asking::{Answer, ask, delivery};
use crate::support::{
    Db,
    test_server::{API_KEY, TestServer},
};

const ORIGIN: &str = "https://admin.example.com";

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn every_answer_is_dressed() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let bare = |method: Method, path: &str| Client::new().request(method, app.url(path));
    let asked = [
        bare(Method::GET, "/v1/events").bearer_auth(API_KEY),
        bare(Method::GET, "/v1/events?x=1").bearer_auth(API_KEY),
        bare(Method::GET, "/v1/users/none").bearer_auth(API_KEY),
        bare(Method::GET, "/metrics").bearer_auth(API_KEY),
        bare(Method::GET, "/v1/events"),
        bare(Method::GET, "/healthz"),
        bare(Method::HEAD, "/readyz"),
        bare(Method::PUT, "/webhooks/clerk"),
        bare(Method::POST, "/webhooks/clerk").body("x"),
        bare(Method::GET, "/nothing"),
        delivery(&app, "/webhooks/clerk", "svix", "msg_a", b"{}"),
    ];
    for request in asked {
        let answer = Answer::to(request).await;
        let what = format!("{} {:?}", answer.text, answer.headers);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{what}");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none';"), "{what}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{what}");
        for name in ["server", "x-powered-by", "access-control-allow-origin", "vary"] {
            assert!(!answer.headers.contains_key(name), "{name}: {what}");
        }
    }
}

#[tokio::test]
async fn swagger_ui_may_run_the_scripts_that_are_in_it_and_ask_this_service_and_no_more() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let docs = Answer::to(Client::new().get(app.url("/docs"))).await;
    let policy = docs.header("content-security-policy");
    let script = policy.split("; ").find(|rule| rule.starts_with("script-src ")).expect("a rule for scripts");
    assert_eq!(script.matches("'sha256-").count(), docs.text.matches("</script>").count(), "{policy}");
    assert!(!script.contains("unsafe"), "{policy}");
    for rule in ["default-src 'none'", "connect-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.split("; ").any(|held| held == rule), "{rule}: {policy}");
    }
    assert_eq!(docs.header("x-content-type-options"), "nosniff");
    assert!(!docs.text.contains("<script src"), "it loads nothing");
    assert!(
        docs.text.split("<link").skip(1).all(|link| link.starts_with(" rel=\"icon\" href=\"data:")),
        "it loads nothing"
    );
}

#[tokio::test]
async fn a_harmless_request_id_is_taken_over_and_any_other_is_not() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let with = async |id: &[u8]| {
        let request = Client::new().get(app.url("/v1/nothing")).bearer_auth(API_KEY);
        let answer = Answer::to(request.header("x-request-id", id)).await;
        answer.problem(404);
        answer.header("x-request-id").to_owned()
    };
    let longest = "r".repeat(64);
    for id in ["a", "7f3c-1.b_Z", &longest] {
        assert_eq!(with(id.as_bytes()).await, id);
    }
    for id in [&b""[..], b"a b", b"a\"b", b"{}", b"\xff", "r".repeat(65).as_bytes()] {
        let given = with(id).await;
        assert!(given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id:?}: {given}");
    }
    let twice = Client::new().get(app.url("/healthz")).header("x-request-id", "one").header("x-request-id", "two");
    assert_eq!(Answer::to(twice).await.header("x-request-id").len(), 32);
    // It is in the log line of a delivery.
    let taken = delivery(&app, "/webhooks/clerk", "svix", "msg_a", b"{}").header("x-request-id", "from-the-proxy");
    assert_eq!(Answer::to(taken).await.status, 200);
    assert!(app.terminate());
    let log = app.log();
    assert!(log.iter().any(|line| line.contains("msg_a") && line.contains("\"from-the-proxy\"")), "{log:#?}");
}

async fn answer_to(inner: impl Endpoint<Output = Response>, origins: &[&str], request: Request) -> (Response, Metrics) {
    let metrics = Metrics::default();
    let cors = Cors::new(origins.iter().map(|origin| (*origin).to_owned()).collect());
    let response =
        SecurityHeaders::new(inner, cors, metrics.clone()).call(request).await.expect("an answer in any case");
    (response, metrics)
}

fn fine() -> impl Endpoint<Output = Response> {
    make(|_| async { Ok::<_, poem::Error>(Response::builder().body("fine")) })
}

#[tokio::test]
async fn a_panic_is_answered_by_a_problem_document_with_the_same_headers() {
    let panicking = make(|request: Request| async move {
        assert!(request.uri().path().is_empty(), "with user_secretive in its text");
        Result::<Response>::Ok(Response::builder().finish())
    });
    let request = Request::builder().uri_str("/v1/events").header("x-request-id", "r-1").finish();
    let (response, metrics) = answer_to(panicking, &[], request).await;
    assert_eq!(response.status(), 500);
    assert_eq!(metrics.panics.value([]), 1);
    let headers = response.headers().clone();
    assert_eq!(text(&headers, "content-type"), "application/problem+json");
    assert_eq!((text(&headers, "x-request-id"), text(&headers, "cache-control")), ("r-1", "no-store"));
    let problem: serde_json::Value = response.into_body().into_json().await.expect("JSON");
    assert_eq!((&problem["request_id"], &problem["instance"]), (&"r-1".into(), &"/v1/events".into()));
    assert!(!problem.to_string().contains("user_secretive"), "{problem}");
}

#[tokio::test]
async fn a_configured_origin_may_ask_and_no_other() {
    let from = |method: Method, origin: &str| {
        let request = Request::builder().method(method).uri_str("/v1/events").header("origin", origin);
        request.header("access-control-request-method", "GET").finish()
    };
    let (asked, _) = answer_to(fine(), &[ORIGIN], from(Method::GET, ORIGIN)).await;
    assert_eq!(text(asked.headers(), "access-control-allow-origin"), ORIGIN);
    assert!(text(asked.headers(), "access-control-expose-headers").contains("link"));
    assert_eq!(text(asked.headers(), "vary"), "origin");
    let (preflight, _) = answer_to(fine(), &[ORIGIN], from(Method::OPTIONS, ORIGIN)).await;
    assert_eq!(preflight.status(), 204);
    assert_eq!(text(preflight.headers(), "access-control-allow-origin"), ORIGIN);
    assert!(text(preflight.headers(), "access-control-allow-headers").contains("authorization"));
    for origin in
        ["https://admin.example.com.evil.test", "http://admin.example.com", "null", "https://ADMIN.example.com"]
    {
        for origins in [&[ORIGIN][..], &["*"], &[]] {
            for method in [Method::GET, Method::OPTIONS] {
                let (refused, _) = answer_to(fine(), origins, from(method, origin)).await;
                let names: Vec<_> = refused.headers().keys().map(|name| name.as_str().to_owned()).collect();
                assert!(!names.iter().any(|name| name.starts_with("access-control-")), "{origin}: {names:?}");
            }
        }
    }
    for response in [asked, preflight] {
        assert!(!response.headers().contains_key("access-control-allow-credentials"));
    }
}

#[tokio::test]
async fn the_configuration_closes_pages_and_figures_and_opens_to_origins() {
    let db = Db::sqlite();
    let closed = ["GATELOG_DOCS", "GATELOG_METRICS", "GATELOG_VIEWER"].map(|name| (name, "false"));
    let variables = [&closed[..], &[("GATELOG_CORS_ORIGINS", ORIGIN)]].concat();
    let app = TestServer::serve_with(&db, &[], &variables).await;
    for path in ["/", "/docs", "/openapi.json", "/metrics", "/v1/viewer/session", "/web/0/page.js"] {
        let answer = Answer::to(Client::new().get(app.url(path)).bearer_auth(API_KEY)).await;
        assert!(answer.problem(404).contains("closed"), "{path}: {}", answer.text);
    }
    assert_eq!(ask(&app, "/v1/events").await.status, 200);
    assert_eq!(Answer::to(Client::new().get(app.url("/healthz"))).await.status, 200);
    let from = |method: Method, origin: &str| {
        let request = Client::new().request(method, app.url("/v1/events")).header("origin", origin);
        request.header("access-control-request-method", "GET")
    };
    let preflight = Answer::to(from(Method::OPTIONS, ORIGIN)).await;
    assert_eq!((preflight.status.as_u16(), preflight.header("access-control-allow-origin")), (204, ORIGIN));
    let asked = Answer::to(from(Method::GET, ORIGIN).bearer_auth(API_KEY)).await;
    assert_eq!((asked.status.as_u16(), asked.header("access-control-allow-origin")), (200, ORIGIN));
    let without_key = Answer::to(from(Method::GET, ORIGIN)).await;
    without_key.problem(401);
    let stranger = Answer::to(from(Method::OPTIONS, "https://evil.example")).await;
    stranger.problem(401);
    assert!(!stranger.headers.contains_key("access-control-allow-origin"), "{:?}", stranger.headers);
}

#[tokio::test]
async fn readiness_and_figures_are_named_in_the_document() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let document = Answer::to(Client::new().get(app.url("/openapi.json"))).await.json();
    let metrics = &document["paths"]["/metrics"]["get"];
    assert!(
        metrics["responses"]["200"]["content"]["application/openmetrics-text; version=1.0.0; charset=utf-8"]
            .is_object(),
        "{metrics}"
    );
    assert!(ask(&app, "/metrics").await.text.contains("# TYPE"));
}
