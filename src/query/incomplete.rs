//! Since when what a view shows of a row may be incomplete: an event about it could not be folded. Computed when asked,
//! so that it ends by itself when the event is folded after all.

use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoColumnRef, Query};

use super::live_view::LiveView;
use crate::storage::entity::failure::{Column, Entity};

/// When the first event happened that the view could not fold and that is about the row of that source and id; null
/// where there is none. One look into an index for each row.
pub(super) fn since(view: &LiveView, source: impl IntoColumnRef, id: impl IntoColumnRef) -> Expr {
    let own = |column: Column| Expr::col((Entity, column));
    let known_at = Func::coalesce([own(Column::OccurredAt), own(Column::FailedAt)]);
    let failures = Query::select()
        .expr(Func::min(known_at))
        .from(Entity)
        .and_where(own(Column::Name).eq(view.name))
        .and_where(own(Column::Generation).eq(view.generation))
        .and_where(own(Column::ObjectId).eq(Expr::col(id)))
        .and_where(own(Column::Source).eq(Expr::col(source)))
        .take();
    Expr::SubQuery(None, Box::new(failures.into()))
}
