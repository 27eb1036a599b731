//! A server under load, one process for one run: the real binary, or what it is compared with.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, atomic::AtomicU64},
    thread,
};

use gatelog::{
    clock::Clock,
    ingest::{secret::Secret, signature::SignatureHeaders},
    simulate::{PlannedDelivery, Report, SendError, SendOptions, Target, send, send::RETRY_WAITS},
};
use tokio_util::sync::CancellationToken;

/// What every server of a benchmark verifies with.
pub const SIGNING_SECRET: &str = "whsec_Z2F0ZWxvZyBiZW5jaG1hcmssIHR3ZW50eS1mb3VyIGJ5dGVzIQ==";

/// A running server; stopped when this is dropped.
pub struct Serving {
    process: Child,
    address: String,
}

impl Serving {
    /// Serves a database on a free port.
    pub fn start(url: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_gatelog"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .env_clear()
            .env("DATABASE_URL", url)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(process.stderr.take().ok_or("no standard error stream")?).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                serde_json::from_str::<serde_json::Value>(&line).ok()?["address"].as_str().map(str::to_owned)
            })
            .ok_or("gatelog serve does not listen")?;
        // Read on: a full pipe would stop the server.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(Self { process, address })
    }

    /// Serves the naive group commit on a free port, by this benchmark's own binary.
    pub fn start_naive(url: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let mut process =
            Command::new(std::env::current_exe()?).args([super::NAIVE, url]).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        BufReader::new(process.stdout.take().ok_or("no standard output stream")?).read_line(&mut address)?;
        Ok(Self { process, address: address.trim().to_owned() })
    }

    /// Sends deliveries to it, each connection with one in flight.
    pub async fn send(
        &self,
        plan: impl Iterator<Item = PlannedDelivery> + Send + 'static,
        connections: usize,
    ) -> Result<Report, SendError> {
        let target = Target::parse(&format!("http://{}/webhooks/clerk", self.address)).expect("a good URL");
        let sending = SendOptions {
            target,
            secret: Secret::parse(SIGNING_SECRET).expect("a good secret"),
            signature_headers: SignatureHeaders::default(),
            connections,
            rate: None,
            retry_waits: &RETRY_WAITS,
            clock: Clock::system(),
            stop: CancellationToken::new(),
            done: Arc::new(AtomicU64::new(0)),
            outcomes: None,
        };
        send(plan, sending).await
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // SIGTERM: the next run opens the same database.
        let pid = self.process.id().to_string();
        _ = Command::new("kill").args(["-TERM", &pid]).status();
        _ = self.process.wait();
    }
}
