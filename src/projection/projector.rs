//! The projector folds new events into the live generations. Each append wakes it; it also polls
//! slowly.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use super::{
    checkpoint::{self, Destination},
    deps::Deps,
    generation::{self, Generation},
    row_store::WriteMode,
    view::{self, View},
};
use crate::{
    clock::Clock,
    event::{Position, Size},
    event_log::EventLog,
    storage::{Applied, LockMode, Store, StoreError, tables::Table},
};

/// Events of one transaction: enough for throughput, few enough that views stay fresh during a
/// catch-up.
const BATCH_EVENTS_MAX: u64 = 2_000;
/// Bodies of one batch, in bytes.
const BATCH_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Interval of the poll.
const POLL: Duration = Duration::from_secs(2);
/// Minimum time between batches that are not full. A batch of fifty events costs little more than
/// one of five. Under load batches grow by themselves: events that come while one is written make
/// the next one.
const GATHER: Duration = Duration::from_millis(8);
/// Pause while another process folds.
const ELSEWHERE_PAUSE: Duration = Duration::from_millis(20);
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

pub struct Projector {
    deps: Deps,
    views: Vec<Arc<dyn View>>,
}

enum PassOutcome {
    /// A full batch: there may be more events.
    FullBatch,
    /// Less than a full batch: the end of the log is reached.
    CaughtUp,
    Idle,
}

impl Projector {
    #[must_use]
    pub const fn new(store: Arc<Store>, log: EventLog, clock: Clock, views: Vec<Arc<dyn View>>) -> Self {
        Self { deps: Deps { store, log, clock }, views }
    }

    /// Follows the log until cancelled. A failure is logged and retried; it has no effect on
    /// webhooks.
    pub async fn run(self, stop: CancellationToken) {
        let mut size = self.deps.log.subscribe();
        while !stop.is_cancelled() {
            let began = Instant::now();
            let known = *size.borrow_and_update();
            let pause = match self.pass(known).await {
                Ok(PassOutcome::CaughtUp) => Some(GATHER.saturating_sub(began.elapsed())),
                Ok(PassOutcome::FullBatch) => continue,
                Ok(PassOutcome::Idle) => None,
                Err(error) => {
                    if !self.deps.store.is_away(&error) {
                        tracing::error!(%error, "projecting failed, trying again");
                    }
                    Some(FAILURE_PAUSE)
                }
            };
            let wake = async {
                match pause {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => drop(tokio::time::timeout(POLL, size.changed()).await),
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = wake => {}
            }
        }
    }

    /// Folds one batch into every live generation that is behind.
    async fn pass(&self, size: Size) -> Result<PassOutcome, StoreError> {
        let all = generation::all(self.deps.store.views()).await?;
        let live = |view: &Arc<dyn View>| generation::live_among(&all, view.name(), view.version()).cloned();
        let mut behind: Vec<(&dyn View, Generation, Table)> = Vec::new();
        for view in &self.views {
            behind.extend(live(view).filter(|live| live.checkpoint < size).map(|live| (&**view, live, view.table())));
        }
        // Views that need not read their table come first: they are written while the others fold.
        behind.sort_by_key(|(view, _, table)| view.is_chained() || !table.deferred_key);
        let Some(from) = behind.iter().map(|(_, live, _)| live.checkpoint).min() else { return Ok(PassOutcome::Idle) };
        let events = self.deps.log.read(Position(from.0), BATCH_EVENTS_MAX, BATCH_BYTES_MAX).await?;
        let Some(last) = events.last() else { return Ok(PassOutcome::Idle) };
        let to = Size(last.position.0 + 1);
        let decoded = view::decode(&events);

        // Concurrently: PostgreSQL writes each view on its own connection, SQLite one after the
        // other.
        let writing = behind.iter_mut().filter(|(_, live, _)| live.checkpoint < to).map(|(view, live, table)| {
            let folded = view.fold(checkpoint::from_position(&decoded, live.checkpoint));
            async move {
                let mut into = Destination { view: *view, generation: live, table, lock: LockMode::Try };
                checkpoint::advance(&self.deps, &mut into, &mut WriteMode::Follow, folded, to).await
            }
        });
        // Wait for all of them: an error in one view does not stop the others.
        let outcomes: Vec<Applied> = join_all(writing).await.into_iter().collect::<Result<_, _>>()?;
        let advanced = outcomes.contains(&Applied::Yes);
        if !advanced {
            tokio::time::sleep(ELSEWHERE_PAUSE).await;
        }
        Ok(if to < size { PassOutcome::FullBatch } else { PassOutcome::CaughtUp })
    }
}
