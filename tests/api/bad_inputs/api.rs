//! Bad API requests: without a key, with undocumented parameters, with cursors of other lists, for
//! things that do not exist.

use super::case::{Case, Expected, ask, request};
use crate::{
    api::asking,
    support::test_server::{API_KEY, TestServer},
};

/// Every list, with one of its text parameters.
const LISTS: [(&str, &str); 7] = [
    ("/v1/events", "user_id"),
    ("/v1/activity", "organization_id"),
    ("/v1/sessions", "impersonator_id"),
    ("/v1/users", "email"),
    ("/v1/organizations", "slug"),
    ("/v1/memberships", "role"),
    ("/v1/invitations", "email"),
];

/// Every path of a single resource.
const ONES: [&str; 7] = [
    "/v1/events/{}",
    "/v1/events/{}/payload",
    "/v1/sessions/{}",
    "/v1/users/{}",
    "/v1/organizations/{}",
    "/v1/memberships/{}",
    "/v1/invitations/{}",
];

pub async fn cases(app: &TestServer) -> Vec<Case> {
    let mut cases = keys();
    cases.extend(parameters());
    cases.extend(nothing_found());
    cases.extend(cursors(app).await);
    cases.extend(addresses());
    cases.extend(bodies());
    cases
}

fn problem(name: impl std::fmt::Display, status: u16, bytes: Vec<u8>) -> Case {
    Case::new(format!("api: {name}"), Expected::Problem(status), bytes)
}

fn keys() -> Vec<Case> {
    let wrong_end = format!("Bearer {}x", &API_KEY[..API_KEY.len() - 1]);
    let shorter = format!("Bearer {}", &API_KEY[..API_KEY.len() - 1]);
    let longer = format!("Bearer {API_KEY}x");
    let basic = "Basic a2V5OnBsYW50ZWQtN2YzYQ==".to_owned();
    let long = format!("Bearer {}", "x".repeat(20_000));
    let good = format!("Bearer {API_KEY}");
    let one: [(&str, &[u8]); 14] = [
        ("an empty one", b""),
        ("the scheme alone", b"Bearer"),
        ("the scheme and a space", b"Bearer "),
        ("the key without a scheme", API_KEY.as_bytes()),
        ("of another", b"Bearer planted-7f3a"),
        ("with another end", wrong_end.as_bytes()),
        ("cut short", shorter.as_bytes()),
        ("with more behind it", longer.as_bytes()),
        ("of 20,000 characters", long.as_bytes()),
        ("of no text", b"Bearer \xff\xfe"),
        ("Basic", basic.as_bytes()),
        ("Digest", b"Digest username=\"planted-7f3a\""),
        ("Negotiate", b"Negotiate YII="),
        ("two schemes", b"Basic Bearer planted-7f3a"),
    ];
    let mut cases = vec![problem("no key", 401, request("GET /v1/events", &[], b""))];
    cases.extend(one.into_iter().map(|(what, value)| {
        problem(format!("key: {what}"), 401, request("GET /v1/events", &[("authorization", value)], b""))
    }));
    let two = |first: &[u8], second: &[u8]| {
        request("GET /v1/events", &[("authorization", first), ("authorization", second)], b"")
    };
    cases.push(problem("key: two, the good one first", 401, two(good.as_bytes(), b"Bearer planted-7f3a")));
    cases.push(problem("key: two, the good one last", 401, two(b"Bearer planted-7f3a", good.as_bytes())));
    cases.push(problem("key: the good one twice", 401, two(good.as_bytes(), good.as_bytes())));
    let elsewhere =
        [("x-api-key", good.as_bytes()), ("cookie", good.as_bytes()), ("proxy-authorization", good.as_bytes())];
    for (name, value) in elsewhere {
        cases.push(problem(format!("key: in {name}"), 401, request("GET /v1/events", &[(name, value)], b"")));
    }
    cases.push(problem(
        "key: in the address",
        401,
        request(&format!("GET /v1/events?access_token={API_KEY}"), &[], b""),
    ));
    for path in ["/v1", "/v1/", "/v1/nothing", "/v1/../v1/events", "/v1/events/%2e%2e/%2e%2e/healthz"] {
        cases.push(problem(format!("no key: {path}"), 401, request(&format!("GET {path}"), &[], b"")));
    }
    cases
}

fn parameters() -> Vec<Case> {
    let mut cases = Vec::new();
    for (list, text) in LISTS {
        for query in [
            "limit=0",
            "limit=-1",
            "limit=1001",
            "limit=1e2",
            "limit=99999999999999999999",
            "limit=",
            "limit=10&limit=10",
            "order=sideways",
            "order=",
            "nothing=planted-7f3a",
            "Limit=10",
            "limit[]=10",
            "limit%00=10",
            "after=planted-7f3a",
            "before=%FF%FE",
            "after=",
            "after=AAAA&before=AAAA",
            "=planted-7f3a",
            "source=no%20source",
            "source=planted-7f3a",
        ] {
            cases.push(problem(format!("{list}?{query}"), 400, ask(&format!("GET {list}?{query}"), &[])));
        }
        let texts = ["", "%00", "planted%00-7f3a", "%FF", "%C3%28"];
        for value in texts {
            cases.push(problem(format!("{list}?{text}={value}"), 400, ask(&format!("GET {list}?{text}={value}"), &[])));
        }
        let many: Vec<String> = (0..2_000).map(|number| format!("p{number}=1")).collect();
        cases.push(problem(
            format!("{list} with 2,000 parameters"),
            400,
            ask(&format!("GET {list}?{}", many.join("&")), &[]),
        ));
    }
    for query in [
        "since=yesterday",
        "since=2026-13-45T00:00:00Z",
        "since=1790000000",
        "since=2026-01-01T",
        "since=2026-01",
        "until=99999-01-01T00:00:00Z",
        "since=2026-01-01T00:00:00Z%00",
        "since=%2D1",
    ] {
        cases.push(problem(format!("/v1/activity?{query}"), 400, ask(&format!("GET /v1/activity?{query}"), &[])));
    }
    for (path, query) in [
        ("/v1/activity", "order_by=name"),
        ("/v1/activity", "ip=planted-7f3a"),
        ("/v1/activity", "action=planted-7f3a"),
        ("/v1/sessions", "status=asleep"),
        ("/v1/sessions", "active_at=now"),
        ("/v1/users/user_ada", "as_of=yesterday"),
        ("/v1/sessions/sess_a", "as_of=12:00"),
        ("/v1/events", "type=a%00b"),
        ("/v1/sources", "limit=1"),
        ("/v1/projections", "x=planted-7f3a"),
        ("/healthz", "x=planted-7f3a"),
        ("/readyz", "x=planted-7f3a"),
        ("/v1/events/msg_good_1", "body=1"),
    ] {
        cases.push(problem(format!("{path}?{query}"), 400, ask(&format!("GET {path}?{query}"), &[])));
    }
    cases
}

/// Values that no row has: the answer is an empty list.
fn nothing_found() -> Vec<Case> {
    let empty = |what: String, query: &str| {
        Case::new(format!("api: {what}"), Expected::EmptyList, ask(&format!("GET {query}"), &[]))
    };
    let long = "x".repeat(20_000);
    let mut cases = Vec::new();
    for (list, text) in LISTS {
        for (what, value) in [
            ("20,000 characters", long.as_str()),
            ("quotes", "%27OR%271%27%3D%271"),
            ("wildcards", "%25_*"),
            ("a percent sign alone", "%"),
            ("a line feed", "a%0D%0Ax-smuggled:1"),
        ] {
            // What is no e-mail address is refused.
            let end = if text == "email" { "@example.com" } else { "" };
            let (name, query) = (format!("{list}?{text}= {what}"), format!("{list}?{text}={value}{end}"));
            cases.push(match text {
                "email" if value.contains(':') => problem(name, 400, ask(&format!("GET {query}"), &[])),
                _ => empty(name, &query),
            });
        }
    }
    cases
}

/// A cursor is valid only for its own list.
async fn cursors(app: &TestServer) -> Vec<Case> {
    let page = asking::ask(app, "/v1/events?limit=1").await.json();
    let cursor = page["page"]["next"].as_str().expect("a second page").to_owned();
    let mut changed = cursor.clone().into_bytes();
    changed[5] = if changed[5] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).expect("text");
    let mut cases: Vec<Case> = ["/v1/activity", "/v1/sessions", "/v1/users"]
        .iter()
        .map(|list| {
            problem(format!("{list} with a cursor of /v1/events"), 400, ask(&format!("GET {list}?after={cursor}"), &[]))
        })
        .collect();
    for (what, query) in [
        ("cut short", format!("after={}", &cursor[..cursor.len() - 3])),
        ("with more behind it", format!("after={cursor}AAAA")),
        ("changed in one character", format!("after={changed}")),
        ("in another order", format!("after={cursor}&order=asc")),
        ("at both ends", format!("after={cursor}&before={cursor}")),
        ("twice", format!("after={cursor}&after={cursor}")),
    ] {
        cases.push(problem(format!("cursor {what}"), 400, ask(&format!("GET /v1/events?{query}"), &[])));
    }
    cases
}

fn addresses() -> Vec<Case> {
    let mut cases = Vec::new();
    let long = "x".repeat(20_000);
    for one in ONES {
        for (what, id, status) in [
            ("unknown", "user_planted-7f3a", 404),
            ("quotes", "%27%20OR%201%3D1--", 404),
            ("slashes", "..%2F..%2F..%2Fetc%2Fpasswd", 404),
            ("a NUL", "a%00b", 400),
            ("no UTF-8", "%FF", 400),
            ("20,000 characters", long.as_str(), 404),
            ("a line feed", "a%0D%0Ax-smuggled:%201", 404),
        ] {
            let path = one.replace("{}", id);
            cases.push(problem(one.replace("{}", &format!("({what})")), status, ask(&format!("GET {path}"), &[])));
        }
    }
    for path in [
        "/v1",
        "/v1/",
        "/v1/events/",
        "/v1//events",
        "/V1/events",
        "/v2/events",
        "/v1/events/../sources",
        "/v1/events%2F",
        "/v1/%65vents",
        "/docs/../v1/events",
        "/.env",
        "/gatelog.db",
        "/docs/%2e%2e/%2e%2e/etc/passwd",
        "/\\..\\etc",
        "/%",
    ] {
        cases.push(problem(path, 404, ask(&format!("GET {path}"), &[])));
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"] {
        for path in ["/v1/events", "/v1/users/user_1", "/healthz", "/docs"] {
            cases.push(problem(
                format!("{method} {path}"),
                405,
                ask(&format!("{method} {path}"), &[("content-length", b"0")]),
            ));
        }
    }
    cases
}

/// API keys that cannot be created, and rebuilds of unknown projections.
fn bodies() -> Vec<Case> {
    let long = format!(r#"{{"name":"{}","scopes":["events:read"]}}"#, "x".repeat(20_000));
    let wishes = [
        ("nothing", "", 400),
        ("half of it", r#"{"name":"#, 400),
        ("a list", "[]", 400),
        ("no scope", r#"{"name":"planted-7f3a","scopes":[]}"#, 400),
        ("a scope that there is not", r#"{"name":"planted-7f3a","scopes":["all"]}"#, 400),
        ("no name", r#"{"name":"","scopes":["events:read"]}"#, 400),
        ("a NUL in the name", r#"{"name":"planted\u0000-7f3a","scopes":["events:read"]}"#, 400),
        ("a line feed in the name", r#"{"name":"planted\n-7f3a","scopes":["events:read"]}"#, 400),
        ("a field that there is not", r#"{"name":"planted-7f3a","scopes":["events:read"],"more":1}"#, 400),
        (
            "an end in the past",
            r#"{"name":"planted-7f3a","scopes":["events:read"],"expires_at":"2001-01-01T00:00:00Z"}"#,
            400,
        ),
        ("20,000 bytes", long.as_str(), 413),
    ];
    let json: (&str, &[u8]) = ("content-type", b"application/json");
    let post = |path: &str, media_type, body: &str| {
        let length = body.len().to_string();
        let head = ask(&format!("POST {path}"), &[media_type, ("content-length", length.as_bytes())]);
        [head, body.as_bytes().to_vec()].concat()
    };
    let mut cases: Vec<Case> = wishes
        .into_iter()
        .map(|(what, body, status)| problem(format!("POST /v1/keys: {what}"), status, post("/v1/keys", json, body)))
        .collect();
    cases.push(problem("POST /v1/keys: text", 415, post("/v1/keys", ("content-type", b"text/plain"), "{}")));
    cases.push(problem("DELETE /v1/keys/ of none such", 404, ask("DELETE /v1/keys/nothing", &[])));
    cases.push(problem("a rebuild of nothing", 404, post("/v1/projections/nothing/rebuild", json, "")));
    cases.push(problem("/metrics without a key", 401, request("GET /metrics", &[], b"")));
    cases.push(problem("POST /metrics", 405, post("/metrics", json, "")));
    cases
}
