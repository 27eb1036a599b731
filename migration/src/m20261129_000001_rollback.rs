//! On SQLite a refusal ends the whole transaction, which the writer does anyway. SQLite then keeps
//! no statement journal, which undoes one statement of a transaction: a third of the time of an
//! append of small bodies. The guards refuse the same, in the same words.

use sea_orm_migration::prelude::*;

use super::append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::end_refused_transactions(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
