//! Every 4xx text of the query API: each operation asked with each of its parameters missing, doubled and odd.

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use super::rules::{Texts, fault};
use crate::support::{
    Db,
    test_server::{API_KEY, TestServer},
};

struct Asked {
    method: Method,
    path: String,
    body: Option<(&'static str, String)>,
    /// What is wrong, and must be named.
    parameter: Option<String>,
}

impl Asked {
    fn get(path: String, parameter: Option<&str>) -> Self {
        Self { method: Method::GET, path, body: None, parameter: parameter.map(str::to_owned) }
    }
}

/// Values that few parameters take.
const ODD: [&str; 19] = [
    "",
    "%00",
    "%FF",
    "%20",
    "-1",
    "0",
    "1001",
    "99999999999999999999",
    "1e3",
    "null",
    "true",
    "%5B%5D",
    "x",
    "yesterday",
    "2026-13-45",
    "2001-01-01",
    "2999-01-01",
    "a%20b",
    "a.*.b",
];

/// Each operation with each of its parameters missing, doubled and odd, and one that it does not have.
fn requests(document: &Value) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            if path.starts_with("/webhooks") || method != "get" && method != "post" && method != "delete" {
                continue;
            }
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let parameters: Vec<(&str, &str, bool)> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|of| {
                    let text = |key: &str| of[key].as_str().expect("a text");
                    (text("name"), text("in"), of["required"] == true)
                })
                .collect();
            let filled = |value: &str| {
                path.split('/')
                    .map(|part| if part.starts_with('{') { value } else { part })
                    .collect::<Vec<_>>()
                    .join("/")
            };
            for odd in ["%00", "%FF", "none", "a%20b", "%20"] {
                if path.contains('{') {
                    asked.push(Asked { method: method.clone(), ..Asked::get(filled(odd), None) });
                }
            }
            let required: Vec<String> = parameters
                .iter()
                .filter(|(_, place, required)| *place == "query" && *required)
                .map(|(name, ..)| format!("{name}=0"))
                .collect();
            let path = filled("user_0");
            let query = |more: &[String], without: &str| {
                let all: Vec<&String> = required.iter().filter(|pair| !pair.starts_with(without)).chain(more).collect();
                let all: Vec<&str> = all.into_iter().map(String::as_str).collect();
                format!("{path}?{}", all.join("&"))
            };
            let unknown = query(&["nothing=1".to_owned()], "-");
            asked.push(Asked { method: method.clone(), ..Asked::get(unknown, Some("nothing")) });
            for (name, _, required) in parameters.iter().filter(|(_, place, _)| *place == "query") {
                let own = format!("{name}=");
                if *required {
                    asked.push(Asked::get(query(&[], &own), Some(name)));
                }
                asked.push(Asked::get(query(&[format!("{own}0"), format!("{own}0")], &own), Some(name)));
                asked.extend(ODD.iter().map(|odd| Asked::get(query(&[format!("{own}{odd}")], &own), Some(name))));
            }
            for (since, until) in [("2026-02-01", "2026-01-01"), ("2026-01-01", "2026-01-01")] {
                if parameters.iter().any(|(name, ..)| *name == "since") {
                    let both = [format!("since={since}T00:00:00Z"), format!("until={until}T00:00:00Z")];
                    asked.push(Asked::get(query(&both, "-"), None));
                }
            }
        }
    }
    asked.extend(bodies());
    asked
}

/// Bodies of every wrong form for the one operation that takes any.
fn bodies() -> Vec<Asked> {
    let good = json!({"name": "n", "scopes": ["views:read"], "sources": ["clerk"], "new_sources": false, "expires_at": "2999-01-01T00:00:00Z"});
    let mut found: Vec<(&'static str, String, Option<String>)> = Vec::new();
    for field in ["name", "scopes", "sources", "new_sources", "expires_at"] {
        let values = [
            json!(null),
            json!(true),
            json!(7),
            json!(-1.5),
            json!("x"),
            json!(""),
            json!([]),
            json!([1]),
            json!([null]),
            json!([["a"]]),
            json!({}),
            json!({"a": 1}),
            json!("a\u{0}b"),
            json!(["nothing"]),
            json!("2001-01-01T00:00:00Z"),
        ];
        for value in values {
            let mut body = good.clone();
            body[field] = value;
            found.push(("application/json", body.to_string(), Some(field.to_owned())));
        }
        let mut body = good.clone();
        body.as_object_mut().expect("an object").remove(field);
        found.push(("application/json", body.to_string(), Some(field.to_owned())));
    }
    let mut more = good.clone();
    more["nothing"] = json!(1);
    found.push(("application/json", more.to_string(), Some("nothing".to_owned())));
    for text in [
        "",
        " ",
        "null",
        "7",
        "\"x\"",
        "[]",
        "{",
        "{\"name\":}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "\u{feff}{}",
        "x=1",
        "{} {}",
    ] {
        found.push(("application/json", text.to_owned(), None));
    }
    found.push(("application/json", "x".repeat(20_000), None));
    found.push(("text/plain", good.to_string(), None));
    found.push(("application/x-www-form-urlencoded", "name=n".to_owned(), None));
    let asked = |(kind, text, parameter)| Asked {
        method: Method::POST,
        path: "/v1/keys".to_owned(),
        body: Some((kind, text)),
        parameter,
    };
    found.into_iter().map(asked).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_of_the_api_tells_what_to_do() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let user = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_0"}}"#;
    assert_eq!(app.deliver("user_0", user).await.0, 200);
    app.settle().await;
    let document = crate::api::asking::ask(&app, "/openapi.json").await.json();
    let (client, mut texts) = (Client::new(), Texts::new("the API"));
    for Asked { method, path, body, parameter } in requests(&document) {
        let mut request = client.request(method.clone(), app.url(&path)).bearer_auth(API_KEY);
        if let Some((kind, text)) = &body {
            request = request.header("content-type", *kind).body(text.clone());
        }
        let response = request.send().await.expect("an answer");
        let status = response.status();
        assert!(!status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE, "{method} {path}: {status}");
        if !status.is_client_error() {
            continue;
        }
        let problem: Value = response.json().await.expect("a problem");
        let text = problem["detail"].as_str().expect("a detail").to_owned();
        let shown: String = body.map(|(_, body)| body.chars().take(80).collect()).unwrap_or_default();
        let by = format!("{method} {path} {shown}");
        let mut fault = fault(&text);
        // A value that cannot be used is told with the name of its parameter.
        if status == StatusCode::BAD_REQUEST
            && let Some(parameter) = parameter
            && !(text.contains(&parameter) || problem["parameter"] == parameter.as_str())
        {
            fault = Some(format!("it does not name {parameter}"));
        }
        texts.add(status.as_u16(), text, by, fault);
    }
    texts.judge();
}
