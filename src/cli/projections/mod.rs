//! `gatelog projections`: lists, rebuilds, checks and rolls back the generations of the views, and
//! lists and retries their failures, while `serve` runs. The log gets an event for each rebuild
//! and rollback.

mod failures;
mod rebuild;
mod selection;
mod status;

use std::{process::ExitCode, sync::Arc};

use clap::{Args, Subcommand};

use self::selection::SelectedViews;
use crate::{
    clock::Clock,
    config::{database::DatabaseArgs, environment::Environment},
    storage::{Location, OpenMode, Store},
};

#[derive(Args, Debug)]
pub(super) struct ProjectionsArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    status: status::StatusArgs,

    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List every generation of every view, with its checkpoint, lag and failures
    #[command(after_help = "Example:\n  gatelog projections status --watch")]
    Status(status::StatusArgs),
    /// Rebuild views from the log and swap them in, while the old generations answer queries
    #[command(after_help = "Examples:\n  gatelog projections rebuild users sessions --keep-previous=2\n  \
                            gatelog projections rebuild --check")]
    Rebuild(rebuild::RebuildArgs),
    /// Put back the generations that a rebuild with --keep-previous replaced
    #[command(after_help = "Example:\n  gatelog projections rollback users")]
    Rollback(rebuild::RollbackArgs),
    /// List the events that a view skipped, or read in part
    #[command(after_help = "Example:\n  gatelog projections failures users")]
    Failures(failures::FailuresArgs),
    /// Project those events again, for example after an upgrade
    #[command(after_help = "Example:\n  gatelog projections retry users")]
    Retry(failures::RetryArgs),
}

pub(super) async fn run(args: ProjectionsArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    // Without a subcommand this is `status`, with its flags.
    let action = match args.action {
        None => Action::Status(args.status),
        Some(Action::Status(status)) => Action::Status(status.or(args.status)),
        Some(_) if args.status != status::StatusArgs::default() => {
            anyhow::bail!("--watch and --json before a subcommand are those of `status`; write them behind it")
        }
        Some(action) => action,
    };
    let location = Location::parse(args.database.resolve(&Environment::of_process())?.expose())?;
    let store = Arc::new(Store::open(&location, OpenMode::Shared).await?);
    store.check_migrated().await?;
    let code = match action {
        Action::Status(args) => status::run(&store, &args).await,
        Action::Failures(args) => failures::list(&store, &args).await,
        Action::Rebuild(args) => {
            let selected = SelectedViews::open(Arc::clone(&store), clock, &args.names).await?;
            selected.close_after(rebuild::rebuild(&selected, &args).await).await
        }
        Action::Rollback(args) => {
            let selected = SelectedViews::open(Arc::clone(&store), clock, &args.names).await?;
            selected.close_after(rebuild::rollback(&selected).await).await
        }
        Action::Retry(args) => {
            let selected = SelectedViews::open(Arc::clone(&store), clock, &args.names).await?;
            selected.close_after(failures::retry(&selected).await).await
        }
    };
    store.close().await;
    code
}
