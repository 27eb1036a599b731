//! Retries failures of the live views: after an upgrade that decodes more, or once the database
//! accepts the row. Rows merge idempotently, so order and repetition do not matter.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait as _};

use super::{
    checkpoint::{self, Destination},
    generation::{self, Generation},
    rebuild::Rebuild,
    rebuild_error::RebuildError,
    row_store::WriteMode,
    view::View,
};
use crate::{
    event::{Position, RecordedEvent},
    storage::{
        Applied, LockMode, StoreError,
        entity::failure::{Column, Entity},
    },
};

const FAILURES_PER_PAGE: u64 = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retried {
    pub projection: &'static str,
    pub position: i64,
    pub svix_id: String,
    /// Why it still fails; `None` if it succeeded.
    pub reason: Option<String>,
}

impl Rebuild {
    /// Folds each failed event into the live generations again, one transaction per event.
    pub async fn retry(&self) -> Result<Vec<Retried>, RebuildError> {
        let mut retried = Vec::new();
        for view in &self.views {
            let live = generation::live(self.store.views(), view.name(), view.version()).await?;
            let live = live.ok_or(RebuildError::NotLive { name: view.name() })?;
            let mut after = -1;
            loop {
                let positions = self.failing(&live, after).await?;
                let Some(last) = positions.last() else { break };
                after = *last;
                for position in positions {
                    retried.extend(self.retry_one(&**view, &live, Position(position)).await?);
                }
            }
        }
        Ok(retried)
    }

    async fn failing(&self, live: &Generation, after: i64) -> Result<Vec<i64>, StoreError> {
        let positions = Entity::find()
            .select_only()
            .column(Column::Position)
            .filter(Column::Name.eq(&*live.name))
            .filter(Column::Generation.eq(live.number))
            .filter(Column::Position.gt(after))
            .order_by_asc(Column::Position)
            .limit(FAILURES_PER_PAGE);
        Ok(positions.into_tuple().all(self.store.views()).await?)
    }

    /// Folds one event again. Returns `None` if the log does not have it.
    async fn retry_one(
        &self,
        view: &dyn View,
        live: &Generation,
        position: Position,
    ) -> Result<Option<Retried>, RebuildError> {
        let events = self.log.read(position, 1, u64::MAX).await?;
        let Some(event) = events.first().filter(|event| event.position == position) else { return Ok(None) };
        let reason = match self.fold_again(view, live, event).await {
            Err(RebuildError::Store(error)) if error.is_in_the_data() => {
                tracing::warn!(%error, projection = view.name(), position = position.0, "the database still refuses a row");
                Some(checkpoint::REFUSED.to_owned())
            }
            outcome => outcome?,
        };
        let svix_id = event.id.as_str().to_owned();
        Ok(Some(Retried { projection: view.name(), position: position.0, svix_id, reason }))
    }

    /// Replaces the failure and the rows of an event with what the event yields now.
    async fn fold_again(
        &self,
        view: &dyn View,
        live: &Generation,
        event: &RecordedEvent,
    ) -> Result<Option<String>, RebuildError> {
        let name = view.name();
        let folded = checkpoint::fold(view, std::slice::from_ref(event));
        let reason = folded.failures.first().map(|failure| failure.reason.clone());
        let exclusive = self.store.view_tables().exclusive(name).await?;
        let now = generation::live(self.store.views(), name, view.version()).await?;
        let mut live = now.filter(|now| now.number == live.number).ok_or(RebuildError::NotLive { name })?;
        let failure = Entity::delete_many()
            .filter(Column::Name.eq(&*live.name))
            .filter(Column::Generation.eq(live.number))
            .filter(Column::Position.eq(event.position.0));
        exclusive.execute(&failure.into_query()).await?;
        let (table, to) = (view.table(), live.checkpoint);
        let mut into = Destination { view, generation: &mut live, table: &table, lock: LockMode::Wait };
        let written =
            checkpoint::write(&self.deps(), &*exclusive, &mut into, &mut WriteMode::Repeat, folded, to).await?;
        if written == Applied::FenceMoved {
            return Err(RebuildError::Interfered { name });
        }
        exclusive.commit().await?;
        Ok(reason)
    }
}
