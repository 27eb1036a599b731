//! `gatelog projections status`: prints every generation of every view, once or every second.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal as _},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use crate::{
    cli::output::{Stdout, print, print_line},
    query::projections::{self, ProjectionRow},
    storage::Store,
};

const REFRESH_EVERY: Duration = Duration::from_secs(1);

/// Moves the cursor to the upper left corner and erases the rest of the screen.
const REDRAW: &str = "\x1b[H\x1b[J";

#[derive(Args, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct StatusArgs {
    /// Refresh every second until Ctrl-C
    #[arg(long)]
    watch: bool,

    /// Print one JSON object for each refresh instead of a table
    #[arg(long)]
    json: bool,
}

impl StatusArgs {
    pub(super) const fn or(self, other: Self) -> Self {
        Self { watch: self.watch || other.watch, json: self.json || other.json }
    }
}

#[derive(Serialize)]
struct StatusReport<'a> {
    projections: Vec<StatusRow<'a>>,
}

#[derive(Serialize)]
struct StatusRow<'a> {
    name: &'a str,
    version: i64,
    generation: i64,
    state: &'a str,
    checkpoint: i64,
    size: i64,
    lag: i64,
    failures: i64,
    changed_at: String,
    keep_until: Option<String>,
}

pub(super) async fn run(store: &Store, args: &StatusArgs) -> anyhow::Result<ExitCode> {
    let in_place = args.watch && !args.json && io::stdout().is_terminal();
    loop {
        let rows = projections::list(store).await?;
        let text = if args.json {
            let report = StatusReport { projections: rows.iter().map(StatusRow::from).collect() };
            serde_json::to_string(&report).context("this cannot be written as JSON; leave out --json")? + "\n"
        } else {
            table(&rows)
        };
        let prefix = if in_place { REDRAW } else { "" };
        if print(&format!("{prefix}{text}"))? == Stdout::Closed || !args.watch {
            return Ok(ExitCode::SUCCESS);
        }
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => {
                interrupted.context("Ctrl-C cannot be waited for; leave out --watch")?;
                return Ok(ExitCode::SUCCESS);
            }
            () = tokio::time::sleep(REFRESH_EVERY) => {}
        }
        if !args.json && !in_place {
            print_line("")?;
        }
    }
}

fn table(rows: &[ProjectionRow]) -> String {
    let mut text = format!(
        "{:<16} {:>7} {:>10} {:<9} {:>12} {:>12} {:>10} {:>9}\n",
        "NAME", "VERSION", "GENERATION", "STATE", "CHECKPOINT", "SIZE", "LAG", "FAILURES"
    );
    for row in rows {
        let kept = row.keep_until.map(|until| format!("  kept until {until}")).unwrap_or_default();
        _ = writeln!(
            text,
            "{:<16} {:>7} {:>10} {:<9} {:>12} {:>12} {:>10} {:>9}{kept}",
            row.name, row.version, row.generation, row.state, row.checkpoint, row.size, row.lag, row.failures
        );
    }
    text
}

impl<'a> From<&'a ProjectionRow> for StatusRow<'a> {
    fn from(row: &'a ProjectionRow) -> Self {
        Self {
            name: &row.name,
            version: row.version,
            generation: row.generation,
            state: &row.state,
            checkpoint: row.checkpoint,
            size: row.size,
            lag: row.lag,
            failures: row.failures,
            changed_at: row.changed_at.to_string(),
            keep_until: row.keep_until.map(|until| until.to_string()),
        }
    }
}
