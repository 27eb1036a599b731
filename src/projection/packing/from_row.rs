//! A row is taken apart into cells.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{Impossible, SerializeStruct},
};

use crate::store::{Cell, PackedRows};

/// Takes a struct apart, or becomes the next cell.
pub(super) struct Packing<'p>(pub(super) &'p mut PackedRows);

/// Of a type that no column holds.
#[derive(Debug)]
pub(super) struct NoCell;

impl fmt::Display for NoCell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("no column of a view holds such a value")
    }
}

impl std::error::Error for NoCell {}

impl serde::ser::Error for NoCell {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl SerializeStruct for Packing<'_> {
    type Ok = ();
    type Error = NoCell;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _name: &'static str, value: &T) -> Result<(), NoCell> {
        value.serialize(Packing(self.0))
    }

    fn end(self) -> Result<(), NoCell> {
        Ok(())
    }
}

macro_rules! no_cell {
    ($($method:ident($($type:ty),*);)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<(), NoCell> {
            Err(NoCell)
        })*
    };
}

impl Serializer for Packing<'_> {
    type Ok = ();
    type Error = NoCell;
    type SerializeSeq = Impossible<(), NoCell>;
    type SerializeTuple = Impossible<(), NoCell>;
    type SerializeTupleStruct = Impossible<(), NoCell>;
    type SerializeTupleVariant = Impossible<(), NoCell>;
    type SerializeMap = Impossible<(), NoCell>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), NoCell>;

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self, NoCell> {
        Ok(self)
    }

    fn serialize_none(self) -> Result<(), NoCell> {
        self.0.push(Cell::Null);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NoCell> {
        value.serialize(self)
    }

    fn serialize_i64(self, number: i64) -> Result<(), NoCell> {
        self.0.push(Cell::Integer(number));
        Ok(())
    }

    fn serialize_i16(self, number: i16) -> Result<(), NoCell> {
        self.0.push(Cell::Integer(number.into()));
        Ok(())
    }

    fn serialize_bool(self, truth: bool) -> Result<(), NoCell> {
        self.0.push(Cell::Boolean(truth));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), NoCell> {
        self.0.push(Cell::Text(text));
        Ok(())
    }

    no_cell! {
        serialize_i8(i8);
        serialize_i32(i32);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_bytes(&[u8]);
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), NoCell> {
        Err(NoCell)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), NoCell> {
        Err(NoCell)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, NoCell> {
        Err(NoCell)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, NoCell> {
        Err(NoCell)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NoCell> {
        Err(NoCell)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoCell> {
        Err(NoCell)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, NoCell> {
        Err(NoCell)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NoCell> {
        Err(NoCell)
    }
}
