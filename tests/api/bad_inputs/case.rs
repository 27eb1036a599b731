//! One bad input: the bytes and the expected answer. Sent over a raw connection, because HTTP
//! clients refuse to send most of them.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::PLANTED;
use crate::support::test_server::{API_KEY, TestServer};

/// Longer than every time-out of the server.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long to wait for a second answer, which would be an error.
const QUIET: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug)]
pub enum Expected {
    /// A problem document with this status.
    Problem(u16),
    /// This status, for a request that is no HTTP or is odd and harmless.
    Status(u16),
    /// An empty list.
    EmptyList,
    /// An error status of HTTP itself, or the end of the connection.
    Refused,
}

pub struct Case {
    pub name: String,
    bytes: Vec<u8>,
    expected: Expected,
    /// Whether the client closes its side after the bytes.
    hangs_up: bool,
}

impl Case {
    pub fn new(name: impl Into<String>, expected: Expected, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), expected, hangs_up: false }
    }

    /// The same, and the client then closes its side.
    pub fn hanging_up(self) -> Self {
        Self { hangs_up: true, ..self }
    }

    /// Compares the answer with the expected one.
    pub fn check(&self, answer: &Answer) -> Result<(), String> {
        if answer.status.is_some_and(|status| status >= 500) {
            return Err("a server error".to_owned());
        }
        if answer.answers > 1 {
            return Err(format!("{} answers to one request", answer.answers));
        }
        if answer.head.contains("x-smuggled") {
            return Err("a header of the request in the answer".to_owned());
        }
        match (self.expected, answer.status) {
            (Expected::Problem(expected), Some(status)) if expected == status => answer.check_problem(status),
            (Expected::Status(expected), Some(status)) if expected == status => Ok(()),
            (Expected::EmptyList, Some(200)) if answer.body.contains(r#""data":[]"#) => Ok(()),
            (Expected::Refused, None | Some(400 | 408 | 414 | 431)) => Ok(()),
            (expected, status) => Err(format!("{status:?} instead of {expected:?}")),
        }
    }
}

pub struct Answer {
    /// `None`: the server closed the connection without an answer.
    pub status: Option<u16>,
    pub head: String,
    pub body: String,
    /// The number of answers before the connection was closed.
    pub answers: usize,
    pub text: String,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        // The interim answer to `expect: 100-continue`.
        let text = String::from_utf8_lossy(bytes).replace("HTTP/1.1 100 Continue\r\n\r\n", "");
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let answers = text.matches("HTTP/1.1 ").count() + text.matches("HTTP/1.0 ").count();
        Self { status, head: head.to_lowercase(), body: body.to_owned(), answers, text: text.clone() }
    }

    pub fn is_problem(&self) -> bool {
        self.head.contains("\r\ncontent-type: application/problem+json")
    }

    /// Checks that the problem is complete and has the request id of the header.
    fn check_problem(&self, status: u16) -> Result<(), String> {
        if !self.is_problem() {
            return Err("no problem document".to_owned());
        }
        let problem: Value = serde_json::from_str(&self.body).map_err(|error| format!("{error}: {}", self.body))?;
        let id = problem["request_id"].as_str().unwrap_or_default();
        let named = !id.is_empty() && self.head.contains(&format!("x-request-id: {}", id.to_lowercase()));
        if problem["status"] != status || !named || !problem["detail"].is_string() {
            return Err(format!("an incomplete problem document: {problem}"));
        }
        Ok(())
    }
}

/// Sends a case and reads until the connection is closed.
pub async fn send(app: &TestServer, case: &Case) -> Answer {
    let mut peer = TcpStream::connect(app.url("").trim_start_matches("http://")).await.expect("it listens");
    let (mut reads, mut writes) = peer.split();
    let writing = async {
        // The server may close the connection before everything is written.
        _ = writes.write_all(&case.bytes).await;
        if case.hangs_up {
            _ = writes.shutdown().await;
        }
    };
    let reading = async {
        let (mut answer, mut piece) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            let patience = if is_complete(&answer) { QUIET } else { PATIENCE };
            let read = timeout(patience, reads.read(&mut piece)).await;
            assert!(read.is_ok() || is_complete(&answer), "{}: neither an answer nor an end", case.name);
            // A reset ends an answer like a close does.
            let Ok(Ok(count @ 1..)) = read else { return answer };
            answer.extend(&piece[..count]);
        }
    };
    let ((), answer) = tokio::join!(writing, reading);
    Answer::parse(&answer)
}

/// Whether the last answer is complete.
fn is_complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.rsplit_once("\r\n\r\n") else { return false };
    let head = head.to_lowercase();
    let length = head.rsplit_once("\r\ncontent-length: ").and_then(|(_, rest)| rest.lines().next()?.parse().ok());
    length.is_none_or(|length: usize| body.len() >= length)
}

/// A request that closes its connection.
pub fn request(line: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

/// A request with the API key.
pub fn ask(line: &str, headers: &[(&str, &[u8])]) -> Vec<u8> {
    let key = format!("Bearer {API_KEY}");
    let mut all: Vec<(&str, &[u8])> = vec![("authorization", key.as_bytes()), ("x-note", PLANTED.as_bytes())];
    all.extend(headers);
    request(line, &all, b"")
}
