//! A client that sends raw bytes: as slow, silent or malformed as no client library allows.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A short wait, long for a loopback connection.
pub const SHORT: Duration = Duration::from_millis(300);

/// What must happen happens within this time, also on a busy machine.
pub const SOON: Duration = Duration::from_secs(10);

/// One connection.
pub struct Client(pub TcpStream);

impl Client {
    pub async fn of(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("a connection"))
    }

    /// Sends text as it is.
    pub async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("the server reads");
    }

    pub async fn get(&mut self, path: &str) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
    }

    /// Reads one response: its head, and its body by content-length.
    pub async fn answer(&mut self) -> (String, String) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(soon(self.0.read_u8()).await.expect("an answer"));
        }
        let head = String::from_utf8(head).expect("text").to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().expect("a number"));
        let mut body = vec![0; length];
        soon(self.0.read_exact(&mut body)).await.expect("the whole body");
        (head, String::from_utf8(body).expect("text"))
    }

    /// Reads a response and returns its first line.
    pub async fn status(&mut self) -> String {
        self.answer().await.0.lines().next().unwrap_or_default().to_owned()
    }

    /// Waits until the server closes the connection. Returns how long that took.
    pub async fn closed(&mut self) -> Duration {
        let since = Instant::now();
        let mut rest = Vec::new();
        // A reset closes as well as an end does.
        let _ = soon(self.0.read_to_end(&mut rest)).await;
        since.elapsed()
    }

    /// Whether no byte arrives within [`SHORT`].
    pub async fn is_kept_waiting(&mut self) -> bool {
        timeout(SHORT, self.0.read_u8()).await.is_err()
    }
}

/// Waits for a future, at most twice [`SOON`].
pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(SOON * 2, future).await.expect("this happens soon")
}
