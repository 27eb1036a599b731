//! Requests whose headers the test controls, and what all problem documents have in common.

use gatelog::{
    clock::Clock,
    ingest::{secret::Secret, signature::sign},
};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::support::test_server::{API_KEY, SIGNING_SECRET, TestServer};

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// Sends a request.
    pub async fn to(request: RequestBuilder) -> Self {
        let response: Response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("a body") }
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The detail of a problem document with that status, whole and named.
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem = self.json();
        assert_eq!((&problem["type"], &problem["status"]), (&"about:blank".into(), &status.into()), "{problem}");
        assert!(problem["title"].is_string() && problem["instance"].is_string(), "{problem}");
        let request_id = problem["request_id"].as_str().unwrap_or_default();
        assert!(!request_id.is_empty() && request_id == self.header("x-request-id"), "{problem}");
        problem["detail"].as_str().expect("a detail").to_owned()
    }
}

/// Asks the query API.
pub async fn ask(app: &TestServer, path: &str) -> Answer {
    Answer::to(Client::new().get(app.url(path)).bearer_auth(API_KEY)).await
}

/// The seconds of now.
pub fn now() -> i64 {
    Clock::system().now().seconds()
}

/// The signature of the configured secret.
pub fn signature(id: &str, timestamp: i64, body: &[u8]) -> String {
    sign(&Secret::parse(SIGNING_SECRET).expect("a good secret"), id, timestamp, body)
}

/// A good delivery, with the headers of either family and no media type.
pub fn delivery(app: &TestServer, path: &str, family: &str, id: &str, body: &[u8]) -> RequestBuilder {
    let timestamp = now();
    Client::new()
        .post(app.url(path))
        .header(format!("{family}-id"), id)
        .header(format!("{family}-timestamp"), timestamp)
        .header(format!("{family}-signature"), signature(id, timestamp, body))
        .body(body.to_vec())
}
