//! Since when a row may be incomplete because of a failure. Computed on reading, so it ends when a
//! retry succeeds.

use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoColumnRef, Query};

use super::live_view::{LiveView, unindexed};
use crate::storage::entity::failure::{Column, Entity};

/// When the first failed event about this row happened; null if there is none. One index lookup
/// per row.
pub(super) fn since(view: &LiveView, source: impl IntoColumnRef, id: impl IntoColumnRef) -> Expr {
    let own = |column: Column| Expr::col((Entity, column));
    let known_at = Func::coalesce([own(Column::OccurredAt), own(Column::FailedAt)]);
    let failures = Query::select()
        .expr(Func::min(known_at))
        .from(Entity)
        .and_where(own(Column::Name).eq(view.name))
        .and_where(own(Column::Generation).eq(view.generation))
        .and_where(own(Column::ObjectId).eq(Expr::col(id)))
        .and_where(unindexed((Entity, Column::Source)).eq(Expr::col(source)))
        .take();
    Expr::SubQuery(None, Box::new(failures.into()))
}
