//! Checkpoints: what a write-ahead log holds is moved into its file beside whoever writes, who would wait for the disk
//! otherwise.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::open::connection_to;
use crate::store::error::StoreError;

const INTERVAL: Duration = Duration::from_millis(50);
/// Attempts to reach the end of the write-ahead log while more is written, each quicker than the one before: only then does
/// it begin anew.
const ATTEMPTS: usize = 4;

/// Makes checkpoints of one file, one at a time.
#[derive(Debug)]
pub(crate) struct Checkpoints {
    connection: Arc<Mutex<Connection>>,
    last: Mutex<Instant>,
}

impl Checkpoints {
    pub(crate) fn of(file: &Path) -> Result<Self, StoreError> {
        let connection = connection_to(file)?;
        // Who commits decides whether that waits for the disk; a checkpoint waits for it by either of the two settings.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), last: Mutex::new(Instant::now()) })
    }

    /// Begins one, if the last was long enough ago.
    pub(crate) fn begin_if_due(&self) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() < INTERVAL {
            return;
        }
        *last = Instant::now();
        let connection = Arc::clone(&self.connection);
        // Nobody waits for it: whoever writes makes one himself where these do not keep up.
        drop(tokio::task::spawn_blocking(move || {
            // One that takes longer is left to end: threads must not queue behind it.
            let Ok(connection) = connection.try_lock() else { return };
            if let Err(error) = checkpoint(&connection) {
                tracing::warn!(%error, "no checkpoint beside the writer, who makes one later");
            }
        }));
    }
}

fn checkpoint(on: &Connection) -> Result<(), rusqlite::Error> {
    let mut known = 0;
    for _ in 0..ATTEMPTS {
        let pages: i64 = on.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))?;
        // Nobody wrote since the last one: the next who writes finds all of it moved, and begins the log anew.
        if pages == known {
            break;
        }
        known = pages;
    }
    Ok(())
}
