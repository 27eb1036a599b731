//! Rows on their way between a view and its table, in few pieces of memory.

use std::ops::Range;

/// Room for texts: the average of most views, nearly.
const TEXT_BYTES_PER_CELL: usize = 12;

/// The value of one column of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    Null,
    Integer(i64),
    Boolean(bool),
    Text(&'a str),
}

/// Rows of one table, with a cell per column in order. All rows share two allocations: a row of
/// thirty texts does not need thirty, which another thread would free one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedRows {
    cells: Vec<Packed>,
    texts: String,
    columns: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packed {
    Null,
    Integer(i64),
    Boolean(bool),
    /// Its place among the texts.
    Text {
        from: u32,
        to: u32,
    },
}

#[derive(Clone, Copy, Debug)]
pub struct PackedRow<'a> {
    cells: &'a [Packed],
    texts: &'a str,
}

impl PackedRows {
    /// No rows yet, of a table with this number of columns.
    #[must_use]
    pub fn with_columns(columns: usize) -> Self {
        Self { columns, ..Self::default() }
    }

    /// A copy of one row.
    #[must_use]
    pub fn one(row: PackedRow<'_>) -> Self {
        let mut rows = Self::with_columns(row.cells.len());
        row.cells().for_each(|cell| rows.push(cell));
        rows
    }

    pub fn reserve(&mut self, rows: usize) {
        self.cells.reserve(rows * self.columns);
        self.texts.reserve(rows * self.columns * TEXT_BYTES_PER_CELL);
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len().checked_div(self.columns).unwrap_or(0)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds the next cell of the last row, or the first cell of a new row.
    pub fn push(&mut self, cell: Cell<'_>) {
        self.cells.push(match cell {
            Cell::Null => Packed::Null,
            Cell::Integer(number) => Packed::Integer(number),
            Cell::Boolean(boolean) => Packed::Boolean(boolean),
            Cell::Text(text) => {
                let from = place(self.texts.len());
                self.texts.push_str(text);
                Packed::Text { from, to: place(self.texts.len()) }
            }
        });
    }

    #[must_use]
    pub fn last(&self) -> Option<PackedRow<'_>> {
        let len = self.len();
        self.range(len.saturating_sub(1)..len).next()
    }

    pub fn pop(&mut self) {
        let Some(last) = self.len().checked_sub(1) else { return };
        let texts = |cell: &Packed| if let Packed::Text { from, .. } = cell { Some(*from) } else { None };
        let cells = last * self.columns;
        if let Some(from) = self.cells[cells..].iter().find_map(texts) {
            self.texts.truncate(from as usize);
        }
        self.cells.truncate(cells);
    }

    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = PackedRow<'_>> + Clone {
        self.range(0..self.len())
    }

    /// The rows at these places.
    #[must_use]
    pub fn range(&self, places: Range<usize>) -> impl ExactSizeIterator<Item = PackedRow<'_>> + Clone {
        let cells = &self.cells[places.start * self.columns..places.end * self.columns];
        cells.chunks_exact(self.columns.max(1)).map(|cells| PackedRow { cells, texts: &self.texts })
    }

    /// The places of all rows, in ranges of this length; the last is shorter.
    pub fn places(&self, at_a_time: usize) -> impl Iterator<Item = Range<usize>> {
        let len = self.len();
        (0..len).step_by(at_a_time).map(move |from| from..len.min(from + at_a_time))
    }
}

/// A place in half the memory.
fn place(at: usize) -> u32 {
    u32::try_from(at).expect("rows are written long before they are as many bytes")
}

impl<'a> PackedRow<'a> {
    #[must_use]
    pub fn cells(self) -> impl ExactSizeIterator<Item = Cell<'a>> {
        self.cells.iter().map(move |cell| self.unpacked(*cell))
    }

    #[must_use]
    pub fn cell(self, place: usize) -> Cell<'a> {
        self.unpacked(self.cells[place])
    }

    fn unpacked(self, cell: Packed) -> Cell<'a> {
        match cell {
            Packed::Null => Cell::Null,
            Packed::Integer(number) => Cell::Integer(number),
            Packed::Boolean(boolean) => Cell::Boolean(boolean),
            Packed::Text { from, to } => Cell::Text(&self.texts[from as usize..to as usize]),
        }
    }
}
