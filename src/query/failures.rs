//! Failures of the live views, for operators. `/v1/undecodable` lists the same by event.

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

/// An event that a view skipped or read only in part.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct FailureRow {
    pub name: String,
    pub position: i64,
    pub source: String,
    pub svix_id: String,
    /// `None` if the body has no usable type.
    pub event_type: Option<String>,
    /// Id of the object that it is about, if readable.
    pub object_id: Option<String>,
    pub reason: String,
}

/// A page of failures after `after`, by view and position, for one view or all.
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
