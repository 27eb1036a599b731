//! The real binary, served on a port of its own: spoken to by HTTP, ended by signals, never reached into.

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

/// How long anything may take before the test gives up on it; nothing waits for this when all is well.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running `gatelog serve`; it is killed when this is dropped.
pub struct TestServer {
    process: Mutex<Child>,
    address: String,
    client: Client,
    secret: Secret,
    /// How many events the log holds at the least: what was acknowledged as recorded.
    recorded: AtomicI64,
    log: Arc<Mutex<Vec<String>>>,
}

impl TestServer {
    /// Serves a database, and returns when it listens.
    pub async fn serve(db: &Db) -> Self {
        Self::serve_with(db, &[], &[]).await
    }

    /// The same, with further arguments and variables.
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
        let (told, address) = tokio::sync::oneshot::channel();
        let lines = Arc::clone(&log);
        // Reads to the end: a full pipe would stop the server.
        thread::spawn(move || {
            let mut told = Some(told);
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let field = serde_json::from_str::<Value>(&line).unwrap_or_default();
                if let Some(address) = field["address"].as_str()
                    && let Some(told) = told.take()
                {
                    _ = told.send(address.to_owned());
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

    /// A URL of it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it logged so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().expect("no reader panics").clone()
    }

    /// Delivers a body as Clerk does, signed now.
    pub async fn deliver(&self, id: &str, body: impl Into<Vec<u8>>) -> (StatusCode, Value) {
        self.try_deliver(id, body).await.expect("an answer")
    }

    /// The same where the server may be killed meanwhile.
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

    /// Asks the query API.
    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answered(self.client.get(self.url(path)).bearer_auth(API_KEY)).await.expect("an answer")
    }

    /// The same where the server may be killed meanwhile.
    pub async fn try_get(&self, path: &str) -> reqwest::Result<(StatusCode, Value)> {
        answered(self.client.get(self.url(path)).bearer_auth(API_KEY)).await
    }

    /// Asks the query API for bytes.
    pub async fn get_bytes(&self, path: &str) -> Vec<u8> {
        let response = self.client.get(self.url(path)).bearer_auth(API_KEY).send().await.expect("an answer");
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.bytes().await.expect("a body").to_vec()
    }

    /// Waits until every live view has folded all that was delivered.
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

    /// SIGKILL: no destructor runs, nothing is flushed. Returns when it is dead.
    pub fn kill9(&self) {
        let mut process = self.process.lock().expect("no panic");
        process.kill().expect("it runs");
        process.wait().expect("it ends");
    }

    /// SIGTERM, and whether it ended well.
    pub fn terminate(&self) -> bool {
        self.signal("-TERM") && self.process.lock().expect("no panic").wait().expect("it ends").success()
    }

    /// SIGHUP; returns when it has logged that the configuration was reloaded, or was not: that line.
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

    /// The process.
    pub fn pid(&self) -> u32 {
        self.process.lock().expect("no panic").id()
    }

    /// Sends a signal; whether the process was there.
    pub fn signal(&self, signal: &str) -> bool {
        let asked = Command::new("kill").args([signal, &self.pid().to_string()]).status();
        asked.expect("kill is installed").success()
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

/// Whether some view is live, and every live one has folded a log of at least that size. A copy of an older version beside
/// a newer one is nobody's to follow.
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
