//! `gatelog projections status`: every copy of every view and how far it is, once or again and again. Changes nothing.

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
    cli::say::{Reader, print, say},
    query::projections::{self, ProjectionRow},
    store::Store,
};

/// How often `--watch` looks: a rebuild moves on several times in that time.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// To the upper left corner, and what is below is erased: the next table stands where the last one
/// stood.
const REDRAW: &str = "\x1b[H\x1b[J";

/// What `status` is told.
#[derive(Args, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct StatusArgs {
    /// Look again every second, until Ctrl-C
    #[arg(long)]
    watch: bool,

    /// One JSON object for each look, instead of a table
    #[arg(long)]
    json: bool,
}

impl StatusArgs {
    /// What either says.
    pub(super) const fn or(self, other: Self) -> Self {
        Self { watch: self.watch || other.watch, json: self.json || other.json }
    }
}

#[derive(Serialize)]
struct Looked<'a> {
    projections: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
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

/// Lists, or watches.
pub(super) async fn run(store: &Store, args: &StatusArgs) -> anyhow::Result<ExitCode> {
    let in_place = args.watch && !args.json && io::stdout().is_terminal();
    loop {
        let rows = projections::list(store).await?;
        let text = if args.json {
            let looked = Looked { projections: rows.iter().map(Row::from).collect() };
            serde_json::to_string(&looked).context("this cannot be written as JSON; leave out --json")? + "\n"
        } else {
            table(&rows)
        };
        let beginning = if in_place { REDRAW } else { "" };
        if print(&format!("{beginning}{text}"))? == Reader::Gone || !args.watch {
            return Ok(ExitCode::SUCCESS);
        }
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => {
                interrupted.context("Ctrl-C cannot be waited for; leave out --watch")?;
                return Ok(ExitCode::SUCCESS);
            }
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if !args.json && !in_place {
            say("")?;
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

impl<'a> From<&'a ProjectionRow> for Row<'a> {
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
