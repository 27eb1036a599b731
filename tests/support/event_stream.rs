//! A client of a stream of server-sent events.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode, header::HeaderMap};
use serde_json::Value;

use super::test_server::{API_KEY, TestServer};

/// The longest wait for an event; reached only when a test fails.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Clone, Debug, PartialEq)]
pub struct StreamEvent {
    pub id: Option<String>,
    /// `message` for a row.
    pub name: String,
    pub data: Value,
}

pub struct EventStream {
    response: Response,
    buffer: Vec<u8>,
    pub headers: HeaderMap,
    pub retry: Option<u64>,
}

impl EventStream {
    /// Opens a stream with the key of the tests.
    pub async fn of(app: &TestServer, path: &str) -> Self {
        Self::open(Client::new().get(app.url(path)).bearer_auth(API_KEY)).await
    }

    /// The same after the event with this id.
    pub async fn after(app: &TestServer, path: &str, last_event_id: &str) -> Self {
        let request = Client::new().get(app.url(path)).bearer_auth(API_KEY);
        Self::open(request.header("last-event-id", last_event_id)).await
    }

    pub async fn open(request: RequestBuilder) -> Self {
        Self::try_open(request).await.expect("a stream")
    }

    /// Opens a stream of a server that may be killed meanwhile.
    pub async fn try_open(request: RequestBuilder) -> Option<Self> {
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return None;
        }
        if let Some(error) = response.error_for_status_ref().err() {
            panic!("{error}: {}", response.text().await.unwrap_or_default());
        }
        Some(Self { response, buffer: Vec::new(), headers, retry: None })
    }

    /// The next event; `None` when the stream has ended, also in the middle of an event.
    pub async fn next(&mut self) -> Option<StreamEvent> {
        loop {
            let end = self.buffer.windows(2).position(|window| window == b"\n\n");
            if let Some(end) = end {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                match self.parse(&String::from_utf8(block).expect("UTF-8")) {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("an event or the end");
            self.buffer.extend(chunk.ok().flatten()?);
        }
    }

    /// The next event with this name.
    pub async fn next_of(&mut self, name: &str) -> StreamEvent {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the stream ended before a {name}"));
            if event.name == name {
                return event;
            }
            assert_ne!(event.name, "closed", "{event:?}");
        }
    }

    /// The next row.
    pub async fn row(&mut self) -> Value {
        self.next_of("message").await.data
    }

    fn parse(&mut self, block: &str) -> Option<StreamEvent> {
        let (mut id, mut name, mut data) = (None, "message".to_owned(), None);
        for line in block.lines() {
            match line.split_once(": ") {
                Some(("id", text)) => id = Some(text.to_owned()),
                Some(("event", text)) => text.clone_into(&mut name),
                Some(("data", text)) => data = Some(serde_json::from_str(text).expect("data is JSON")),
                Some(("retry", text)) => self.retry = text.parse().ok(),
                _ => assert!(line.is_empty(), "{line}"),
            }
        }
        Some(StreamEvent { id, name, data: data? })
    }
}
