//! Failures are found by source, so that those of a source with few events cost no more in a long
//! log.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_source = Index::create()
            .name("projection_failures_by_source")
            .table("projection_failures")
            .col("name")
            .col("generation")
            .col("source")
            .col("position")
            .take();
        manager.create_index(by_source).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
