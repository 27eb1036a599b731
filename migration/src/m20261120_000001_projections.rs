//! The bookkeeping of the views: which generations exist, how far each is, and what could not be
//! folded.

use sea_orm_migration::prelude::*;

use crate::columns::Columns;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);

        let projections = columns
            .table("projections")
            .col(columns.text("name"))
            .col(columns.integer("generation"))
            .col(columns.integer("version"))
            .col(columns.text("state"))
            .col(columns.integer("checkpoint"))
            .col(columns.integer("changed_at"))
            .primary_key(Index::create().name("projections_key").col("name").col("generation"))
            .check(Expr::col("state").is_in(["building", "live", "previous"]))
            .take();
        manager.create_table(projections).await?;

        let failures = columns
            .table("projection_failures")
            .col(columns.text("name"))
            .col(columns.integer("generation"))
            .col(columns.integer("position"))
            .col(columns.text("source"))
            .col(columns.text("svix_id"))
            .col(columns.text("reason"))
            .col(columns.integer("failed_at"))
            .primary_key(Index::create().name("projection_failures_key").col("name").col("generation").col("position"))
            .take();
        manager.create_table(failures).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
