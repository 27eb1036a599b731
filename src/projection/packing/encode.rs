//! Encodes a row as cells.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{Impossible, SerializeStruct},
};

use crate::storage::{Cell, PackedRows};

/// Encodes the fields of a struct, or the next cell.
pub(super) struct RowEncoder<'p>(pub(super) &'p mut PackedRows);

/// The error for a type that no column can hold.
#[derive(Debug)]
pub(super) struct UnsupportedType;

impl fmt::Display for UnsupportedType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("no column of a view holds such a value")
    }
}

impl std::error::Error for UnsupportedType {}

impl serde::ser::Error for UnsupportedType {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl SerializeStruct for RowEncoder<'_> {
    type Ok = ();
    type Error = UnsupportedType;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), UnsupportedType> {
        value.serialize(RowEncoder(self.0))
    }

    fn end(self) -> Result<(), UnsupportedType> {
        Ok(())
    }
}

macro_rules! unsupported {
    ($($method:ident($($type:ty),*);)*) => {
        $(fn $method(self, $(_: $type),*) -> Result<(), UnsupportedType> {
            Err(UnsupportedType)
        })*
    };
}

impl Serializer for RowEncoder<'_> {
    type Ok = ();
    type Error = UnsupportedType;
    type SerializeSeq = Impossible<(), UnsupportedType>;
    type SerializeTuple = Impossible<(), UnsupportedType>;
    type SerializeTupleStruct = Impossible<(), UnsupportedType>;
    type SerializeTupleVariant = Impossible<(), UnsupportedType>;
    type SerializeMap = Impossible<(), UnsupportedType>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), UnsupportedType>;

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self, UnsupportedType> {
        Ok(self)
    }

    fn serialize_none(self) -> Result<(), UnsupportedType> {
        self.0.push(Cell::Null);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), UnsupportedType> {
        value.serialize(self)
    }

    fn serialize_i64(self, number: i64) -> Result<(), UnsupportedType> {
        self.0.push(Cell::Integer(number));
        Ok(())
    }

    fn serialize_i16(self, number: i16) -> Result<(), UnsupportedType> {
        self.0.push(Cell::Integer(number.into()));
        Ok(())
    }

    fn serialize_bool(self, boolean: bool) -> Result<(), UnsupportedType> {
        self.0.push(Cell::Boolean(boolean));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), UnsupportedType> {
        self.0.push(Cell::Text(text));
        Ok(())
    }

    unsupported! {
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

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), UnsupportedType> {
        Err(UnsupportedType)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), UnsupportedType> {
        Err(UnsupportedType)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, UnsupportedType> {
        Err(UnsupportedType)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, UnsupportedType> {
        Err(UnsupportedType)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, UnsupportedType> {
        Err(UnsupportedType)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, UnsupportedType> {
        Err(UnsupportedType)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, UnsupportedType> {
        Err(UnsupportedType)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, UnsupportedType> {
        Err(UnsupportedType)
    }
}
