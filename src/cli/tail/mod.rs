//! `gatelog tail`: prints activity or events of a running service as they are recorded. A client
//! of the API: it connects again where it stopped, and says on the standard error what it does.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

mod line;
mod server_events;

use std::{io::Write as _, process::ExitCode, time::Duration};

use anyhow::{Context as _, bail};
use clap::Args;
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::sleep;

use self::server_events::{ServerEvent, ServerEvents};
use super::{
    api_client::Refused,
    filter::filter,
    output::{Stdout, print, printable},
};
use crate::{
    config::{environment::Environment, secrets},
    simulate::Target,
};

/// Pauses before it connects again: the first, and the longest. They double in between.
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// A stream has a heartbeat every 10 s. After this long without one the connection is dead.
const SILENCE_MAX: Duration = Duration::from_secs(45);

#[derive(Args, Debug)]
pub(super) struct TailArgs {
    /// Only rows that match: filters of /v1/activity/stream as the API documents them, for example
    /// action=signed_in or user_id=user_abc
    #[arg(value_name = "FILTER=VALUE", value_parser = filter)]
    filters: Vec<(String, String)>,

    /// Reach serve at this address
    #[arg(long, value_name = "URL", default_value = "localhost:3000")]
    url: String,

    /// Print the events of the log instead of activity; filters are those of /v1/events/stream
    #[arg(long)]
    events: bool,

    /// Print each row as the API sends it, as JSON on one line
    #[arg(long)]
    json: bool,

    /// Begin with what was received at this time, for example 2026-11-24 [default: now]
    #[arg(long, value_name = "TIME", conflicts_with = "after")]
    from: Option<String>,

    /// Begin after this cursor, which a former run named at its end or a list gave as page.next
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

/// What a stream has given so far.
#[derive(Debug, Default)]
struct Progress {
    /// The `id` of the last event.
    last_event_id: Option<String>,
    /// Whether the current connection has given anything.
    is_fed: bool,
    has_begun: bool,
}

/// Why a connection ended.
enum End {
    /// Standard output is closed.
    Closed,
    /// Connect again, after a pause that the server may name.
    Broken(String, Option<Duration>),
}

pub(super) async fn run(args: TailArgs) -> anyhow::Result<ExitCode> {
    let env = Environment::of_process();
    let key = secrets::api_key(None, None, &env)?
        .context(
            "no key to read with: set GATELOG_API_KEY to one with the scope views:read (or events:read with --events)",
        )?
        .key;
    let target = Target::parse(&args.url).context("--url")?;
    let mut progress = Progress { last_event_id: args.after.clone(), ..Progress::default() };
    let mut pause = PAUSE_MIN;
    loop {
        let (reason, named) = match follow(&args, &target, &key, &mut progress).await? {
            End::Closed => return Ok(ExitCode::SUCCESS),
            End::Broken(reason, named) => (reason, named),
        };
        if std::mem::take(&mut progress.is_fed) {
            pause = PAUSE_MIN;
        }
        let wait = named.unwrap_or(pause);
        say(&format!("{reason}; connecting again in {} s", wait.as_secs()));
        sleep(wait).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Prints one stream until it ends.
async fn follow(args: &TailArgs, target: &Target, key: &SecretString, progress: &mut Progress) -> anyhow::Result<End> {
    let path = if args.events { "/v1/events/stream" } else { "/v1/activity/stream" };
    let from = args.from.iter().map(|time| ("from", time.as_str()));
    let filters = args.filters.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(from);
    let last_event_id = progress.last_event_id.as_deref();
    let mut events = match ServerEvents::open(target, path, filters, key, last_event_id).await {
        Ok(events) => events,
        Err(Refused::ForNow { reason, retry_after }) => return Ok(End::Broken(reason, retry_after)),
        // Asking again would change nothing.
        Err(Refused::ForEver(detail)) => bail!("{detail}"),
    };
    loop {
        let event = match tokio::time::timeout(SILENCE_MAX, events.next()).await {
            Ok(Some(event)) => event,
            Ok(None) => return Ok(End::Broken("the connection is closed".to_owned(), None)),
            Err(_elapsed) => return Ok(End::Broken("nothing came for a while".to_owned(), None)),
        };
        let ServerEvent { id, name, data } = event;
        match name.as_str() {
            "closed" => return closed(&data),
            "heartbeat" => begin(args, &data, progress),
            _ => {
                if print_row(args, &data, name == "revision")? == Stdout::Closed {
                    return Ok(End::Closed);
                }
            }
        }
        progress.is_fed = true;
        progress.last_event_id = id.or_else(|| progress.last_event_id.take());
    }
}

/// The first heartbeat says where the stream is, and what of the filters was never seen.
fn begin(args: &TailArgs, data: &str, progress: &mut Progress) {
    if std::mem::replace(&mut progress.has_begun, true) {
        return;
    }
    let heartbeat: Value = serde_json::from_str(data).unwrap_or_default();
    let position = heartbeat["position"].as_i64();
    let position = position.map_or_else(|| "the beginning".to_owned(), |position| format!("position {position}"));
    say(&format!("following {} from {position} on; Ctrl-C ends it", args.url));
    for note in heartbeat["notes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        say(&format!("note: {}", printable(note)));
    }
}

fn closed(data: &str) -> anyhow::Result<End> {
    let closed: Value = serde_json::from_str(data).unwrap_or_default();
    let [reason, detail] = ["reason", "detail"].map(|name| closed[name].as_str().unwrap_or_default());
    let text = format!("the server ended the stream: {}", printable(detail));
    match reason {
        "key_revoked" | "key_expired" | "key_narrowed" | "restored" => bail!("{text}"),
        _ => Ok(End::Broken(text, None)),
    }
}

fn print_row(args: &TailArgs, data: &str, is_revision: bool) -> anyhow::Result<Stdout> {
    if args.json {
        return print(&format!("{data}\n"));
    }
    let line = match serde_json::from_str(data) {
        Ok(row) if args.events => line::of_event(&row),
        Ok(row) => line::of_activity(&row),
        // Not a row of any version that this one knows.
        Err(_) => printable(data),
    };
    let mark = if is_revision { " (revised by a late event)" } else { "" };
    print(&format!("{line}{mark}\n"))
}

/// Writes a line for the operator. A closed standard error does not end the command.
fn say(text: &str) {
    drop(writeln!(std::io::stderr(), "{text}"));
}
