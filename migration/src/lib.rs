//! Every table of Gatelog that is not a view. Never imports the application crate: a migration
//! must go on meaning what it meant when it first ran.
//!
//! Two migrators, because the truth and the views lie apart (two files on SQLite, two schemas on
//! PostgreSQL): [`LogMigrator`] for the log, of which no byte is ever disposable, and
//! [`ViewsMigrator`] for the bookkeeping of the views, which can be dropped and built again at any
//! time.

mod append_only;
mod columns;
mod m20261120_000001_log;
mod m20261120_000001_projections;
mod m20261125_000001_secrets;
mod m20261125_000002_views;
mod m20261126_000001_guards;
mod m20261128_000001_sources;
mod m20261129_000001_rollback;
mod m20261129_000002_failures;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// The schema of the log.
#[derive(Debug)]
pub struct LogMigrator;

impl MigratorTrait for LogMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_log::Migration),
            Box::new(m20261125_000001_secrets::Migration),
            Box::new(m20261126_000001_guards::Migration),
            Box::new(m20261128_000001_sources::Migration),
            Box::new(m20261129_000001_rollback::Migration),
        ]
    }
}

/// The schema of the views' bookkeeping. The views themselves are made per generation, by the
/// projections.
#[derive(Debug)]
pub struct ViewsMigrator;

impl MigratorTrait for ViewsMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_projections::Migration),
            Box::new(m20261125_000002_views::Migration),
            Box::new(m20261129_000002_failures::Migration),
        ]
    }
}
