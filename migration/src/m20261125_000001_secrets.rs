//! An index of payloads by the secret that verified them, so that it can be told when each was
//! last used. It adds to the log and changes none of it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The position last: the newest event under a secret is one look into the index.
        let by_secret =
            Index::create().name("payloads_by_secret").table("payloads").col("secret_id").col("position").take();
        manager.create_index(by_secret).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
