//! Where a view stands right now: the table of its live generation, looked up in the transaction that reads it.

use sea_orm::{
    ConnectionTrait, EntityTrait, QueryTrait, Select,
    sea_query::{BinOper, Expr, ExprTrait, IntoColumnRef, Query},
};

use super::error::QueryError;
use crate::{
    event::Size,
    projection::{Projection, Row, generation},
};

/// The table of a view's live generation.
pub(super) struct LiveView {
    /// `sessions_7`.
    pub(super) table: String,
    /// `sessions`.
    pub(super) name: &'static str,
    pub(super) generation: i64,
    /// How many events it has folded.
    pub(super) checkpoint: Size,
}

impl LiveView {
    /// The live generation of this binary's version of the view, or how far the one that is being built has come.
    pub(super) async fn load<P: Projection>(on: &impl ConnectionTrait) -> Result<Self, QueryError> {
        if let Some(view) = Self::if_live::<P>(on).await? {
            return Ok(view);
        }
        Err(building(on, P::NAME, P::VERSION).await?)
    }

    /// The live generation, where there is one.
    pub(super) async fn if_live<P: Projection>(on: &impl ConnectionTrait) -> Result<Option<Self>, QueryError> {
        let live = generation::live(on, P::NAME, P::VERSION).await?;
        Ok(live.map(|live| Self {
            table: live.table(),
            name: P::NAME,
            generation: live.number,
            checkpoint: live.checkpoint,
        }))
    }

    /// A query of the view's rows from that table, under the view's name.
    pub(super) fn find<P: Projection>(&self) -> Select<<P::Row as Row>::Entity> {
        let mut select = <P::Row as Row>::Entity::find();
        QueryTrait::query(&mut select).from_clear().from_as(self.table.clone(), self.name);
        select
    }
}

/// Says of a view without a live generation how far the one that is being built has come.
pub(super) async fn building(
    on: &impl ConnectionTrait,
    name: &'static str,
    version: i32,
) -> Result<QueryError, QueryError> {
    let building = generation::newest(on, name, version, generation::GenerationState::Building).await?;
    let checkpoint = building.map(|building| building.checkpoint);
    Ok(QueryError::Building { name, checkpoint, size: size(on).await? })
}

/// A text column in a form that no index serves. Where two indexes begin with columns of a condition, a planner without
/// true statistics takes either: so it is left with the one that is narrow, whatever it believes of the table.
pub(super) fn unindexed(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).binary(BinOper::Custom("||"), "")
}

/// The same of a column of numbers.
pub(super) fn unindexed_number(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).add(0)
}

pub(super) async fn size(on: &impl ConnectionTrait) -> Result<Size, QueryError> {
    let head = Query::select().column("size").from("log_head").take();
    let row = on.query_one(&head).await?;
    Ok(Size(row.map_or(Ok(0), |row| row.try_get("", "size"))?))
}
