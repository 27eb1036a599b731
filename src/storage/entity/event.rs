//! `events`: one row per event, without personal data, kept for ever.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub source: String,
    pub svix_id: String,
    pub via: String,
    /// The `type` in the body, if it is usable.
    pub event_type: Option<String>,
    /// `svix-timestamp`, s.
    pub svix_timestamp: i64,
    /// When the log took it, µs.
    pub received_at: i64,
    pub body_bytes: i64,
    /// 32 bytes that bind the event to its payload.
    pub commitment: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
