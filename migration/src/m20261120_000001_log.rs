//! The log: `events`, `payloads` and the one row of `log_head`. Every later binary opens a log
//! made by this.

use sea_orm_migration::prelude::*;

use crate::{append_only, columns::Columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);

        let events = columns
            .table("events")
            .col(columns.integer("position").primary_key())
            .col(columns.text("source"))
            .col(columns.text("svix_id"))
            .col(columns.text("via"))
            .col(columns.text_or_null("event_type"))
            .col(columns.integer("svix_timestamp"))
            .col(columns.integer("received_at"))
            .col(columns.integer("body_bytes"))
            .col(columns.bytes("commitment"))
            .check(Expr::col("position").gte(0))
            .check(Expr::expr(Func::cust("length").arg(Expr::col("commitment"))).eq(32))
            .take();
        manager.create_table(events).await?;
        // One sender's id must never suppress another's event, so the id is unique per source
        // only.
        let once = Index::create().unique().name("events_once").table("events").col("source").col("svix_id").take();
        manager.create_index(once).await?;

        let payloads = columns
            .table("payloads")
            .col(columns.integer("position").primary_key())
            .col(columns.bytes("salt"))
            .col(columns.text("signature"))
            .col(columns.text("secret_id"))
            .col(columns.small_integer("encoding"))
            .col(columns.bytes("body"))
            .check(Expr::expr(Func::cust("length").arg(Expr::col("salt"))).eq(32))
            .take();
        manager.create_table(payloads).await?;

        let head = columns
            .table("log_head")
            .col(columns.small_integer("id").primary_key())
            .col(columns.integer("size"))
            .col(columns.integer("received_at"))
            .check(Expr::col("id").eq(0))
            .take();
        manager.create_table(head).await?;
        let empty = Query::insert()
            .into_table("log_head")
            .columns(["id", "size", "received_at"])
            .values_panic([0.into(), 0.into(), 0.into()])
            .take();
        manager.get_connection().execute(&empty).await?;

        append_only::protect(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        // On SQLite a migration runs outside a transaction unless it says so.
        Some(true)
    }
}
