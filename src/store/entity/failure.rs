//! `projection_failures`: events that a projection passed over, and why.

use sea_orm::entity::prelude::*;

/// A row of `projection_failures`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projection_failures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation: i64,
    /// Place of the event in the log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Who sent it.
    pub source: String,
    pub svix_id: String,
    /// Why it could not be folded.
    pub reason: String,
    pub failed_at: i64,
    /// What the event is about (`data.id`), where that can be read.
    pub object_id: Option<String>,
    /// When the event happened, µs. Absent in what was found before this was kept.
    pub occurred_at: Option<i64>,
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
