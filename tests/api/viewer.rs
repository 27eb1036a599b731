//! The page for people: its files, and the sessions with which it asks the API.

use gatelog::{
    access::{IDLE_SECONDS, LIFE_SECONDS, SessionKey, ViewerSessions},
    clock::Timestamp,
    web::FILES,
};
use reqwest::{Client, Method, RequestBuilder, header};

use super::{
    asking::Answer,
    keys::{ask_with, create, id_of, until_status},
};
use crate::support::{
    Db, on_both,
    test_server::{API_KEY, TestServer},
};

const SESSION: &str = "/v1/viewer/session";

fn plain(app: &TestServer, method: Method, path: &str) -> RequestBuilder {
    Client::new().request(method, app.url(path))
}

async fn sign_in(app: &TestServer, key: &str) -> Answer {
    Answer::to(plain(app, Method::POST, SESSION).bearer_auth(key)).await
}

/// The cookie that an answer sets, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.header("set-cookie").split(';').next().expect("a cookie").to_owned()
}

/// What the page sends.
fn of_page(app: &TestServer, method: Method, path: &str, cookie: &str) -> RequestBuilder {
    plain(app, method, path).header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin")
}

on_both!(session_grants_what_its_key_grants_and_ends_with_it, |db| async {
    let app = TestServer::serve(&db).await;
    let key = create(&db, &["--scope", "views:read,events:read"]);
    let signed_in = sign_in(&app, &key).await;
    let session = cookie(&signed_in);
    let flags: Vec<&str> = signed_in.header("set-cookie").split("; ").skip(1).collect();
    assert_eq!(flags, ["Path=/", "HttpOnly", "SameSite=Strict"]);
    assert!(!signed_in.text.contains(session.split_once('=').expect("a value").1), "scripts do not see it");
    let told = signed_in.json();
    assert_eq!((told["key_id"].as_str(), &told["sources"]), (Some(id_of(&key)), &serde_json::Value::Null));
    assert_eq!(told["scopes"], serde_json::json!(["events:read", "views:read"]));

    let status = async |path: &str| Answer::to(of_page(&app, Method::GET, path, &session)).await.status.as_u16();
    assert_eq!([status("/v1/users").await, status("/v1/events").await, status(SESSION).await], [200; 3]);
    // It holds no more than the key does.
    assert_eq!(app.deliver("msg_1", r#"{"type":"user.created"}"#).await.0, 200);
    assert_eq!(
        [status("/v1/events/msg_1/payload").await, status("/v1/keys").await, status("/metrics").await],
        [403; 3]
    );

    let revoked = ask_with(&app, API_KEY, Method::DELETE, &format!("/v1/keys/{}", id_of(&key))).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    let refused = Answer::to(of_page(&app, Method::GET, "/v1/users", &session)).await;
    assert!(refused.problem(401).contains("sign in"), "{}", refused.text);
});

#[tokio::test]
async fn session_ends_when_its_person_signs_out() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let session = cookie(&sign_in(&app, API_KEY).await);
    let other = cookie(&sign_in(&app, API_KEY).await);
    let ended = Answer::to(of_page(&app, Method::DELETE, SESSION, &session)).await;
    assert_eq!(ended.status, 204, "{}", ended.text);
    let taken: Vec<&str> =
        ended.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text")).collect();
    assert!(taken.len() == 2 && taken.iter().all(|cookie| cookie.contains("Max-Age=0")), "{taken:?}");
    Answer::to(of_page(&app, Method::GET, "/v1/users", &session)).await.problem(401);
    assert_eq!(Answer::to(of_page(&app, Method::GET, "/v1/users", &other)).await.status, 200, "another browser");
}

#[tokio::test]
async fn session_begins_only_where_nobody_reads_along() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let with = async |headers: &[(&str, &str)]| {
        let request = plain(&app, Method::POST, SESSION).bearer_auth(API_KEY);
        Answer::to(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    };
    // A proxy on this machine tells of TLS.
    let over_tls = with(&[("host", "audit.example.com"), ("x-forwarded-proto", "https")]).await;
    let set = over_tls.header("set-cookie");
    assert!(set.starts_with("__Host-gatelog-session=") && set.ends_with("; SameSite=Strict; Secure"), "{set}");
    for (host, begins) in [
        ("localhost:3000", true),
        ("gatelog.localhost", true),
        ("127.0.0.1:3000", true),
        ("[::1]:3000", true),
        ("10.0.0.5:3000", false),
        ("audit.example.com", false),
        ("localhost.example.com", false),
    ] {
        let answer = with(&[("host", host)]).await;
        assert_eq!(answer.status.as_u16(), if begins { 200 } else { 403 }, "{host}: {}", answer.text);
        assert_eq!(answer.headers.contains_key("set-cookie"), begins, "{host}");
    }
    let in_the_open = with(&[("host", "localhost"), ("x-forwarded-proto", "http")]).await;
    assert!(in_the_open.problem(403).contains("https"), "{}", in_the_open.text);
}

#[tokio::test]
async fn only_the_page_changes_something_for_a_session() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let session = cookie(&sign_in(&app, API_KEY).await);
    let host = app.url("").split_once("://").expect("a scheme").1.trim_end_matches('/').to_owned();
    let own = format!("http://{host}");
    let cases: [(&[(&str, &str)], u16); 6] = [
        (&[], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("origin", "https://evil.example")], 403),
        (&[("origin", &own)], 204),
        (&[("sec-fetch-site", "same-origin")], 204),
    ];
    for (headers, status) in cases {
        let session = if status == 204 { cookie(&sign_in(&app, API_KEY).await) } else { session.clone() };
        let request = plain(&app, Method::DELETE, SESSION).header(header::COOKIE, &session);
        let answer =
            Answer::to(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await;
        assert_eq!(answer.status.as_u16(), status, "{headers:?}: {}", answer.text);
    }
    // A key is sent by who means it.
    let by_key = Answer::to(plain(&app, Method::DELETE, SESSION).bearer_auth(API_KEY)).await;
    assert_eq!(by_key.status, 204, "{}", by_key.text);
    assert_eq!(Answer::to(of_page(&app, Method::GET, SESSION, &session)).await.status, 200, "none of them ended it");
}

#[tokio::test]
async fn expired_key_ends_its_session() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let soon = Timestamp::from_micros(gatelog::clock::Clock::system().now().micros() + 2_000_000);
    let key = create(&db, &["--scope", "views:read", "--expires", &soon.to_string()]);
    let session = cookie(&sign_in(&app, &key).await);
    assert_eq!(Answer::to(of_page(&app, Method::GET, "/v1/users", &session)).await.status, 200);
    until_status(&app, &key, "/v1/users", 401).await;
    Answer::to(of_page(&app, Method::GET, "/v1/users", &session)).await.problem(401);
}

#[test]
fn session_ends_unused_or_old() {
    let at = |seconds: i64| Timestamp::from_seconds(1_790_000_000 + seconds);
    let sessions = ViewerSessions::default();
    let begin = || sessions.begin(SessionKey::Environment, at(0)).expect("random numbers");
    let (unused, used) = (begin(), begin());
    assert_ne!(unused, used);
    let is_open = |token: &str, seconds: i64| sessions.key(token, at(seconds)).is_some();
    assert!(is_open(&unused, IDLE_SECONDS - 1) && !is_open(&unused, IDLE_SECONDS));
    // Checks while a long answer is sent are no use of it.
    assert!(!is_open(&unused, IDLE_SECONDS), "it was looked up a second before");
    sessions.mark_used(&unused, at(IDLE_SECONDS));
    assert!(!is_open(&unused, IDLE_SECONDS), "an ended session is not used again");
    let step = usize::try_from(IDLE_SECONDS / 2).expect("small");
    for seconds in (0..LIFE_SECONDS).step_by(step) {
        sessions.mark_used(&used, at(seconds));
        assert!(is_open(&used, seconds));
    }
    assert!(is_open(&used, LIFE_SECONDS - 1) && !is_open(&used, LIFE_SECONDS));
    assert!(!is_open("", 0) && !is_open("x", 0));
}

#[test]
fn oldest_of_too_many_sessions_ends() {
    let sessions = ViewerSessions::default();
    let tokens: Vec<String> = (0..1_001)
        .map(|number| {
            let now = Timestamp::from_micros(1_790_000_000_000_000 + number);
            sessions.begin(SessionKey::Environment, now).expect("random numbers")
        })
        .collect();
    let now = Timestamp::from_micros(1_790_000_001_000_000);
    assert!(sessions.key(&tokens[0], now).is_none());
    assert!(tokens[1..].iter().all(|token| sessions.key(token, now).is_some()));
}

#[test]
fn link_signs_in_once() {
    let sessions = ViewerSessions::default();
    let link = sessions.link().expect("random numbers");
    assert!(!sessions.follow_link("other"));
    assert!(sessions.follow_link(&link));
    assert!(!sessions.follow_link(&link));
}

#[tokio::test]
async fn page_loads_files_of_its_version_and_nothing_else() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let page = Answer::to(plain(&app, Method::GET, "/")).await;
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (200, "no-cache"));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{policy}");
    let prefix = format!("\"web/{}/", FILES.version);
    let loaded: Vec<&str> =
        page.text.split(&prefix).skip(1).map(|rest| rest.split('"').next().expect("a path")).collect();
    assert_eq!(page.text.matches("\"web/").count(), loaded.len(), "{}", page.text);
    assert!(loaded.len() >= 2, "{loaded:?}");
    assert!(!page.text.contains("<style") && !page.text.contains("style=") && !page.text.contains("<script>"));

    let tag = page.header("etag").to_owned();
    let again = Answer::to(plain(&app, Method::GET, "/").header("if-none-match", &tag)).await;
    assert_eq!((again.status.as_u16(), &*again.text), (304, ""));
    for file in loaded {
        let path = format!("/web/{}/{file}", FILES.version);
        let found = Answer::to(plain(&app, Method::GET, &path)).await;
        assert_eq!(found.status, 200, "{path}: {}", found.text);
        assert!(found.header("cache-control").contains("immutable"), "{path}");
        assert!(found.header("content-type").starts_with("text/"), "{path}: {:?}", found.headers);
        let head = Answer::to(plain(&app, Method::HEAD, &path)).await;
        assert_eq!((head.status.as_u16(), &*head.text), (200, ""), "{path}");
        let zipped = Answer::to(plain(&app, Method::GET, &path).header("accept-encoding", "gzip")).await;
        assert_eq!(zipped.header("content-encoding"), "gzip", "{path}");
        let other = Answer::to(plain(&app, Method::GET, &format!("/web/0123456789abcdef/{file}"))).await;
        assert!(other.problem(404).contains("load the page again"), "{}", other.text);
    }
    assert_eq!(Answer::to(plain(&app, Method::POST, "/")).await.status, 405);
}

#[tokio::test]
async fn page_names_the_documentation_where_it_is_served() {
    let db = Db::sqlite();
    let line = r#"<link rel="service-doc" href="/docs">"#;
    let mut tags = Vec::new();
    for (docs, status) in [("true", 200), ("false", 404)] {
        let app = TestServer::serve_with(&db, &[], &[("GATELOG_DOCS", docs)]).await;
        let page = Answer::to(plain(&app, Method::GET, "/")).await;
        assert_eq!(page.text.contains(line), status == 200, "{}", page.text);
        assert_eq!(Answer::to(plain(&app, Method::GET, "/docs")).await.status, status);
        tags.push(page.header("etag").to_owned());
    }
    assert_ne!(tags[0], tags[1], "a browser does not keep the other page");
}

#[tokio::test]
async fn page_can_be_closed() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[("GATELOG_VIEWER", "false")]).await;
    let start = Answer::to(plain(&app, Method::GET, "/")).await;
    assert!(start.status == 200 && start.text.contains("/docs") && !start.text.contains("<script"), "{}", start.text);
    Answer::to(plain(&app, Method::GET, &format!("/web/{}/app.css", FILES.version))).await.problem(404);
    assert!(sign_in(&app, API_KEY).await.problem(404).contains("server.viewer"));
}
