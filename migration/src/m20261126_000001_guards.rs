//! On PostgreSQL the guards of inserts look at what a statement appended as a whole: one look for
//! each batch, where there was one for each row. They refuse the same. Nothing in the log changes.

use sea_orm_migration::prelude::*;

use super::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::guard_statements(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
