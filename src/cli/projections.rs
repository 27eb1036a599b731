//! `gatelog projections`: lists the copies of the views, builds them anew, checks them, puts them back, and tells what
//! they could not read. Works beside a running `serve`; never touches the log but to tell it what was done.

mod build;
mod failing;
mod named;
mod status;

use std::{process::ExitCode, sync::Arc};

use clap::{Args, Subcommand};

use self::named::Named;
use crate::{
    clock::Clock,
    config::{database::DatabaseArgs, environment::Environment},
    store::{Access, Location, Store},
};

/// What `projections` is told.
#[derive(Args, Debug)]
pub struct ProjectionsArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    status: status::StatusArgs,

    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List every copy of every view, and how far each is
    Status(status::StatusArgs),
    /// Build views anew from the log and swap them in, while the old ones are served
    Rebuild(build::RebuildArgs),
    /// Put back the copies that a rebuild with --keep-previous replaced
    Rollback(build::RollbackArgs),
    /// List the events that views could not read, or not wholly
    Failures(failing::FailuresArgs),
    /// Try those events again, after an upgrade
    Retry(failing::RetryArgs),
}

/// Does what is asked.
pub(super) async fn run(args: ProjectionsArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    // Without a word of its own it is `status`, with the flags of that.
    let action = match args.action {
        None => Action::Status(args.status),
        Some(Action::Status(status)) => Action::Status(status.or(args.status)),
        Some(_) if args.status != status::StatusArgs::default() => {
            anyhow::bail!("--watch and --json before a subcommand are those of `status`; write them behind it")
        }
        Some(action) => action,
    };
    let location = Location::parse(args.database.resolve(&Environment::of_process())?.expose())?;
    let store = Arc::new(Store::open(&location, Access::Beside).await?);
    store.check_migrated().await?;
    let code = match action {
        Action::Status(args) => status::run(&store, &args).await,
        Action::Failures(args) => failing::list(&store, &args).await,
        Action::Rebuild(args) => {
            let named = Named::open(Arc::clone(&store), clock, &args.names).await?;
            named.close_after(build::rebuild(&named, &args).await).await
        }
        Action::Rollback(args) => {
            let named = Named::open(Arc::clone(&store), clock, &args.names).await?;
            named.close_after(build::put_back(&named).await).await
        }
        Action::Retry(args) => {
            let named = Named::open(Arc::clone(&store), clock, &args.names).await?;
            named.close_after(failing::retry(&named).await).await
        }
    };
    store.close().await;
    code
}
