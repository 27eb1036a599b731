//! The table that rows are written into.

use crate::store::tables::Table;

/// A generation's table: its name, and its shape.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub name: &'a str,
    pub table: &'a Table,
}
