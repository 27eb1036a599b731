//! What the live copy of a view could not fold, event by event. For operators, in one list for one view or all;
//! `/v1/undecodable` has the same by event, for whoever may read that.

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Condition, Expr, ExprTrait, JoinType},
};

use super::{error::QueryError, undecodable::of_live_views};
use crate::storage::{
    Store,
    entity::{
        event,
        failure::{Column, Entity},
    },
};

pub const FAILURES_PER_PAGE: u64 = 1_000;

/// An event that a view could not fold, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct FailureRow {
    pub name: String,
    pub position: i64,
    pub source: String,
    pub svix_id: String,
    /// Its type, where it has a usable one.
    pub event_type: Option<String>,
    /// What it is about, where that can be read.
    pub object_id: Option<String>,
    pub reason: String,
}

/// A page of them by view and position, from behind the last of the page before; of one view, or of all.
pub async fn page(
    store: &Store,
    projection: Option<&str>,
    after: Option<&FailureRow>,
) -> Result<Vec<FailureRow>, QueryError> {
    let on = store.begin_read().await?;
    let own = |column: Column| Expr::col((Entity, column));
    let behind = after.map(|last| {
        let place = Expr::tuple([Expr::value(last.name.as_str()), Expr::value(last.position)]);
        Expr::tuple([own(Column::Name), own(Column::Position)]).gt(place)
    });
    let mut select = Entity::find()
        .select_only()
        .columns([Column::Name, Column::Position, Column::Source, Column::SvixId, Column::ObjectId, Column::Reason])
        .filter(
            Condition::all()
                .add(of_live_views(&on).await?)
                .add_option(projection.map(|name| Column::Name.eq(name)))
                .add_option(behind),
        )
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Position)
        .limit(FAILURES_PER_PAGE);
    let same = Expr::col((event::Entity, event::Column::Position)).equals((Entity, Column::Position));
    QueryTrait::query(&mut select)
        .join(JoinType::LeftJoin, event::Entity, same)
        .expr_as(Expr::col((event::Entity, event::Column::EventType)), "event_type");
    Ok(select.into_model().all(&on).await?)
}
