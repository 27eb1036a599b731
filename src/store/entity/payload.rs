//! `payloads`: the raw body of an event, and what its signature was.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payloads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// 32 random bytes.
    pub salt: Vec<u8>,
    /// The signature header as it came.
    pub signature: String,
    pub secret_id: String,
    /// How the body is kept: 0 = as is.
    pub encoding: i16,
    pub body: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
