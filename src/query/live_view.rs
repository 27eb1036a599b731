//! The live generation of a view, looked up in the transaction that reads it.

use sea_orm::{
    ConnectionTrait, EntityTrait, QueryTrait, Select,
    sea_query::{BinOper, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement},
};

use super::error::QueryError;
use crate::{
    event::Size,
    projection::{Projection, Row, generation},
};

pub(super) struct LiveView {
    /// `sessions_7`.
    pub(super) table: String,
    /// `sessions`.
    pub(super) name: &'static str,
    pub(super) generation: i64,
    /// The number of events that it has folded.
    pub(super) checkpoint: Size,
}

impl LiveView {
    /// The live generation of this binary's version. If there is none, the error has the progress
    /// of the rebuild.
    pub(super) async fn load<P: Projection>(on: &impl ConnectionTrait) -> Result<Self, QueryError> {
        if let Some(view) = Self::if_live::<P>(on).await? {
            return Ok(view);
        }
        Err(building(on, P::NAME, P::VERSION).await?)
    }

    /// The live generation, if there is one.
    pub(super) async fn if_live<P: Projection>(on: &impl ConnectionTrait) -> Result<Option<Self>, QueryError> {
        let live = generation::live(on, P::NAME, P::VERSION).await?;
        Ok(live.map(|live| Self {
            table: live.table(),
            name: P::NAME,
            generation: live.number,
            checkpoint: live.checkpoint,
        }))
    }

    /// Selects rows from that table, with the name of the view as its alias.
    pub(super) fn find<P: Projection>(&self) -> Select<<P::Row as Row>::Entity> {
        let mut select = <P::Row as Row>::Entity::find();
        QueryTrait::query(&mut select).from_clear().from_as(self.table.clone(), self.name);
        select
    }

    /// The table of an inverted index.
    pub(super) fn entries(&self, index: &str) -> String {
        format!("{}_{index}", self.table)
    }
}

/// The error for a view without a live generation, with the progress of the rebuild.
pub(super) async fn building(
    on: &impl ConnectionTrait,
    name: &'static str,
    version: i32,
) -> Result<QueryError, QueryError> {
    let building = generation::newest(on, name, version, generation::GenerationState::Building).await?;
    let checkpoint = building.map(|building| building.checkpoint);
    Ok(QueryError::Building { name, checkpoint, size: size(on).await? })
}

/// A text column in a form that no index serves. If two indexes start with columns of a condition,
/// a planner without good statistics may choose either. This leaves it only the selective one.
pub(super) fn unindexed(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).binary(BinOper::Custom("||"), "")
}

/// The same for a column of numbers.
pub(super) fn unindexed_number(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).add(0)
}

/// True if a query finds a row. It is a scalar subquery, so that the planner does not turn it into
/// a join with all rows.
pub(super) fn finds_row(select: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(select.into())).is_not_null()
}

pub(super) async fn size(on: &impl ConnectionTrait) -> Result<Size, QueryError> {
    let head = Query::select().column("size").from("log_head").take();
    let row = on.query_one(&head).await?;
    Ok(Size(row.map_or(Ok(0), |row| row.try_get("", "size"))?))
}
