//! What a cache was counted from: a generation of a view, and how far it was.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    event::Size,
    query::{error::QueryError, live_view::LiveView},
    storage::entity::failure::{Column, Entity},
};

/// A state of a view, in a transaction that reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ViewState {
    generation: i64,
    pub(super) checkpoint: Size,
    /// The failures of events up to the checkpoint: their number, and when the last one failed. A
    /// retry of one changes rows and does not move the checkpoint.
    failures: (i64, Option<i64>),
}

/// How a view differs from an earlier state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ViewChange {
    /// By events after the earlier checkpoint, if there are any.
    Followed,
    /// By more than that, or nothing is known of it.
    Other,
}

impl ViewState {
    /// The state of a view now, and how it differs from an earlier one.
    pub(super) async fn load(
        on: &impl ConnectionTrait,
        view: &LiveView,
        before: Option<&Self>,
    ) -> Result<(Self, ViewChange), QueryError> {
        let change = match before {
            Some(before)
                if before.generation == view.generation
                    && before.checkpoint <= view.checkpoint
                    && before.failures == failures(on, view, before.checkpoint).await? =>
            {
                if before.checkpoint == view.checkpoint {
                    return Ok((before.clone(), ViewChange::Followed));
                }
                ViewChange::Followed
            }
            _ => ViewChange::Other,
        };
        let failures = failures(on, view, view.checkpoint).await?;
        Ok((Self { generation: view.generation, checkpoint: view.checkpoint, failures }, change))
    }
}

async fn failures(on: &impl ConnectionTrait, view: &LiveView, below: Size) -> Result<(i64, Option<i64>), QueryError> {
    let found = Entity::find()
        .select_only()
        .column_as(Column::Position.count(), "failures")
        .column_as(Column::FailedAt.max(), "last")
        .filter(Column::Name.eq(view.name))
        .filter(Column::Generation.eq(view.generation))
        .filter(Column::Position.lt(below.0));
    let found: Option<(i64, Option<i64>)> = found.into_tuple().one(on).await?;
    Ok(found.unwrap_or_default())
}
