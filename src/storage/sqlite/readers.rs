//! Connections that only read one file, each on a blocking thread while it does.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;

use super::open::connection_to;
use crate::storage::error::StoreError;

/// Connections that are kept open while they are idle.
const IDLE_MAX: usize = 3;

/// As many connections as there are concurrent reads, of which a few are kept.
#[derive(Debug)]
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Readers of a file; opens nothing yet.
    pub(super) fn new(file: &Path) -> Arc<Self> {
        Arc::new(Self { file: file.to_owned(), idle: Mutex::default() })
    }

    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let idle = readers.idle().pop();
            let connection = idle.map_or_else(|| readers.open(), Ok)?;
            let answer = {
                // One snapshot for all statements, and one lock of the write-ahead log.
                let _snapshot = connection.unchecked_transaction()?;
                read(&connection)?
            };
            let mut idle = readers.idle();
            if idle.len() < IDLE_MAX {
                idle.push(connection);
            }
            Ok(answer)
        })
        .await?
    }

    pub(super) fn close(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        // Nothing panics while it holds this lock.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<Connection, StoreError> {
        let connection = connection_to(&self.file)?;
        connection.pragma_update(None, "query_only", "ON")?;
        Ok(connection)
    }
}
