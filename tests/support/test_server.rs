//! The real binary on a free port, used over HTTP and stopped by signals.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use gatelog::{
    clock::Clock,
    ingest::{secret::Secret, signature::sign},
};
use reqwest::{Client, StatusCode};
use serde_json::Value;

use super::{Db, cluster::note};

/// The key of the query API in every test.
pub const API_KEY: &str = "key-of-the-tests-0123456789abcdef0123456789";

/// The signing secret of the source `clerk` in every test.
pub const SIGNING_SECRET: &str = "whsec_Z2F0ZWxvZyB0ZXN0cywgdHdlbnR5LWZvdXIgYnl0ZXMgYW5kIG1vcmU=";

/// The longest wait for anything; reached only when a test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running `gatelog serve`; it is killed when this is dropped.
pub struct TestServer {
    process: Mutex<Child>,
    address: String,
    client: Client,
    secret: Secret,
    /// The lowest size the log can have: one more than the highest acknowledged position.
    recorded: AtomicI64,
    log: Arc<Mutex<Vec<String>>>,
}

impl TestServer {
    /// Serves a database. Returns when the server listens.
    pub async fn serve(db: &Db) -> Self {
        Self::serve_with(db, &[], &[]).await
    }

    /// Serves with further arguments and environment variables.
    pub async fn serve_with(db: &Db, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let empty = tempfile::tempdir().expect("a folder without a .env file");
        let mut process = Command::new(env!("CARGO_BIN_EXE_gatelog"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", db.url())
            .env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET)
            .env("GATELOG_API_KEY", API_KEY)
            .envs(variables.iter().copied())
            .current_dir(empty.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let stderr = process.stderr.take().expect("piped");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (listening, address) = tokio::sync::oneshot::channel();
        let lines = Arc::clone(&log);
        // Reads to the end: a full pipe would stop the server.
        thread::spawn(move || {
            let mut listening = Some(listening);
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let field = serde_json::from_str::<Value>(&line).unwrap_or_default();
                if let Some(address) = field["address"].as_str()
                    && let Some(listening) = listening.take()
                {
                    _ = listening.send(address.to_owned());
                }
                lines.lock().expect("no reader panics").push(line);
            }
        });
        let Ok(Ok(address)) = tokio::time::timeout(PATIENCE, address).await else {
            panic!("gatelog serve does not listen: {:#?}", log.lock());
        };
        let client = Client::builder().timeout(PATIENCE).build().expect("a client");
        let secret = Secret::parse(SIGNING_SECRET).expect("a good secret");
        Self { process: Mutex::new(process), address, client, secret, recorded: AtomicI64::new(0), log }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The log lines so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().expect("no reader panics").clone()
    }

    /// Sends a delivery, signed now.
    pub async fn deliver(&self, id: &str, body: impl Into<Vec<u8>>) -> (StatusCode, Value) {
        self.try_deliver(id, body).await.expect("an answer")
    }

    /// Sends a delivery to a server that may be killed meanwhile.
    pub async fn try_deliver(&self, id: &str, body: impl Into<Vec<u8>>) -> reqwest::Result<(StatusCode, Value)> {
        let body = body.into();
        let timestamp = Clock::system().now().seconds();
        let request = self
            .client
            .post(self.url("/webhooks/clerk"))
            .header("content-type", "application/json")
            .header("svix-id", id)
            .header("svix-timestamp", timestamp)
            .header("svix-signature", sign(&self.secret, id, timestamp, &body))
            .body(body);
        let (status, answer) = answered(request).await?;
        if let Some(position) = answer["position"].as_i64() {
            self.recorded.fetch_max(position + 1, Ordering::Relaxed);
        }
        Ok((status, answer))
    }

    /// Queries the API.
    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answered(self.client.get(self.url(path)).bearer_auth(API_KEY)).await.expect("an answer")
    }

    /// Queries a server that may be killed meanwhile.
    pub async fn try_get(&self, path: &str) -> reqwest::Result<(StatusCode, Value)> {
        answered(self.client.get(self.url(path)).bearer_auth(API_KEY)).await
    }

    /// Queries the API for a body that need not be JSON.
    pub async fn get_bytes(&self, path: &str) -> Vec<u8> {
        let response = self.client.get(self.url(path)).bearer_auth(API_KEY).send().await.expect("an answer");
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.bytes().await.expect("a body").to_vec()
    }

    /// Waits until every live view has folded every acknowledged delivery.
    pub async fn settle(&self) {
        let started = Instant::now();
        loop {
            let (status, projections) = self.get("/v1/projections").await;
            if status.is_success() && settled(&projections, self.recorded.load(Ordering::Relaxed)) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "the views do not catch up: {projections:#}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Sends SIGKILL: no destructor runs, nothing is flushed. Returns when the process has ended.
    pub fn kill9(&self) {
        let mut process = self.process.lock().expect("no panic");
        process.kill().expect("it runs");
        process.wait().expect("it ends");
    }

    /// Sends SIGTERM. Returns whether the process ended with 0.
    pub fn terminate(&self) -> bool {
        self.signal("-TERM") && self.process.lock().expect("no panic").wait().expect("it ends").success()
    }

    /// Sends SIGHUP. Returns the log line about the outcome of the reload.
    pub async fn reload(&self) -> Value {
        let reloaded = |line: &&String| line.contains("reloaded");
        let before = self.log().iter().filter(reloaded).count();
        assert!(self.signal("-HUP"), "it runs");
        let started = Instant::now();
        loop {
            if let Some(line) = self.log().iter().filter(reloaded).nth(before) {
                return serde_json::from_str(line).expect("lines are JSON");
            }
            assert!(started.elapsed() < PATIENCE, "it does not reload: {:#?}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub fn pid(&self) -> u32 {
        self.process.lock().expect("no panic").id()
    }

    /// Sends a signal. Returns whether the process existed.
    pub fn signal(&self, signal: &str) -> bool {
        let sent = Command::new("kill").args([signal, &self.pid().to_string()]).status();
        sent.expect("kill is installed").success()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if thread::panicking()
            && let Ok(lines) = self.log.lock()
        {
            note(&format!("gatelog serve logged:\n{}", lines.join("\n")));
        }
        if let Ok(process) = self.process.get_mut() {
            _ = process.kill();
            _ = process.wait();
        }
    }
}

async fn answered(request: reqwest::RequestBuilder) -> reqwest::Result<(StatusCode, Value)> {
    let response = request.send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

/// Whether some view is live, and every live one has folded a log of at least that size. Generations
/// of older versions are not counted: nothing folds them.
fn settled(projections: &Value, size_min: i64) -> bool {
    let rows: Vec<&Value> = projections["data"].as_array().into_iter().flatten().collect();
    let is_newest = |view: &Value| {
        let versions = rows.iter().filter(|other| other["name"] == view["name"]);
        versions.filter_map(|other| other["version"].as_i64()).max() == view["version"].as_i64()
    };
    let live: Vec<&&Value> = rows.iter().filter(|view| view["state"] == "live" && is_newest(view)).collect();
    !live.is_empty()
        && live.iter().all(|view| view["lag"] == 0 && view["size"].as_i64().is_some_and(|size| size >= size_min))
}
