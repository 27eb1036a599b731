//! Locks on files beside the log: one process appends, and one rebuilds.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use async_trait::async_trait;

use super::files::{one_name, open_lock};
use crate::storage::{error::StoreError, held_lock::HeldLock, location::views_path};

/// Given back when dropped, and in any case with the end of the process.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: File,
    path: PathBuf,
}

/// Takes the lock of the appending process.
pub(crate) fn lock_for_append(log: &Path) -> Result<FileLock, StoreError> {
    one_name(log)?;
    lock(with_suffix(log, "lock"))
}

/// Takes the lock of the rebuilding process.
pub(super) fn lock_for_rebuild(log: &Path) -> Result<FileLock, StoreError> {
    lock(with_suffix(&views_path(log), "rebuild.lock"))
}

fn with_suffix(log: &Path, suffix: &str) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn lock(path: PathBuf) -> Result<FileLock, StoreError> {
    let file = open_lock(&path).map_err(|reason| StoreError::File { path: path.clone(), reason })?;
    match file.try_lock() {
        Ok(()) => Ok(FileLock { file, path }),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path }),
        Err(TryLockError::Error(reason)) => Err(StoreError::File { path, reason }),
    }
}

impl Drop for FileLock {
    /// Closing the file would leave the lock with a child that this process just starts: it has
    /// the file open until it runs its own program.
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::error!(path = %self.path.display(), %error, "a lock ends only with the process");
        }
    }
}

#[async_trait]
impl HeldLock for FileLock {
    async fn release(self: Box<Self>) -> Result<(), StoreError> {
        Ok(())
    }
}
