//! Decodes a row from cells.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, SeqAccess, Visitor},
    forward_to_deserialize_any,
};

use crate::storage::{Cell, PackedRow};

pub(super) struct RowDecoder<'p>(pub(super) PackedRow<'p>);

struct Cells<I>(I);

struct CellDecoder<'p>(Cell<'p>);

/// The error for a cell that does not have the type of its field.
#[derive(Debug)]
pub(super) struct RowDecodeError(String);

impl fmt::Display for RowDecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a row of a view: {}", self.0)
    }
}

impl std::error::Error for RowDecodeError {}

impl serde::de::Error for RowDecodeError {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self(what.to_string())
    }
}

impl<'de> Deserializer<'de> for RowDecoder<'de> {
    type Error = RowDecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowDecodeError> {
        visitor.visit_seq(Cells(self.0.cells()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, I: Iterator<Item = Cell<'de>>> SeqAccess<'de> for Cells<I> {
    type Error = RowDecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, RowDecodeError> {
        self.0.next().map(|cell| seed.deserialize(CellDecoder(cell))).transpose()
    }
}

impl<'de> Deserializer<'de> for CellDecoder<'de> {
    type Error = RowDecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowDecodeError> {
        match self.0 {
            Cell::Null => visitor.visit_unit(),
            Cell::Integer(number) => visitor.visit_i64(number),
            Cell::Boolean(boolean) => visitor.visit_bool(boolean),
            Cell::Text(text) => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowDecodeError> {
        match self.0 {
            Cell::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
