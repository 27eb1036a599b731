//! Checkpoints: a thread moves what a write-ahead log holds into its file, so that the writer does
//! not wait for the disk.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::open::connection_to;
use crate::storage::error::StoreError;

const INTERVAL: Duration = Duration::from_millis(50);
/// Passes to reach the end of the write-ahead log while more is written, each quicker than the one
/// before it. Only at the end does the log begin anew.
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
        // Not awaited: the writer makes a checkpoint itself where these do not keep up.
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
        // Nothing was written since the last pass: the next write begins the log anew.
        if pages == known {
            break;
        }
        known = pages;
    }
    Ok(())
}
