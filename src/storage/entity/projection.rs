//! `projections`: the generations of each view, and how far each has folded the log.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation: i64,
    /// By which rules it was built.
    pub version: i64,
    /// `building`, `live` or `previous`.
    pub state: String,
    /// How many events it has folded.
    pub checkpoint: i64,
    /// When state or checkpoint last changed, µs.
    pub changed_at: i64,
    /// Until when a replaced generation is kept for a rollback, µs.
    pub keep_until: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
