//! `gatelog migrate`: the schema and the rights on it, nothing else.

use std::sync::Arc;

use clap::Args;

use super::{diary::Diary, say::say};
use crate::{
    clock::Clock,
    config::{database::DatabaseArgs, environment::Environment},
    event_log::EventLog,
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
pub(super) async fn run(args: MigrateArgs, clock: Clock) -> anyhow::Result<()> {
    let location = Location::parse(args.database.resolve(&Environment::of_process())?.expose())?;
    let store = Arc::new(Store::open(&location, Access::Append).await?);
    let migrated = store.migrate().await?;
    if let Some(role) = &args.serving_role {
        store.grant_serving(role).await?;
    }
    if !migrated.is_empty() {
        let log = EventLog::start(Arc::clone(&store), clock.clone()).await?;
        Diary::of(log.clone(), clock).migrated(&migrated).await;
        log.shut_down().await;
    }
    store.close().await;
    say(&format!("the schema of {location} is up to date"))
}
