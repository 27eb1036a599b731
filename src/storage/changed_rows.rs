//! New versions of stored rows, and the columns that change. Only those columns are written, so
//! indexes on other columns are not touched.

use std::collections::BTreeMap;

use super::packed_rows::{PackedRow, PackedRows};

/// Some columns of a table, by their places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Columns(u64);

#[derive(Debug)]
pub struct ChangedRows {
    rows: PackedRows,
    /// The changed columns of each row: at least one.
    differing: Vec<Columns>,
}

impl Columns {
    /// How many columns a table of a view can have.
    pub const MAX: usize = u64::BITS as usize;

    /// The columns at these places.
    ///
    /// # Panics
    ///
    /// At a place that no table of a view has: [`Columns::MAX`] and beyond.
    pub fn at(places: impl IntoIterator<Item = usize>) -> Self {
        let column = |place: usize| {
            assert!(place < Self::MAX, "a table of a view has at most {} columns", Self::MAX);
            1 << place
        };
        Self(places.into_iter().map(column).fold(0, |columns: u64, column| columns | column))
    }

    /// Where two rows of one table differ.
    fn differing(one: PackedRow<'_>, other: PackedRow<'_>) -> Self {
        let cells = one.cells().zip(other.cells()).enumerate();
        Self::at(cells.filter(|(_, (one, other))| one != other).map(|(place, _)| place))
    }

    pub fn places(self) -> impl Iterator<Item = usize> + Clone {
        (0..Self::MAX).filter(move |place| self.0 & 1 << place != 0)
    }

    const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl ChangedRows {
    /// Empty; rows will be added to `rows`.
    #[must_use]
    pub const fn new(rows: PackedRows) -> Self {
        Self { rows, differing: Vec::new() }
    }

    pub fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
        self.differing.reserve(rows);
    }

    /// Adds the one row that `pack` packs, unless it is the same as the `known` one.
    pub fn add(&mut self, known: PackedRow<'_>, pack: impl FnOnce(&mut PackedRows)) {
        pack(&mut self.rows);
        let differing = self.rows.last().map_or_else(Columns::default, |row| Columns::differing(row, known));
        if differing == Columns::default() {
            self.rows.pop();
        } else {
            self.differing.push(differing);
        }
    }

    #[must_use]
    pub const fn rows(&self) -> &PackedRows {
        &self.rows
    }

    /// The rows that differ in one of these columns.
    pub fn differing_in(&self, columns: Columns) -> impl Iterator<Item = PackedRow<'_>> + Clone {
        let rows = self.rows.iter().zip(&self.differing);
        rows.filter(move |(_, differing)| differing.meets(columns)).map(|(row, _)| row)
    }

    /// The columns in which any row differs.
    #[must_use]
    pub fn differing(&self) -> Columns {
        Columns(self.differing.iter().fold(0, |all, Columns(one)| all | one))
    }

    /// The rows grouped by the columns in which they differ.
    #[must_use]
    pub fn by_columns(&self) -> BTreeMap<Columns, Vec<PackedRow<'_>>> {
        let mut rows: BTreeMap<Columns, Vec<PackedRow<'_>>> = BTreeMap::new();
        for (row, differing) in self.rows.iter().zip(&self.differing) {
            rows.entry(*differing).or_default().push(row);
        }
        rows
    }
}
