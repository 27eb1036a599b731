//! Rows become cells and cells rows: each field of a row is the cell of the column that it is, in the order of both. By way
//! of serde, which knows a row's fields in that order.

mod from_row;
mod into_row;

use sea_orm::{DbErr, EntityTrait, Iterable as _};
use serde::{Deserialize as _, Serialize as _};

use self::{from_row::Packing, into_row::Unpacking};
use super::contract::Row;
use crate::store::{ChangedRows, PackedRow, PackedRows, StoreError};

pub(super) fn packed<'r, R: Row>(rows: impl IntoIterator<Item = &'r R>) -> PackedRows {
    let mut packed = empty::<R>();
    for row in rows {
        pack(row, &mut packed);
    }
    packed
}

pub(super) fn empty<R: Row>() -> PackedRows {
    PackedRows::of(<R::Entity as EntityTrait>::Column::iter().len())
}

pub(super) fn with_room<R: Row>(rows: usize) -> PackedRows {
    let mut packed = empty::<R>();
    packed.reserve(rows);
    packed
}

/// No rows that the table has and that are to be otherwise yet.
pub(super) fn none_changed<R: Row>() -> ChangedRows {
    ChangedRows::of(empty::<R>())
}

pub(super) fn pack<R: Row>(row: &R, into: &mut PackedRows) {
    row.model()
        .serialize(Packing(into))
        .expect("a row is a struct of numbers, truths, and texts, some of them optional");
}

pub(super) fn unpack<R: Row>(cells: PackedRow<'_>) -> Result<R::Model, StoreError> {
    Ok(R::Model::deserialize(Unpacking(cells)).map_err(|misfit| DbErr::Type(misfit.to_string()))?)
}
