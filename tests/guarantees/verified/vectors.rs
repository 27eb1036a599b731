//! Conformance vectors over HTTP, each at its own time: the receiver records every valid delivery
//! byte for byte, and nothing else. `GATELOG_TEST_VECTORS` names an additional file in the same
//! format.

use std::{collections::BTreeMap, fs, net::SocketAddr, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatelog::{
    clock::{Clock, Timestamp},
    event::{Position, RecordedEvent},
    ingest::signature::SignatureHeaders,
};
use serde::Deserialize;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    body_of,
    cluster::note,
    in_process::{InProcess, InProcessServer, settings},
};

const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/svix/vectors.json");
const PATH: &str = "/webhooks/clerk";

/// A file of vectors. Its field `about` explains the format.
#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret: String,
    #[serde(default)]
    extra_secrets: Vec<String>,
    headers: BTreeMap<String, Value>,
    header_encoding: Option<String>,
    body_base64: String,
    now: i64,
    expect: Verdict,
    strength: String,
    uses_family: Option<String>,
    event_key: Option<String>,
    same_event_as: Option<String>,
    conflicts_with: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accept,
    Reject,
}

impl Vector {
    fn secrets(&self) -> Vec<&str> {
        [&self.secret].into_iter().chain(&self.extra_secrets).map(String::as_str).collect()
    }

    fn body(&self) -> Vec<u8> {
        STANDARD.decode(&self.body_base64).expect("a body is base64")
    }

    fn expected(&self, signature_headers: SignatureHeaders) -> Verdict {
        match (signature_headers, self.uses_family.as_deref()) {
            (SignatureHeaders::Svix, Some("webhook")) => Verdict::Reject,
            _ => self.expect,
        }
    }

    /// Every header line as sent.
    fn lines(&self) -> Vec<(&str, Vec<u8>)> {
        let one = |value: &Value| {
            let text = value.as_str().expect("a header's value is text");
            match self.header_encoding.as_deref() {
                Some("latin-1") => text.chars().map(|c| u8::try_from(c).expect("a character of latin-1")).collect(),
                _ => text.as_bytes().to_vec(),
            }
        };
        let of = |(name, value): (_, &Value)| match value.as_array() {
            Some(values) => values.iter().map(|value| (name, one(value))).collect(),
            None => vec![(name, one(value))],
        };
        self.headers.iter().map(|(name, value)| (name.as_str(), value)).flat_map(of).collect()
    }

    /// The raw request: an HTTP client would refuse to send these headers.
    fn request(&self, address: SocketAddr) -> Vec<u8> {
        let body = self.body();
        let mut request = format!(
            "POST {PATH} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
            body.len()
        )
        .into_bytes();
        for (name, value) in self.lines() {
            request.extend([name.as_bytes(), b": ", &value, b"\r\n"].concat());
        }
        request.extend(b"\r\n");
        request.extend(body);
        request
    }
}

/// Starts the service with one source and a clock that the test controls. `None` if the secrets
/// are invalid.
async fn start(secrets: &[&str], signature_headers: SignatureHeaders) -> Option<InProcessServer> {
    let mut settings = settings(&secrets.join(","))?;
    for source in &mut settings.sources {
        source.signature_headers = signature_headers;
    }
    let clock = Clock::fixed(Timestamp::from_seconds(0));
    Some(InProcess { clock, settings, ..InProcess::default() }.serve().await)
}

impl InProcessServer {
    /// Delivers at the vector's time. Returns the receipt, or `None` if the delivery is refused.
    async fn deliver_vector(&self, vector: &Vector) -> Result<Option<Value>, String> {
        self.clock.set(Timestamp::from_seconds(vector.now));
        let mut connection = TcpStream::connect(self.address).await.expect("it listens");
        connection.write_all(&vector.request(self.address)).await.expect("it takes the request");
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).await.expect("it answers");
        let answer = String::from_utf8(answer).expect("text");
        let status = answer.split(' ').nth(1).unwrap_or_default();
        match (status, answer.split_once("\r\n\r\n")) {
            ("200", Some((_, receipt))) => Ok(Some(serde_json::from_str(receipt).expect("a receipt"))),
            ("400" | "401", _) => Ok(None),
            _ => Err(format!("it is answered {status}")),
        }
    }

    /// The events of the sender, and the conflicts with their bodies.
    async fn recorded(&self) -> Vec<RecordedEvent> {
        let mut events = self.log.read(Position(0), 1_000, 64 * 1024 * 1024).await.expect("the log reads");
        events.retain(|event| !event.source.is_system() || is_conflict(event));
        events
    }

    /// Delivers a vector and checks the receipt and the log.
    async fn try_vector(&self, vector: &Vector, expected: Verdict, receipts: &mut Receipts) -> Result<(), String> {
        let before = self.recorded().await;
        let receipt = self.deliver_vector(vector).await?;
        let after = self.recorded().await;
        let (Verdict::Accept, Some(receipt)) = (expected, &receipt) else {
            return match (expected, receipt) {
                (Verdict::Reject, None) if before == after => Ok(()),
                (Verdict::Reject, None) => Err("it is refused and recorded".into()),
                (_, receipt) => Err(format!("expected {expected:?}, the receipt is {receipt:?}")),
            };
        };
        check_receipt(vector, receipt, receipts)?;
        receipts.insert(vector.name.clone(), receipt.clone());

        let body = vector.body();
        let id = receipt["svix_id"].as_str().unwrap_or_default();
        let first = after.iter().find(|event| event.id.as_str() == id && !event.source.is_system());
        let same = first
            .is_some_and(|event| *body_of(event) == body && Some(event.position.0) == receipt["position"].as_i64());
        let kept = || after.iter().any(|event| keeps(event, &vector.body_base64));
        match receipt["status"].as_str() {
            Some("recorded") if same && after.len() == before.len() + 1 => Ok(()),
            Some("duplicate") if same && after == before => Ok(()),
            Some("conflict") if !same && kept() => Ok(()),
            _ => Err(format!("the record differs from the delivery: {receipt}")),
        }
    }
}

/// Receipts by the name of the vector.
type Receipts = BTreeMap<String, Value>;

fn check_receipt(vector: &Vector, receipt: &Value, receipts: &Receipts) -> Result<(), String> {
    if vector.event_key.as_ref().is_some_and(|key| receipt["svix_id"] != **key) {
        return Err(format!("the id is not {:?}: {receipt}", vector.event_key));
    }
    let first = |name: &Option<String>| name.as_ref().and_then(|name| receipts.get(name));
    if let Some(first) = first(&vector.same_event_as)
        && (receipt["status"] != "duplicate" || receipt["position"] != first["position"])
    {
        return Err(format!("it is not the same event as {first}: {receipt}"));
    }
    if first(&vector.conflicts_with).is_some() && receipt["status"] != "conflict" {
        return Err(format!("no conflict is reported: {receipt}"));
    }
    Ok(())
}

fn is_conflict(event: &RecordedEvent) -> bool {
    event.event_type.as_ref().is_some_and(|name| name.as_str() == "system.conflict")
}

/// Whether a conflict event contains this body.
fn keeps(event: &RecordedEvent, body_base64: &str) -> bool {
    is_conflict(event)
        && serde_json::from_slice::<Value>(body_of(event)).is_ok_and(|kept| kept["body_base64"] == body_base64)
}

/// Runs the vectors of a file with one server per list of secrets. Returns the failures.
async fn run(path: &Path, signature_headers: SignatureHeaders) -> Vec<String> {
    let file: File = serde_json::from_slice(&fs::read(path).expect("the file can be read")).expect("vectors");
    assert!(!file.vectors.is_empty(), "the file holds no vectors");
    let mut lists: BTreeMap<Vec<&str>, Vec<&Vector>> = BTreeMap::new();
    for vector in &file.vectors {
        lists.entry(vector.secrets()).or_default().push(vector);
    }
    let mut wrong = Vec::new();
    let (mut refused_starts, mut accepted) = (0, 0);
    for (secrets, vectors) in &lists {
        let server = start(secrets, signature_headers).await;
        refused_starts += usize::from(server.is_none());
        let mut receipts = Receipts::new();
        for vector in vectors {
            let expected = vector.expected(signature_headers);
            let outcome = match &server {
                Some(server) => server.try_vector(vector, expected, &mut receipts).await,
                None if expected == Verdict::Reject => Ok(()),
                None => Err("the secrets refuse the start".into()),
            };
            if let Err(why) = outcome {
                wrong.push(format!("{} ({}): {why}", vector.name, vector.strength));
            }
        }
        accepted += receipts.len();
        if let Some(server) = server {
            server.shut_down().await;
        }
    }
    note(&format!(
        "{}, {signature_headers:?}: {} vectors, {accepted} accepted, {} failed; {} secret lists, {refused_starts} \
         of them refuse the start",
        path.file_name().unwrap_or_default().display(),
        file.vectors.len(),
        wrong.len(),
        lists.len(),
    ));
    wrong
}

async fn check(path: &Path) {
    for signature_headers in [SignatureHeaders::Both, SignatureHeaders::Svix] {
        let wrong = run(path, signature_headers).await;
        assert!(wrong.is_empty(), "{}, {signature_headers:?}:\n{}", path.display(), wrong.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_vector_gets_its_verdict_over_http() {
    check(Path::new(OURS)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn additional_vectors_get_their_verdict_over_http() {
    let Some(path) = std::env::var_os("GATELOG_TEST_VECTORS") else {
        note("skipped: GATELOG_TEST_VECTORS names no file of further vectors");
        return;
    };
    check(Path::new(&path)).await;
}
