//! Converts rows to cells and back, with serde: each field of a row is one cell, in column order.

mod decode;
mod encode;

use sea_orm::{DbErr, EntityTrait, Iterable as _};
use serde::{Deserialize as _, Serialize as _};

use self::{decode::RowDecoder, encode::RowEncoder};
use super::contract::Row;
use crate::storage::{ChangedRows, PackedRow, PackedRows, StoreError};

pub(super) fn empty<R: Row>() -> PackedRows {
    PackedRows::with_columns(<R::Entity as EntityTrait>::Column::iter().len())
}

pub(super) fn with_room<R: Row>(rows: usize) -> PackedRows {
    let mut packed = empty::<R>();
    packed.reserve(rows);
    packed
}

pub(super) fn none_changed<R: Row>() -> ChangedRows {
    ChangedRows::new(empty::<R>())
}

pub(super) fn pack<R: Row>(row: &R, into: &mut PackedRows) {
    row.model()
        .serialize(RowEncoder(into))
        .expect("a row is a struct of numbers, booleans and texts, some of them optional");
}

pub(super) fn unpack<R: Row>(cells: PackedRow<'_>) -> Result<R::Model, StoreError> {
    Ok(R::Model::deserialize(RowDecoder(cells)).map_err(|error| DbErr::Type(error.to_string()))?)
}
