//! Follows the log of a running Gatelog: prints every event once, and goes on where it stopped.
//!
//! ```sh
//! GATELOG_API_KEY=… cargo run --example follow_log -- http://127.0.0.1:3000 [CURSOR-FILE]
//! ```
//!
//! It needs a key with the scope `events:read`. With a file it keeps its cursor there. A consumer
//! with a database stores the cursor in the transaction that stores its own result.

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use std::{env, fs, path::Path, time::Duration};

use anyhow::{Context as _, bail};
use reqwest::{Client, StatusCode};
use serde::Deserialize;

/// How long to wait when there is nothing new.
const PAUSE: Duration = Duration::from_secs(2);

/// A page of `GET /v1/events`. Fields that a client does not use are left out.
#[derive(Deserialize)]
struct Page {
    data: Vec<Event>,
    page: Place,
}

/// The place of a page in the list.
#[derive(Deserialize)]
struct Place {
    /// In ascending order every page has one, also an empty page.
    next: Option<String>,
    has_more: bool,
}

#[derive(Deserialize)]
struct Event {
    position: i64,
    source: String,
    svix_id: String,
    /// The event type; null where the body names none.
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1);
    let server = arguments.next().context("expected: URL [CURSOR-FILE]")?;
    let file = arguments.next();
    let key = env::var("GATELOG_API_KEY").context("set GATELOG_API_KEY to a key with the scope events:read")?;
    let client = Client::new();
    let mut cursor = file.as_deref().and_then(|file| fs::read_to_string(file).ok());
    loop {
        let page = fetch(&client, &server, &key, cursor.as_deref()).await?;
        for event in &page.data {
            let kind = event.kind.as_deref().unwrap_or("-");
            println!("{} {} {} {kind}", event.position, event.source, event.svix_id);
        }
        // After the work, never before: a crash in between repeats events and loses none.
        if let Some(next) = page.page.next {
            if let Some(file) = &file {
                save(Path::new(file), &next)?;
            }
            cursor = Some(next);
        }
        if !page.page.has_more {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// The page after the cursor, or the first one.
async fn fetch(client: &Client, server: &str, key: &str, cursor: Option<&str>) -> anyhow::Result<Page> {
    // A cursor holds only characters that need no escape in a URL.
    let after = cursor.map(|cursor| format!("&after={}", cursor.trim())).unwrap_or_default();
    let url = format!("{server}/v1/events?order=asc&limit=100{after}");
    let response = client.get(url).bearer_auth(key).send().await?;
    if response.status() == StatusCode::CONFLICT {
        bail!("the log was restored and does not hold the event of this cursor: delete the cursor and read anew");
    }
    if !response.status().is_success() {
        bail!("{}: {}", response.status(), response.text().await?);
    }
    Ok(response.json().await?)
}

/// Replaces the file as a whole, so that a crash leaves the old cursor or the new one.
fn save(file: &Path, cursor: &str) -> anyhow::Result<()> {
    let new = file.with_extension("new");
    fs::write(&new, cursor).with_context(|| format!("writing {}", new.display()))?;
    fs::rename(&new, file).with_context(|| format!("writing {}", file.display()))
}
