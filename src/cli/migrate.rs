//! `gatelog migrate`: the schema and the rights on it, nothing else.

use clap::Args;

use super::say::say;
use crate::{
    config::{database::DatabaseArgs, environment},
    store::{Access, Location, Store},
};

/// What `migrate` is told.
#[derive(Args, Debug)]
pub struct MigrateArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Let this role serve: it may append to the log and read it, never alter it, and owns the views (PostgreSQL)
    #[arg(long, value_name = "ROLE")]
    serving_role: Option<String>,
}

/// Migrates.
pub(super) async fn run(args: MigrateArgs) -> anyhow::Result<()> {
    let location = Location::parse(args.database.resolve(environment::of_process)?.expose())?;
    let store = Store::open(&location, Access::Append).await?;
    store.migrate().await?;
    if let Some(role) = &args.serving_role {
        store.grant_serving(role).await?;
    }
    store.close().await;
    say(&format!("the schema of {location} is up to date"))
}
