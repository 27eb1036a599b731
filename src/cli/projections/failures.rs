//! `gatelog projections failures` and `retry`: lists the events that a projection skipped, and
//! projects them again.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use super::selection::{SelectedViews, check_name, names};
use crate::{
    cli::{
        known_words::KnownWords,
        output::{Stdout, print, print_line},
    },
    projection::Retried,
    query::failures::{self, FailureRow},
    storage::Store,
};

#[derive(Args, Debug)]
pub(super) struct FailuresArgs {
    /// List the failures of this projection, for example users [default: all]
    #[arg(value_parser = KnownWords(names))]
    name: Option<String>,

    /// Print one JSON object a line instead of a table
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
pub(super) struct RetryArgs {
    /// Retry the failures of these projections, for example users [default: all]
    #[arg(value_name = "NAME", value_parser = KnownWords(names))]
    pub(super) names: Vec<String>,
}

#[derive(Serialize)]
struct Failure<'a> {
    projection: &'a str,
    position: i64,
    source: &'a str,
    svix_id: &'a str,
    #[serde(rename = "type")]
    event_type: Option<&'a str>,
    object_id: Option<&'a str>,
    reason: &'a str,
}

/// Lists failures by view and position.
pub(super) async fn list(store: &Store, args: &FailuresArgs) -> anyhow::Result<ExitCode> {
    if let Some(name) = &args.name {
        check_name(name)?;
    }
    if !args.json {
        print_line(&format!("{:<16} {:>12} {:<32} {:<32} REASON", "NAME", "POSITION", "SVIX-ID", "TYPE"))?;
    }
    let mut last: Option<FailureRow> = None;
    loop {
        let mut page = failures::page(store, args.name.as_deref(), last.as_ref()).await?;
        for row in &page {
            let text = if args.json { json(row)? } else { line(row) };
            if print(&format!("{text}\n"))? == Stdout::Closed {
                return Ok(ExitCode::SUCCESS);
            }
        }
        match page.pop() {
            Some(row) => last = Some(row),
            None => return Ok(ExitCode::SUCCESS),
        }
    }
}

fn line(row: &FailureRow) -> String {
    let event_type = row.event_type.as_deref().unwrap_or("-");
    format!("{:<16} {:>12} {:<32} {event_type:<32} {}", row.name, row.position, row.svix_id, row.reason)
}

fn json(row: &FailureRow) -> anyhow::Result<String> {
    let failure = Failure {
        projection: &row.name,
        position: row.position,
        source: &row.source,
        svix_id: &row.svix_id,
        event_type: row.event_type.as_deref(),
        object_id: row.object_id.as_deref(),
        reason: &row.reason,
    };
    serde_json::to_string(&failure).context("this cannot be written as JSON; leave out --json")
}

pub(super) async fn retry(selected: &SelectedViews) -> anyhow::Result<ExitCode> {
    let retried = selected.rebuild.retry().await?;
    for Retried { projection, position, svix_id, reason } in &retried {
        match reason {
            None => print_line(&format!("{projection}: {svix_id} at {position} is folded now"))?,
            Some(reason) => print_line(&format!("{projection}: {svix_id} at {position} fails still: {reason}"))?,
        }
    }
    let folded = retried.iter().filter(|retried| retried.reason.is_none()).count();
    print_line(&format!("{folded} of {} are folded now", retried.len()))?;
    Ok(ExitCode::SUCCESS)
}
