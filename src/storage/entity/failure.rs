//! `projection_failures`: events that a projection skipped or read only in part, and why.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projection_failures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub source: String,
    pub svix_id: String,
    pub reason: String,
    pub failed_at: i64,
    /// Id of the object that the event is about (`data.id`), if readable.
    pub object_id: Option<String>,
    /// When the event happened, µs. Absent in failures of earlier versions.
    pub occurred_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
