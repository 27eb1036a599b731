//! Brings the schema up to date, one process at a time.

use migration::{LogMigrator, MigratorTrait, ViewsMigrator};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, sqlx, sqlx::AssertSqlSafe};

use super::{
    backend::postgres::open::{LOG_SCHEMA, VIEWS_SCHEMA},
    error::StoreError,
};

/// The advisory lock under which migrations run; sea-orm-migration takes none. Any number, the same for ever.
const MIGRATION_LOCK: i64 = 0x67_61_74_65_6c_6f_67;

pub(super) struct Schemas<'a> {
    pub(super) truth: &'a DatabaseConnection,
    pub(super) views: &'a DatabaseConnection,
    /// Where the connection that holds the migration lock is taken from.
    pub(super) lock: &'a DatabaseConnection,
}

/// Names of migrations that this binary has and the database has not.
pub(super) async fn pending(schemas: &Schemas<'_>) -> Result<Vec<String>, StoreError> {
    let log = LogMigrator::get_pending_migrations_read_only(schemas.truth).await.map_err(unknown_migrations)?;
    let views = ViewsMigrator::get_pending_migrations_read_only(schemas.views).await.map_err(unknown_migrations)?;
    Ok(log.iter().chain(&views).map(|migration| migration.name().to_owned()).collect())
}

/// Names the migrations that a newer Gatelog applied. The library has only a text for them, with each name in quotes.
fn unknown_migrations(error: DbErr) -> StoreError {
    let DbErr::Custom(text) = &error else { return error.into() };
    let is_name = |quoted: &&str| quoted.starts_with('m') && quoted.contains('_') && !quoted.contains(' ');
    let names: Vec<&str> = text.split('\'').skip(1).step_by(2).filter(is_name).collect();
    if names.is_empty() { error.into() } else { StoreError::TooNew { migrations: names.join(", ") } }
}

/// Applies what is pending, and says what that was.
pub(super) async fn migrate(schemas: &Schemas<'_>) -> Result<Vec<String>, StoreError> {
    if pending(schemas).await?.is_empty() {
        // Nothing to do: a serving role without rights to create must be able to come here.
        return Ok(Vec::new());
    }
    if schemas.truth.get_database_backend() == DbBackend::Sqlite {
        return apply(schemas).await;
    }
    let mut lock = schemas.lock.get_postgres_connection_pool().acquire().await?.detach();
    sqlx::query("SELECT pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut lock).await?;
    let applied = async {
        for schema in [LOG_SCHEMA, VIEWS_SCHEMA] {
            create_schema(schemas, schema).await?;
        }
        apply(schemas).await
    }
    .await;
    // Closing the connection gives the lock back.
    sqlx::Connection::close(lock).await?;
    applied
}

async fn apply(schemas: &Schemas<'_>) -> Result<Vec<String>, StoreError> {
    // Under the lock: another process may have been faster.
    let names = pending(schemas).await?;
    // Only what has something to do: the serving role may bring its views up to date, and change nothing of the log.
    if !LogMigrator::get_pending_migrations_read_only(schemas.truth).await?.is_empty() {
        LogMigrator::up(schemas.truth, None).await?;
    }
    if !ViewsMigrator::get_pending_migrations_read_only(schemas.views).await?.is_empty() {
        ViewsMigrator::up(schemas.views, None).await?;
    }
    Ok(names)
}

/// `IF NOT EXISTS` would ask for the right to create even where the schema is there.
async fn create_schema(schemas: &Schemas<'_>, schema: &str) -> Result<(), StoreError> {
    let known = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 FROM pg_namespace WHERE nspname = $1",
        [schema.into()],
    );
    if schemas.truth.query_one_raw(known).await?.is_none() {
        schemas.truth.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await?;
    }
    Ok(())
}

/// Lets a role serve: it may append to the log and read it, never alter it, and owns the views.
pub(super) async fn grant_serving(schemas: &Schemas<'_>, role: &str) -> Result<(), StoreError> {
    if schemas.truth.get_database_backend() == DbBackend::Sqlite {
        return Err(StoreError::NoRoles);
    }
    let pool = schemas.truth.get_postgres_connection_pool();
    let role: Option<String> = sqlx::query_scalar("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = $1")
        .bind(role)
        .fetch_optional(pool)
        .await?;
    let Some(role) = role else { return Err(StoreError::NoSuchRole) };
    let tables: Vec<String> = sqlx::query_scalar("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = $1")
        .bind(VIEWS_SCHEMA)
        .fetch_all(pool)
        .await?;
    let mut statements = vec![
        format!("GRANT USAGE ON SCHEMA {LOG_SCHEMA} TO {role}"),
        format!("GRANT SELECT, INSERT ON {LOG_SCHEMA}.events, {LOG_SCHEMA}.payloads TO {role}"),
        format!("GRANT SELECT, UPDATE ON {LOG_SCHEMA}.log_head TO {role}"),
        format!("GRANT SELECT ON {LOG_SCHEMA}.seaql_migrations TO {role}"),
        format!("ALTER SCHEMA {VIEWS_SCHEMA} OWNER TO {role}"),
    ];
    statements.extend(tables.iter().map(|table| format!("ALTER TABLE {VIEWS_SCHEMA}.{table} OWNER TO {role}")));
    let mut transaction = pool.begin().await?;
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}
