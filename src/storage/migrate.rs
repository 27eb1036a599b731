//! Brings the schema up to date, one process at a time.

use migration::{LogMigrator, MigratorTrait, ViewsMigrator};
use sea_orm::{DatabaseConnection, DbErr};

use super::{error::StoreError, log::Log};

pub(super) struct Schemas<'a> {
    pub(super) log: &'a DatabaseConnection,
    pub(super) views: &'a DatabaseConnection,
}

/// Names of migrations that the database lacks.
pub(super) async fn pending(schemas: &Schemas<'_>) -> Result<Vec<String>, StoreError> {
    let log = LogMigrator::get_pending_migrations_read_only(schemas.log).await.map_err(unknown_migrations)?;
    let views = ViewsMigrator::get_pending_migrations_read_only(schemas.views).await.map_err(unknown_migrations)?;
    Ok(log.iter().chain(&views).map(|migration| migration.name().to_owned()).collect())
}

/// Names the migrations that a newer Gatelog applied. The library has only a text for them, with
/// each name in quotes.
fn unknown_migrations(error: DbErr) -> StoreError {
    let DbErr::Custom(text) = &error else { return error.into() };
    let is_name = |quoted: &&str| quoted.starts_with('m') && quoted.contains('_') && !quoted.contains(' ');
    let names: Vec<&str> = text.split('\'').skip(1).step_by(2).filter(is_name).collect();
    if names.is_empty() { error.into() } else { StoreError::TooNew { migrations: names.join(", ") } }
}

/// Applies pending migrations and returns their names.
pub(super) async fn migrate(log: &dyn Log, schemas: &Schemas<'_>) -> Result<Vec<String>, StoreError> {
    if pending(schemas).await?.is_empty() {
        // A serving role without the right to create tables must get here.
        return Ok(Vec::new());
    }
    let lock = log.lock_migrations().await?;
    let applied = apply(schemas).await;
    if let Some(lock) = lock {
        lock.release().await?;
    }
    applied
}

async fn apply(schemas: &Schemas<'_>) -> Result<Vec<String>, StoreError> {
    // Under the lock: another process may have been faster.
    let names = pending(schemas).await?;
    // Skip a schema without pending migrations: the serving role may migrate views, but not the
    // log.
    if !LogMigrator::get_pending_migrations_read_only(schemas.log).await?.is_empty() {
        LogMigrator::up(schemas.log, None).await?;
    }
    if !ViewsMigrator::get_pending_migrations_read_only(schemas.views).await?.is_empty() {
        ViewsMigrator::up(schemas.views, None).await?;
    }
    Ok(names)
}
