//! The bookkeeping of the views learns two things: until when a replaced generation is kept, so
//! that it can be put back, and whom an event is about that could not be folded, so that the view
//! can say so where it shows that.

use sea_orm_migration::prelude::*;

use crate::columns::Columns;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        // One column for each statement: SQLite takes no more.
        let added = [
            ("projections", columns.integer_or_null("keep_until")),
            ("projection_failures", columns.text_or_null("object_id")),
            ("projection_failures", columns.integer_or_null("occurred_at")),
        ];
        for (table, column) in added {
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        let by_object = Index::create()
            .name("projection_failures_by_object")
            .table("projection_failures")
            .col("name")
            .col("generation")
            .col("object_id")
            .take();
        manager.create_index(by_object).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
