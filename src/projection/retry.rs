//! Trying again what a live view could not fold: after an upgrade that reads more, or once the database takes the row.
//! Rows merge idempotently, so that it does not matter when, or how often. Builds nothing anew.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    checkpoint,
    generation::{self, Generation},
    rebuild::Rebuild,
    rebuild_error::RebuildError,
    row_store::{Chains, Target},
    view::View,
};
use crate::{
    event::{Position, RecordedEvent},
    store::{
        StoreError,
        entity::failure::{Column, Entity},
        tables,
    },
};

const FAILURES_PER_PAGE: u64 = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retried {
    pub projection: &'static str,
    pub position: i64,
    pub svix_id: String,
    /// Why it fails still; `None` when the view has it now.
    pub reason: Option<String>,
}

impl Rebuild {
    /// Folds each failing event of the live generations again, one transaction for each.
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

    /// Folds one event again and enters what comes of it; `None` when it fails no more, or the log has it no more.
    async fn retry_one(
        &self,
        view: &dyn View,
        live: &Generation,
        position: Position,
    ) -> Result<Option<Retried>, RebuildError> {
        let events = self.log.read(position, 1, u64::MAX).await?;
        let Some(event) = events.first().filter(|event| event.position == position) else { return Ok(None) };
        let reason = match self.fold_again(view, live, event).await {
            Err(error) if error.is_in_the_data() => {
                tracing::warn!(%error, projection = view.name(), position = position.0, "the database refuses a row still");
                Some(checkpoint::REFUSED.to_owned())
            }
            outcome => outcome?,
        };
        let svix_id = event.id.as_str().to_owned();
        Ok(Some(Retried { projection: view.name(), position: position.0, svix_id, reason }))
    }

    async fn fold_again(
        &self,
        view: &dyn View,
        live: &Generation,
        event: &RecordedEvent,
    ) -> Result<Option<String>, StoreError> {
        let folded = checkpoint::fold(view, std::slice::from_ref(event));
        let reason = folded.failures.first().map(|failure| failure.reason.clone());
        let transaction = self.store.begin_views().await?;
        tables::lock_projection(&transaction, view.name()).await?;
        generation::touch(&transaction, live, self.clock.now()).await?;
        Entity::delete_many()
            .filter(Column::Name.eq(&*live.name))
            .filter(Column::Generation.eq(live.number))
            .filter(Column::Position.eq(event.position.0))
            .exec(&transaction)
            .await?;
        let target = Target { name: &live.table(), table: &view.table() };
        folded.rows.write(&self.store, &transaction, target, Chains::Derived).await?;
        checkpoint::record_failures(&transaction, live, &folded.failures, self.clock.now()).await?;
        transaction.commit().await?;
        Ok(reason)
    }
}
