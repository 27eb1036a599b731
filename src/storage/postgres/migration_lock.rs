//! The lock under which one process at a time migrates: sea-orm-migration takes none.

use async_trait::async_trait;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool};

use super::open::{LOG_SCHEMA, VIEWS_SCHEMA};
use crate::storage::{error::StoreError, held_lock::HeldLock};

/// The advisory lock of migrations. Any number, the same for ever.
const MIGRATION_LOCK: i64 = 0x67_61_74_65_6c_6f_67;

/// A connection whose session holds the lock.
#[derive(Debug)]
pub(super) struct MigrationLock(PgConnection);

impl MigrationLock {
    /// Waits for the lock and creates missing schemas.
    pub(super) async fn take(reader: &PgPool, writer: &PgPool) -> Result<Self, StoreError> {
        let mut connection = reader.acquire().await?.detach();
        sqlx::query("SELECT pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut connection).await?;
        for schema in [LOG_SCHEMA, VIEWS_SCHEMA] {
            // `IF NOT EXISTS` requires the right to create even if the schema exists.
            let sql = "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)";
            if !sqlx::query_scalar(sql).bind(schema).fetch_one(writer).await? {
                sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(writer).await?;
            }
        }
        Ok(Self(connection))
    }
}

#[async_trait]
impl HeldLock for MigrationLock {
    async fn release(self: Box<Self>) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }
}
