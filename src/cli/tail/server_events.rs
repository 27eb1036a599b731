//! Reads server-sent events of the API.

use std::{fmt::Write as _, time::Duration};

use bytes::Bytes;
use http::{
    HeaderValue, Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, HOST, RETRY_AFTER, USER_AGENT},
};
use http_body_util::{BodyExt as _, Collected, Full, Limited};
use hyper::body::Incoming;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::time::timeout;

use super::line::printable;
use crate::simulate::{
    Target,
    connection::{Connection, Connector},
};

/// How long a server may take to begin a stream: it waits for nothing but the database.
const OPEN_TIMEOUT: Duration = Duration::from_secs(30);

/// A problem document has some hundred bytes; the error page of a proxy may have some kilobytes.
const PROBLEM_BYTES_MAX: usize = 64 * 1024;

/// One event is a row, of a few kilobytes. A server that sends more is none of Gatelog's.
const EVENT_BYTES_MAX: usize = 16 * 1024 * 1024;

const USER_AGENT_TEXT: &str = concat!("gatelog-tail/", env!("CARGO_PKG_VERSION"));

#[derive(Debug)]
pub(super) struct ServerEvent {
    pub(super) id: Option<String>,
    /// `message` for a row.
    pub(super) name: String,
    pub(super) data: String,
}

pub(super) struct ServerEvents {
    body: Incoming,
    buffer: Vec<u8>,
    /// Ends with the stream.
    _connection: Connection,
}

/// Why there is no stream.
pub(super) enum Refused {
    ForNow {
        reason: String,
        retry_after: Option<Duration>,
    },
    /// What is wrong with the request.
    ForEver(String),
}

impl ServerEvents {
    pub(super) async fn open<'a>(
        target: &Target,
        path: &str,
        parameters: impl Iterator<Item = (&'a str, &'a str)>,
        key: &SecretString,
        last_event_id: Option<&str>,
    ) -> Result<Self, Refused> {
        let mut uri = path.to_owned();
        for (number, (name, value)) in parameters.enumerate() {
            let mark = if number == 0 { "?" } else { "&" };
            uri.extend([mark, &encoded(name), "=", &encoded(value)]);
        }
        let mut request = Request::get(uri)
            .header(HOST, target.host_header())
            .header(ACCEPT, HeaderValue::from_static("text/event-stream"))
            .header(USER_AGENT, HeaderValue::from_static(USER_AGENT_TEXT))
            .header(AUTHORIZATION, format!("Bearer {}", key.expose_secret()));
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let request = request
            .body(Full::<Bytes>::default())
            .map_err(|_| Refused::ForEver("the cursor is none: write page.next of a list unchanged".to_owned()))?;
        let exchange = async {
            let mut connection = Connector::to(target.clone()).connect().await.map_err(|error| error.to_string())?;
            let response = connection.send(request).await.map_err(|error| error.to_string())?;
            Ok::<_, String>((connection, response))
        };
        let for_now = |reason| Refused::ForNow { reason, retry_after: None };
        let answer =
            timeout(OPEN_TIMEOUT, exchange).await.unwrap_or_else(|_| Err("the server does not answer".to_owned()));
        let (connection, response) = answer.map_err(for_now)?;
        if response.status() == StatusCode::OK {
            return Ok(Self { body: response.into_body(), buffer: Vec::new(), _connection: connection });
        }
        Err(refused(response).await)
    }

    /// The next event; `None` when the connection has ended.
    pub(super) async fn next(&mut self) -> Option<ServerEvent> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|window| window == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                match parse(&String::from_utf8_lossy(&block)) {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            if self.buffer.len() > EVENT_BYTES_MAX {
                return None;
            }
            let frame = self.body.frame().await?.ok()?;
            self.buffer.extend_from_slice(frame.data_ref()?);
        }
    }
}

/// `None` for comments and for `retry`: this client has pauses of its own.
fn parse(block: &str) -> Option<ServerEvent> {
    let (mut id, mut name, mut data) = (None, "message".to_owned(), None::<String>);
    for line in block.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => id = Some(value.to_owned()),
            "event" => value.clone_into(&mut name),
            "data" => match &mut data {
                Some(data) => data.extend(["\n", value]),
                None => data = Some(value.to_owned()),
            },
            _ => {}
        }
    }
    Some(ServerEvent { id, name, data: data? })
}

async fn refused(response: http::Response<Incoming>) -> Refused {
    let (head, body) = response.into_parts();
    let seconds = head.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = Limited::new(body, PROBLEM_BYTES_MAX).collect().await.map(Collected::to_bytes).unwrap_or_default();
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let detail = problem["detail"].as_str().map_or_else(|| "it gives no reason".to_owned(), printable);
    let text = format!("the server answers {}: {detail}", head.status.as_u16());
    match head.status {
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            Refused::ForNow { reason: text, retry_after: seconds.map(Duration::from_secs) }
        }
        _ => Refused::ForEver(text),
    }
}

/// Percent-encodes what is neither a letter nor a digit.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
