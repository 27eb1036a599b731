//! Rollback: catches up a kept generation and makes it live again, in one transaction. The
//! generation that it replaces is kept for a day at most.

use std::{sync::Arc, time::Duration};

use super::{fill::GenerationBuild, generation, rebuild::Rebuild, rebuild_error::RebuildError};

/// How long a replaced generation is kept at most: it takes as much space as the live one, and is
/// not updated.
pub const KEEP_PREVIOUS_MAX: Duration = Duration::from_hours(24);

impl Rebuild {
    /// Makes the kept generation of each view live again. Fails before it changes anything if a
    /// view has none.
    pub async fn rollback(&self) -> Result<(), RebuildError> {
        let lock = self.lock().await?;
        let rolled_back = self.rollback_alone().await;
        lock.release().await?;
        rolled_back
    }

    async fn rollback_alone(&self) -> Result<(), RebuildError> {
        let mut kept = Vec::with_capacity(self.views.len());
        for view in &self.views {
            let now = self.clock.now();
            let generation = generation::kept(self.store.views(), view.name(), view.version(), now).await?;
            kept.push((Arc::clone(view), generation.ok_or(RebuildError::NotKept { name: view.name() })?));
        }
        let keeping = Self { keep_previous: Some(self.keep_previous.unwrap_or(KEEP_PREVIOUS_MAX)), ..self.clone() };
        for (view, generation) in kept {
            keeping.swap(GenerationBuild::indexed(view, generation)).await?;
        }
        Ok(())
    }
}
