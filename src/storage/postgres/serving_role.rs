//! The rights of a role that serves: it appends to the log and reads it, never alters it, and owns
//! the views.

use sea_orm::sqlx::{self, AssertSqlSafe, PgPool};

use super::open::{LOG_SCHEMA, VIEWS_SCHEMA};
use crate::storage::error::StoreError;

pub(super) async fn grant(pool: &PgPool, role: &str) -> Result<(), StoreError> {
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
