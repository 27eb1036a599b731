//! The exports that are under way: a limit on their number, and a wait for their records.

use std::{sync::Arc, time::Duration};

use poem::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use crate::{api::wire::error::Problem, storage::SNAPSHOTS_MAX};

/// Exports and counts at once. Each holds up to four pages in memory and keeps one connection to
/// the database busy most of the time, of which pages for people need some too. Each may need a
/// snapshot.
pub const EXPORTS_MAX: usize = SNAPSHOTS_MAX as usize;

/// Compressed bytes of one spool file, which hold some ten million rows. Exports that run at once
/// take as much each.
const SPOOL_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;

/// How long the answer waits for the end of a list that is spooled, so that what goes wrong is
/// answered as a problem. Proxies wait a minute for its beginning.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// How long the rows of a list are counted for a page: people wait for it.
const COUNT_WITHIN: Duration = Duration::from_secs(2);

/// When to ask again, in seconds: 100,000 rows take a few.
const RETRY_SECONDS: u32 = 10;

#[derive(Debug)]
pub struct Exports {
    permits: Arc<Semaphore>,
    tasks: TaskTracker,
    pub(super) limits: ExportLimits,
}

/// The default is for production; tests take less of both.
#[derive(Clone, Copy, Debug)]
pub struct ExportLimits {
    /// Compressed bytes of one file.
    pub bytes_max: u64,
    /// How long the answer waits for the end of the list.
    pub answer_within: Duration,
    /// How long the rows of a list are counted.
    pub count_within: Duration,
}

impl Default for ExportLimits {
    fn default() -> Self {
        Self { bytes_max: SPOOL_BYTES_MAX, answer_within: ANSWER_WITHIN, count_within: COUNT_WITHIN }
    }
}

/// Counts one export until it is dropped.
#[derive(Debug)]
pub(super) struct RunningExport {
    _permit: OwnedSemaphorePermit,
    _token: TaskTrackerToken,
}

impl Default for Exports {
    fn default() -> Self {
        Self::with_limits(ExportLimits::default())
    }
}

impl Exports {
    #[must_use]
    pub fn with_limits(limits: ExportLimits) -> Self {
        let permits = Arc::new(Semaphore::new(EXPORTS_MAX));
        Self { permits, tasks: TaskTracker::new(), limits }
    }

    pub(super) fn begin(&self) -> Result<RunningExport, Problem> {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            let detail = format!(
                "{EXPORTS_MAX} lists are being exported or counted, the most at once; try again when one ended"
            );
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(RETRY_SECONDS));
        };
        Ok(RunningExport { _permit: permit, _token: self.tasks.token() })
    }

    /// Returns when every export has ended and is recorded.
    pub async fn finished(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}
