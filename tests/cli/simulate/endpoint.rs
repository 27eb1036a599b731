//! An endpoint for tests of the sender. It parses HTTP/1.1 itself, without the tolerance of a
//! library.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use gatelog::{
    clock::Clock,
    ingest::{
        secret::Secret,
        signature::{self, SignatureHeaders, Window},
    },
    simulate::{PlannedDelivery, Report, SendOptions, Target, send},
};
use http::HeaderMap;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use super::SECRET;

/// Short, so that tests do not wait for seconds.
const RETRY_WAITS: [Duration; 3] = [Duration::from_millis(1), Duration::from_millis(10), Duration::from_millis(20)];

/// A status that closes the connection without a response.
pub const HANG_UP: u16 = 0;

/// A received request with a valid signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub id: String,
    pub timestamp: i64,
    pub signature: String,
    pub body: Bytes,
}

/// Refuses every request in a form that Svix does not send.
pub struct Endpoint {
    address: SocketAddr,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    /// The number of connections since the start.
    pub connections: Arc<AtomicU64>,
    /// Closes the port and all connections.
    pub stop: CancellationToken,
}

impl Endpoint {
    /// `answer` gets the number of earlier requests with this id, the id, and its index among all
    /// ids.
    pub async fn start(answer: impl Fn(usize, &str, usize) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let all = Arc::clone(&arrived);
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let connections = Arc::new(AtomicU64::new(0));
        let opened = Arc::clone(&connections);
        tokio::spawn(stop.clone().run_until_cancelled_owned(async move {
            while let Ok((stream, _)) = listener.accept().await {
                opened.fetch_add(1, Ordering::Relaxed);
                let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
                let serving = async move { serve(stream, &all, &*answer).await };
                tokio::spawn(stopped.clone().run_until_cancelled_owned(serving));
            }
        }));
        Self { address, arrived, connections, stop }
    }

    pub fn url(&self) -> String {
        format!("http://{}/webhooks/clerk?from=tests", self.address)
    }

    pub fn options(&self, connections: usize) -> SendOptions {
        SendOptions {
            target: Target::parse(&self.url()).expect("a URL"),
            secret: Secret::parse(SECRET).expect("a secret"),
            signature_headers: SignatureHeaders::default(),
            connections,
            rate: None,
            retry_waits: &RETRY_WAITS,
            clock: Clock::system(),
            stop: CancellationToken::new(),
            done: Arc::default(),
            outcomes: None,
        }
    }

    pub async fn send(&self, planned: Vec<PlannedDelivery>, connections: usize) -> Report {
        send(planned.into_iter(), self.options(connections)).await.expect("connected")
    }

    pub fn requests(&self) -> Vec<Arrived> {
        self.arrived.lock().expect("no panic").clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    all: &Mutex<Vec<Arrived>>,
    answer: &(impl Fn(usize, &str, usize) -> (u16, String) + Send + Sync),
) {
    let mut buffer = Vec::new();
    while let Some((head, body)) = read_request(&mut stream, &mut buffer).await {
        let mut lines = head.lines();
        assert_eq!(lines.next(), Some("POST /webhooks/clerk?from=tests HTTP/1.1"));
        let headers: HeaderMap = lines
            .map(|line| line.split_once(": ").expect("a header"))
            .map(|(name, value)| (name.parse::<http::HeaderName>().expect("a name"), value.parse().expect("a value")))
            .collect();
        assert_eq!(headers["content-type"], "application/json");
        assert!(headers["user-agent"].to_str().expect("text").starts_with("Svix-Webhooks/"));
        let secret = Secret::parse(SECRET).expect("a secret");
        let verified = signature::verify(
            &[secret],
            SignatureHeaders::Svix,
            &headers,
            &body,
            Window::Around(Clock::system().now()),
        )
        .expect("a signature that holds");
        let id = verified.id.as_str().to_owned();
        let (attempt, number) = {
            let mut all = all.lock().expect("no panic");
            let mut ids: Vec<&str> = Vec::new();
            for arrived in all.iter() {
                if !ids.contains(&arrived.id.as_str()) {
                    ids.push(&arrived.id);
                }
            }
            let number = ids.iter().position(|other| *other == id).unwrap_or(ids.len());
            let attempt = all.iter().filter(|arrived| arrived.id == id).count();
            let (timestamp, signature) = (verified.timestamp, verified.signature);
            all.push(Arrived { id: id.clone(), timestamp, signature, body });
            (attempt, number)
        };
        let (status, text) = answer(attempt, &id, number);
        if status == HANG_UP {
            return;
        }
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{text}", text.len());
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<(String, Bytes)> {
    let find = |buffer: &[u8]| buffer.windows(4).position(|window| window == b"\r\n\r\n");
    while find(buffer).is_none() {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let end = find(buffer)?;
    let head = String::from_utf8(buffer[..end].to_vec()).expect("ASCII");
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .expect("a content-length, never chunks")
        .parse()
        .expect("a number");
    while buffer.len() < end + 4 + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = Bytes::copy_from_slice(&buffer[end + 4..end + 4 + length]);
    buffer.drain(..end + 4 + length);
    Some((head, body))
}
