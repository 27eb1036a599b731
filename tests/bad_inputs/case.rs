//! One bad input: the bytes, and which answer is right. Sent over a bare connection, since clients refuse to send most
//! of this.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::PLANTED;
use crate::support::app::{API_KEY, App};

/// Far beyond the time-outs of the server that a bad input may run into.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long after an answer another one, which there must not be, is waited for.
const QUIET: Duration = Duration::from_millis(300);

/// Which answer is right.
#[derive(Clone, Copy, Debug)]
pub enum Right {
    /// A problem document with this status.
    Problem(u16),
    /// This status. The request is no HTTP, or is odd and harmless.
    Status(u16),
    /// A list of nothing.
    Nothing,
    /// One of the statuses of HTTP itself, or an end without an answer: this is no HTTP, or its sender has gone.
    Refused,
}

/// A bad input.
pub struct Case {
    pub name: String,
    bytes: Vec<u8>,
    right: Right,
    /// Whether the sender says that nothing more comes, in the middle of what it announced.
    hangs_up: bool,
}

impl Case {
    pub fn new(name: impl Into<String>, right: Right, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), right, hangs_up: false }
    }

    /// The same from a sender that then hangs up.
    pub fn hanging_up(self) -> Self {
        Self { hangs_up: true, ..self }
    }

    /// Whether the answer is right, or what is wrong with it.
    pub fn judge(&self, said: &Said) -> Result<(), String> {
        if said.status.is_some_and(|status| status >= 500) {
            return Err("the server says it is its own fault".to_owned());
        }
        if said.answers > 1 {
            return Err(format!("{} answers to one request", said.answers));
        }
        if said.head.contains("x-smuggled") {
            return Err("a header of the asker's in the answer".to_owned());
        }
        match (self.right, said.status) {
            (Right::Problem(right), Some(status)) if right == status => said.check_problem(status),
            (Right::Status(right), Some(status)) if right == status => Ok(()),
            (Right::Nothing, Some(200)) if said.body.contains(r#""data":[]"#) => Ok(()),
            (Right::Refused, None | Some(400 | 408 | 414 | 431)) => Ok(()),
            (right, status) => Err(format!("{status:?} instead of {right:?}")),
        }
    }
}

/// What the server said.
pub struct Said {
    /// `None`: it closed without a word.
    pub status: Option<u16>,
    pub head: String,
    pub body: String,
    /// How many answers came before it closed.
    pub answers: usize,
    pub text: String,
}

impl Said {
    fn of(bytes: &[u8]) -> Self {
        // Whoever asks first is told to go on before the answer.
        let text = String::from_utf8_lossy(bytes).replace("HTTP/1.1 100 Continue\r\n\r\n", "");
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let answers = text.matches("HTTP/1.1 ").count() + text.matches("HTTP/1.0 ").count();
        Self { status, head: head.to_lowercase(), body: body.to_owned(), answers, text: text.clone() }
    }

    pub fn is_problem(&self) -> bool {
        self.head.contains("\r\ncontent-type: application/problem+json")
    }

    /// A whole one, named as in the header.
    fn check_problem(&self, status: u16) -> Result<(), String> {
        if !self.is_problem() {
            return Err("no problem document".to_owned());
        }
        let problem: Value = serde_json::from_str(&self.body).map_err(|error| format!("{error}: {}", self.body))?;
        let id = problem["request_id"].as_str().unwrap_or_default();
        let named = !id.is_empty() && self.head.contains(&format!("x-request-id: {}", id.to_lowercase()));
        if problem["status"] != status || !named || !problem["detail"].is_string() {
            return Err(format!("half a problem document: {problem}"));
        }
        Ok(())
    }
}

/// Sends a case, and reads all that comes.
pub async fn send(app: &App, case: &Case) -> Said {
    let mut peer = TcpStream::connect(app.url("").trim_start_matches("http://")).await.expect("it listens");
    let (mut reads, mut writes) = peer.split();
    let writing = async {
        // It may refuse, and close, before all is written.
        _ = writes.write_all(&case.bytes).await;
        if case.hangs_up {
            _ = writes.shutdown().await;
        }
    };
    let reading = async {
        let (mut answer, mut piece) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            let patience = if is_whole(&answer) { QUIET } else { PATIENCE };
            let read = timeout(patience, reads.read(&mut piece)).await;
            assert!(read.is_ok() || is_whole(&answer), "{}: neither an answer nor an end", case.name);
            // A reset ends an answer as well as a close does.
            let Ok(Ok(count @ 1..)) = read else { return answer };
            answer.extend(&piece[..count]);
        }
    };
    let ((), answer) = tokio::join!(writing, reading);
    Said::of(&answer)
}

/// Whether the last answer of those bytes has come to its end.
fn is_whole(bytes: &[u8]) -> bool {
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

/// A question with the key.
pub fn ask(line: &str, headers: &[(&str, &[u8])]) -> Vec<u8> {
    let key = format!("Bearer {API_KEY}");
    let mut all: Vec<(&str, &[u8])> = vec![("authorization", key.as_bytes()), ("x-note", PLANTED.as_bytes())];
    all.extend(headers);
    request(line, &all, b"")
}
