//! `gatelog migrate`: migrates the schema and grants the rights of the serving role.

use std::sync::Arc;

use clap::Args;

use super::{lifecycle_events::LifecycleEvents, output::print_line};
use crate::{
    clock::Clock,
    config::{database::DatabaseArgs, environment::Environment},
    event_log::EventLog,
    storage::{Location, OpenMode, Store},
};

#[derive(Args, Debug)]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    /// Grant this PostgreSQL role the rights of serve, for example gatelog: it appends to
    /// the log, reads it, never alters it, and owns the views
    #[arg(long, value_name = "ROLE")]
    serving_role: Option<String>,
}

pub(super) async fn run(args: MigrateArgs, clock: Clock) -> anyhow::Result<()> {
    let location = Location::parse(args.database.resolve(&Environment::of_process())?.expose())?;
    let store = Arc::new(Store::open(&location, OpenMode::Append).await?);
    let migrated = store.migrate().await?;
    if let Some(role) = &args.serving_role {
        store.grant_serving(role).await?;
    }
    if !migrated.is_empty() {
        let log = EventLog::start(Arc::clone(&store), clock.clone()).await?;
        LifecycleEvents::new(log.clone(), clock).migrated(&migrated).await;
        log.shut_down().await;
    }
    store.close().await;
    print_line(&format!("the schema of {location} is up to date"))
}
