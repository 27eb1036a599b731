//! `payloads`: the raw body of an event and its signature.

use sea_orm::entity::prelude::*;

use crate::{event::RecordedBody, storage::body};

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
    /// How the body is kept.
    pub encoding: i16,
    /// Encoded as `encoding` says; read it with [`Model::recorded_body`].
    #[sea_orm(column_name = "body")]
    pub stored_body: Vec<u8>,
}

impl Model {
    /// The body of an event with this `body_bytes`.
    #[must_use]
    pub fn recorded_body(&self, body_bytes: i64) -> RecordedBody {
        body::decode(Some((self.encoding, &self.stored_body)), body_bytes)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
