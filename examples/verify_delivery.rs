//! Verifies a saved delivery as Gatelog does: the signature is over id, timestamp and the raw
//! body.
//!
//! ```sh
//! cargo run --example verify_delivery -- whsec_… headers.txt body.json
//! ```
//!
//! `headers.txt` holds one header a line, `name: value`. Without arguments the example signs a
//! body of its own and verifies that, once as it was sent and once with a changed byte.

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use std::{env, fs};

use anyhow::{Context as _, bail};
use gatelog::{
    clock::Clock,
    ingest::{
        secret::Secret,
        signature::{self, SignatureHeaders, Window},
    },
};
use http::{HeaderMap, HeaderName, HeaderValue};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => demonstrate(),
        [secret, headers, body] => {
            let headers = fs::read_to_string(headers).with_context(|| format!("reading {headers}"))?;
            let body = fs::read(body).with_context(|| format!("reading {body}"))?;
            report(&Secret::parse(secret)?, &parse(&headers)?, &body);
            Ok(())
        }
        _ => bail!("expected: SECRET HEADERS-FILE BODY-FILE"),
    }
}

/// Signs a body, and verifies it before and after a change.
fn demonstrate() -> anyhow::Result<()> {
    let secret = Secret::parse("whsec_ZXhhbXBsZSBzZWNyZXQsIG5vdCBmb3IgdXNl")?;
    let (id, timestamp) = ("msg_example", Clock::system().now().seconds());
    let body = br#"{"type":"session.created","data":{"id":"sess_example"}}"#;
    let signature = signature::sign(&secret, id, timestamp, body);
    let headers = parse(&format!("svix-id: {id}\nsvix-timestamp: {timestamp}\nsvix-signature: {signature}\n"))?;
    report(&secret, &headers, body);
    report(&secret, &headers, &body.to_ascii_uppercase());
    Ok(())
}

/// Says whether the delivery verifies. A saved one may be of any age; a receiver passes
/// `Window::Around(now)` instead, which allows 300 s.
fn report(secret: &Secret, headers: &HeaderMap, body: &[u8]) {
    match signature::verify(std::slice::from_ref(secret), SignatureHeaders::Both, headers, body, Window::Waived) {
        Ok(verified) => println!("verified: {} was signed with the secret {}", verified.id, verified.secret_id),
        Err(error) => println!("not verified ({}): {error}", error.reason()),
    }
}

/// Headers from lines of `name: value`.
fn parse(lines: &str) -> anyhow::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let (name, value) = line.split_once(':').with_context(|| format!("no colon in {line:?}"))?;
        // AppendOutcome, not replaced: a header that occurs twice must be refused.
        headers.append(name.trim().parse::<HeaderName>()?, HeaderValue::from_str(value.trim())?);
    }
    Ok(headers)
}
