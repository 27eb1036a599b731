//! Checkpoints: a thread copies the write-ahead log into its file, so that the writer does not
//! wait for the disk.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::open::connection_to;
use crate::storage::error::StoreError;

const INTERVAL: Duration = Duration::from_millis(50);
/// Maximum number of passes to reach the end of the write-ahead log while more is written. Each is
/// quicker than the one before. The log restarts only at its end.
const ATTEMPTS: usize = 4;

/// Makes checkpoints of one file, one at a time.
#[derive(Debug)]
pub(super) struct Checkpoints {
    connection: Arc<Mutex<Connection>>,
    last: Mutex<Instant>,
}

impl Checkpoints {
    pub(super) fn open(file: &Path) -> Result<Self, StoreError> {
        let connection = connection_to(file)?;
        // This setting is about commits: a checkpoint waits for the disk by either value.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), last: Mutex::new(Instant::now()) })
    }

    /// Begins one, if the last was long enough ago.
    pub(super) fn begin_if_due(&self) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() < INTERVAL {
            return;
        }
        *last = Instant::now();
        let connection = Arc::clone(&self.connection);
        // Not awaited: if these do not keep up, the writer makes a checkpoint itself.
        drop(tokio::task::spawn_blocking(move || {
            // The one before it may take longer: threads must not queue behind it.
            let Ok(connection) = connection.try_lock() else { return };
            if let Err(error) = checkpoint(&connection) {
                tracing::warn!(%error, "a checkpoint failed; the writer makes one later");
            }
        }));
    }
}

fn checkpoint(on: &Connection) -> Result<(), rusqlite::Error> {
    let mut known = 0;
    for _ in 0..ATTEMPTS {
        let pages: i64 = on.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))?;
        // Nothing was written since the last pass, so the next write restarts the log.
        if pages == known {
            break;
        }
        known = pages;
    }
    Ok(())
}
