//! `gatelog projections status`: every copy of every view and how far it is, once or again and again. Changes nothing.

use std::{process::ExitCode, time::Duration};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use crate::{
    cli::say::say,
    query::projections::{self, ProjectionRow},
    store::Store,
};

/// How often `--watch` looks: a rebuild moves on several times in that time.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What `status` is told.
#[derive(Args, Debug, Default)]
pub(super) struct StatusArgs {
    /// Look again every second, until Ctrl-C
    #[arg(long)]
    watch: bool,

    /// One JSON object for each look, instead of a table
    #[arg(long)]
    json: bool,
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
    loop {
        let rows = projections::list(store).await?;
        if args.json {
            let looked = Looked { projections: rows.iter().map(Row::from).collect() };
            say(&serde_json::to_string(&looked).context("writing JSON")?)?;
        } else {
            table(&rows)?;
        }
        if !args.watch {
            return Ok(ExitCode::SUCCESS);
        }
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => {
                interrupted.context("waiting for Ctrl-C")?;
                return Ok(ExitCode::SUCCESS);
            }
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if !args.json {
            say("")?;
        }
    }
}

fn table(rows: &[ProjectionRow]) -> anyhow::Result<()> {
    say(&format!(
        "{:<16} {:>7} {:>10} {:<9} {:>12} {:>12} {:>10} {:>9}",
        "NAME", "VERSION", "GENERATION", "STATE", "CHECKPOINT", "SIZE", "LAG", "FAILURES"
    ))?;
    for row in rows {
        let kept = row.keep_until.map(|until| format!("  kept until {until}")).unwrap_or_default();
        say(&format!(
            "{:<16} {:>7} {:>10} {:<9} {:>12} {:>12} {:>10} {:>9}{kept}",
            row.name, row.version, row.generation, row.state, row.checkpoint, row.size, row.lag, row.failures
        ))?;
    }
    Ok(())
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
