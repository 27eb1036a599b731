//! Of rows that a table has already, only what differs is written.

use gatelog::{
    storage::{Cell, ChangedRows, Columns, PackedRows},
    views,
};

/// Rows of two columns: a key, and a text.
fn rows(of: &[(i64, &str)]) -> PackedRows {
    let mut rows = PackedRows::with_columns(2);
    for (key, text) in of {
        rows.push(Cell::Integer(*key));
        rows.push(Cell::Text(text));
    }
    rows
}

/// What the rows `now` change of those `known`, one by one.
fn changed(known: &[(i64, &str)], now: &[(i64, &str)]) -> ChangedRows {
    let mut changed = ChangedRows::new(PackedRows::with_columns(2));
    for (known, now) in rows(known).iter().zip(rows(now).iter()) {
        changed.add(known, |rows| now.cells().for_each(|cell| rows.push(cell)));
    }
    changed
}

#[test]
fn a_row_that_says_the_same_is_not_kept() {
    let changed = changed(&[(1, "one"), (2, "two"), (3, "three")], &[(1, "one"), (2, "zwei"), (3, "three")]);
    assert_eq!(changed.rows(), &rows(&[(2, "zwei")]));
}

#[test]
fn a_row_is_asked_for_by_the_columns_in_which_it_differs() {
    let changed = changed(&[(1, "one"), (2, "two"), (3, "three")], &[(1, "eins"), (7, "two"), (8, "drei")]);
    let keys = |columns| -> Vec<Cell<'_>> { changed.differing_in(columns).map(|row| row.cell(0)).collect() };
    assert_eq!(keys(Columns::at([0])), [Cell::Integer(7), Cell::Integer(8)]);
    assert_eq!(keys(Columns::at([1])), [Cell::Integer(1), Cell::Integer(8)]);
    assert_eq!(keys(Columns::at([0, 1])), [Cell::Integer(1), Cell::Integer(7), Cell::Integer(8)]);
    assert_eq!(keys(Columns::at([5])), []);
}

#[test]
fn rows_that_differ_in_the_same_columns_are_written_together() {
    let changed = changed(&[(1, "one"), (2, "two"), (3, "three")], &[(1, "eins"), (7, "two"), (3, "drei")]);
    let together: Vec<(Vec<usize>, Vec<Cell<'_>>)> = changed
        .by_columns()
        .into_iter()
        .map(|(columns, rows)| (columns.places().collect(), rows.into_iter().map(|row| row.cell(0)).collect()))
        .collect();
    assert_eq!(together, [(vec![0], vec![Cell::Integer(7)]), (vec![1], vec![Cell::Integer(1), Cell::Integer(3)])]);
}

#[test]
fn every_view_has_so_few_columns_that_they_can_be_told_apart() {
    for view in views::all() {
        assert!(view.table().columns.len() <= Columns::MAX, "{}", view.name());
    }
    assert_eq!(Columns::at([0, Columns::MAX - 1]).places().collect::<Vec<_>>(), [0, 63]);
}
