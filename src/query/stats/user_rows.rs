//! Reads from the view of users what statistics need, all of it or by id.

use sea_orm::EntityTrait;

use crate::{
    query::{error::QueryError, live_view::LiveView},
    storage::{Cell, PackedRow, RowQuery, RowSelection, Store, tables::Table},
    views::users::{Entity, NEVER},
};

/// Rows of one statement.
const ROWS_PER_SELECT: u32 = 20_000;

const COLUMNS: [&str; 6] = ["source", "user_id", "instance_id", "created_at", "deleted_at", "last_sign_in_at"];

/// A user as the view has it. Times are microseconds since 1970.
pub(super) struct UserFacts<'a> {
    pub(super) source: &'a str,
    pub(super) user_id: &'a str,
    pub(super) instance_id: Option<&'a str>,
    pub(super) created_at: Option<i64>,
    pub(super) deleted_at: Option<i64>,
    pub(super) last_sign_in_at: Option<i64>,
}

impl<'a> UserFacts<'a> {
    fn new(row: PackedRow<'a>) -> Option<Self> {
        Some(Self {
            source: text(row.cell(0))?,
            user_id: text(row.cell(1))?,
            instance_id: text(row.cell(2)),
            created_at: integer(row.cell(3)),
            deleted_at: integer(row.cell(4)),
            last_sign_in_at: integer(row.cell(5)).filter(|at| *at > NEVER),
        })
    }
}

/// Reads every user.
pub(super) async fn each(
    store: &Store,
    users: &LiveView,
    mut each: impl FnMut(&UserFacts<'_>),
) -> Result<(), QueryError> {
    let table = columns_of::<Entity>(&COLUMNS);
    let mut last: Option<(String, String)> = None;
    loop {
        let after = last.as_ref().map(|(source, id)| vec![Cell::Text(source), Cell::Text(id)]);
        let columns = &["source", "user_id"];
        let selection = RowSelection::Page { columns, among: None, after, limit: ROWS_PER_SELECT };
        let rows = store.view_tables().rows(RowQuery { name: &users.table, table: &table, selection }).await?;
        rows.iter().filter_map(UserFacts::new).for_each(|facts| each(&facts));
        let Some(facts) = rows.last().and_then(UserFacts::new) else { return Ok(()) };
        last = Some((facts.source.to_owned(), facts.user_id.to_owned()));
    }
}

/// Reads the users of one source with these ids.
pub(super) async fn by_ids(
    store: &Store,
    users: &LiveView,
    (source, ids): (&str, Vec<&str>),
    mut each: impl FnMut(&UserFacts<'_>),
) -> Result<(), QueryError> {
    let table = columns_of::<Entity>(&COLUMNS);
    let selection = RowSelection::ById { key_column: "user_id", source, ids };
    let rows = store.view_tables().rows(RowQuery { name: &users.table, table: &table, selection }).await?;
    rows.iter().filter_map(UserFacts::new).for_each(|facts| each(&facts));
    Ok(())
}

/// The table of a view with some of its columns, in this order.
pub(super) fn columns_of<E: EntityTrait>(names: &[&str]) -> Table {
    let all = Table::from_entity::<E>();
    let column = |name: &&str| all.columns.iter().find(|column| column.name == *name).cloned();
    let columns = names.iter().filter_map(column).collect();
    Table { columns, ..all }
}

pub(super) const fn text(cell: Cell<'_>) -> Option<&str> {
    match cell {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

pub(super) const fn integer(cell: Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Integer(number) => Some(number),
        _ => None,
    }
}
