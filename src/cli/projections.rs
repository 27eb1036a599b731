//! `gatelog projections`: lists them, rebuilds them, checks them against the log. Works beside a running `serve`.

use std::{process::ExitCode, sync::Arc, time::Instant};

use anyhow::bail;
use clap::{Args, Subcommand};

use super::{diary::Diary, progress::Shown, say::say};
use crate::{
    clock::Clock,
    config::{database::DatabaseArgs, environment},
    event_log::EventLog,
    projection::{Rebuild, View},
    query::projections,
    store::{Access, Location, Store},
    views,
};

/// What `projections` is told.
#[derive(Args, Debug)]
pub struct ProjectionsArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Build views anew from the log and swap them in, while the old ones are served
    Rebuild(RebuildArgs),
}

#[derive(Args, Debug)]
struct RebuildArgs {
    /// Which projections; all when none is named
    names: Vec<String>,

    /// Only compare the views with the log: change nothing, name what differs, exit 1 if anything does
    #[arg(long)]
    check: bool,
}

/// Lists, rebuilds or checks.
pub(super) async fn run(args: ProjectionsArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let location = Location::parse(args.database.resolve(environment::of_process)?.expose())?;
    let store = Arc::new(Store::open(&location, Access::Beside).await?);
    store.check_migrated().await?;
    let code = match args.action {
        None => list(&store).await,
        Some(Action::Rebuild(args)) => rebuild(Arc::clone(&store), clock, &args).await,
    };
    store.close().await;
    code
}

async fn list(store: &Store) -> anyhow::Result<ExitCode> {
    say(&format!(
        "{:<16} {:>7} {:>10} {:<9} {:>12} {:>12} {:>10} {:>9}",
        "NAME", "VERSION", "GENERATION", "STATE", "CHECKPOINT", "SIZE", "LAG", "FAILURES"
    ))?;
    for row in projections::list(store).await? {
        say(&format!(
            "{:<16} {:>7} {:>10} {:<9} {:>12} {:>12} {:>10} {:>9}",
            row.name, row.version, row.generation, row.state, row.checkpoint, row.size, row.lag, row.failures
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn rebuild(store: Arc<Store>, clock: Clock, args: &RebuildArgs) -> anyhow::Result<ExitCode> {
    let views = chosen(&args.names)?;
    // Opened for appending: that views were rebuilt is told to the log, beside whatever serves it.
    let log = EventLog::start(Arc::clone(&store), clock.clone()).await?;
    let diary = Diary::of(log.clone(), clock.clone());
    let rebuild = Rebuild { store, log: log.clone(), clock, views };
    let shown = Shown::new()?;
    let begun = Instant::now();
    let code = if args.check {
        let differences = rebuild.check(&shown).await;
        shown.finish();
        let differences = differences?;
        for difference in &differences {
            say(&difference.to_string())?;
        }
        if differences.is_empty() {
            say("the views are what the log says")?;
            ExitCode::SUCCESS
        } else {
            let rows = differences.len();
            say(&format!("{rows} rows differ from what the log says; `gatelog projections rebuild` repairs them"))?;
            ExitCode::FAILURE
        }
    } else {
        let events = rebuild.run(&shown).await;
        shown.finish();
        let events = events?;
        let seconds = begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = events as f64 / seconds.max(0.001);
        let names: Vec<_> = rebuild.views.iter().map(|view| view.name()).collect();
        diary.rebuilt(names.clone(), events, begun, "command").await;
        say(&format!("rebuilt {}: folded {events} events in {seconds:.1} s, {rate:.0}/s", names.join(", ")))?;
        ExitCode::SUCCESS
    };
    log.shut_down().await;
    Ok(code)
}

/// The named views, or all.
fn chosen(names: &[String]) -> anyhow::Result<Vec<Arc<dyn View>>> {
    let all = views::all();
    for name in names {
        if !all.iter().any(|view| view.name() == name) {
            let known: Vec<_> = all.iter().map(|view| view.name()).collect();
            bail!("there is no projection named {name:?}; there are {}", known.join(", "));
        }
    }
    Ok(all.into_iter().filter(|view| names.is_empty() || names.iter().any(|name| name == view.name())).collect())
}
