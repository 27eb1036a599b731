//! An index of events by source, so that the first and the last event of each are one look, and a
//! list of one source walks no other's. It adds to the log and changes none of it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Entries of one source come in order, so an append writes to one page of it.
        let by_source = Index::create().name("events_by_source").table("events").col("source").col("position").take();
        manager.create_index(by_source).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
