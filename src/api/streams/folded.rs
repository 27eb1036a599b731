//! Wakes streams: publishes how far the views have come. One task looks for all streams, and only
//! while there are any. Another process may write the views, so nothing here is notified of it;
//! the log says when to look.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

use crate::{
    event::Size,
    event_log::EventLog,
    query::{QueryError, projections},
    storage::Store,
};

/// Between two looks while views are behind the log: less than a projector takes for a batch.
const LOOK: Duration = Duration::from_millis(10);

/// Views that have not moved for this long are not waited for. A list that needs none goes on, and
/// any other ends its pages where its own view ends.
const STALLED: Duration = Duration::from_secs(1);

/// How often the task looks whether there still are streams.
const UNUSED: Duration = Duration::from_secs(5);

#[derive(Clone, Debug, Default)]
pub(crate) struct FoldedWatch {
    /// What the running task publishes; `None` if there is no task.
    running: Arc<Mutex<Option<watch::Receiver<Size>>>>,
}

struct Task {
    store: Arc<Store>,
    size: watch::Receiver<Size>,
    publish: watch::Sender<Size>,
    watch: FoldedWatch,
}

impl FoldedWatch {
    /// A channel that receives the number of events that all live views have folded.
    pub(super) async fn subscribe(
        &self,
        store: &Arc<Store>,
        log: &EventLog,
    ) -> Result<watch::Receiver<Size>, QueryError> {
        if let Some(receiver) = self.running().clone().filter(is_fed) {
            return Ok(receiver);
        }
        let folded = projections::reached(store).await?.folded;
        let mut running = self.running();
        if let Some(receiver) = running.clone().filter(is_fed) {
            return Ok(receiver);
        }
        let (publish, receiver) = watch::channel(folded);
        *running = Some(receiver.clone());
        drop(running);
        let task = Task { store: Arc::clone(store), size: log.subscribe(), publish, watch: self.clone() };
        tokio::spawn(task.run());
        Ok(receiver)
    }

    fn running(&self) -> MutexGuard<'_, Option<watch::Receiver<Size>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a task still publishes to a receiver.
fn is_fed(receiver: &watch::Receiver<Size>) -> bool {
    receiver.has_changed().is_ok()
}

impl Task {
    async fn run(mut self) {
        let mut moved_at = Instant::now();
        while self.is_used() {
            let size = *self.size.borrow_and_update();
            if *self.publish.borrow() >= size {
                match timeout(UNUSED, self.size.changed()).await {
                    // The log is closed.
                    Ok(Err(_)) => return,
                    Ok(Ok(())) => moved_at = Instant::now(),
                    Err(_elapsed) => {}
                }
                continue;
            }
            match projections::reached(&self.store).await {
                Ok(reached) if self.publish_if_larger(reached.folded) => moved_at = Instant::now(),
                Ok(_) if moved_at.elapsed() < STALLED => sleep(LOOK).await,
                Ok(_) => {
                    self.publish_if_larger(size);
                }
                // The streams meet the same error when they read, and end with it.
                Err(error) => {
                    tracing::debug!(%error, "how far the views are could not be read");
                    sleep(STALLED).await;
                }
            }
        }
    }

    /// Whether a stream holds a receiver. If none does, the next stream starts another task.
    fn is_used(&self) -> bool {
        let mut running = self.watch.running();
        let is_used = self.publish.receiver_count() > 1;
        if !is_used {
            *running = None;
        }
        is_used
    }

    fn publish_if_larger(&self, size: Size) -> bool {
        self.publish.send_if_modified(|published| {
            let larger = size > *published;
            if larger {
                *published = size;
            }
            larger
        })
    }
}
