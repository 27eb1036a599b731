//! Reads server-sent events of the API.

use std::time::Duration;

use http::{HeaderName, header::ACCEPT};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use secrecy::SecretString;

use crate::{
    cli::api_client::{ApiAnswer, ApiRequest, Refused},
    simulate::{Target, connection::Connection},
};

/// How long a server may take to begin a stream: it waits for nothing but the database.
const OPEN_TIMEOUT: Duration = Duration::from_secs(30);

/// One event is a row, of a few kilobytes. A server that sends more is none of Gatelog's.
const EVENT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The header that says where a stream goes on.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

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

impl ServerEvents {
    pub(super) async fn open<'a>(
        target: &Target,
        path: &str,
        parameters: impl Iterator<Item = (&'a str, &'a str)>,
        key: &SecretString,
        last_event_id: Option<&str>,
    ) -> Result<Self, Refused> {
        let id = last_event_id.map(|id| (LAST_EVENT_ID, id));
        let request = ApiRequest {
            target,
            path,
            parameters: parameters.collect(),
            body: None,
            key,
            headers: [(ACCEPT, "text/event-stream")].into_iter().chain(id).collect(),
            user_agent: USER_AGENT_TEXT,
            begin_within: OPEN_TIMEOUT,
        };
        let ApiAnswer { body, connection, .. } = request.send().await?;
        Ok(Self { body, buffer: Vec::new(), _connection: connection })
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
