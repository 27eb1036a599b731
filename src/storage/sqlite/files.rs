//! The files of a log: one name for each, readable by its owner only.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use crate::storage::error::StoreError;

/// Read and written by the owner: bodies are personal data. `SQLite` gives `-wal` and `-shm` the
/// mode of their file.
const PRIVATE: u32 = 0o600;

/// The path without links and relative parts, also of a file that does not exist yet. Two names of
/// one file would be two locks.
pub(crate) fn real_path(path: &Path) -> Result<PathBuf, StoreError> {
    resolved(path).map_err(|reason| StoreError::File { path: path.to_owned(), reason })
}

fn resolved(path: &Path) -> io::Result<PathBuf> {
    let error = match fs::canonicalize(path) {
        Ok(real) => return Ok(real),
        Err(error) if error.kind() == ErrorKind::NotFound => error,
        Err(error) => return Err(error),
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match fs::read_link(path) {
        // A link to a file that does not exist yet. A circle of links is another error, so this
        // ends.
        Ok(target) => resolved(&folder.join(target)),
        Err(_) => Ok(fs::canonicalize(folder)?.join(path.file_name().ok_or(error)?)),
    }
}

/// Refuses a file that has a second name: lock and `-wal` are named after it, so that two
/// processes could append and lose each other's events.
pub(super) fn one_name(path: &Path) -> Result<(), StoreError> {
    match fs::metadata(path) {
        Ok(file) if file.nlink() > 1 => Err(StoreError::HardLinked { path: path.to_owned(), links: file.nlink() }),
        Err(reason) if reason.kind() != ErrorKind::NotFound => Err(StoreError::File { path: path.to_owned(), reason }),
        _ => Ok(()),
    }
}

/// Creates an empty file if there is none. An existing file is not opened, because closing it
/// would release the locks that `SQLite` holds on it in this process.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    match options().create_new(true).open(path) {
        Err(reason) if reason.kind() != ErrorKind::AlreadyExists => {
            Err(StoreError::File { path: path.to_owned(), reason })
        }
        _ => Ok(()),
    }
}

/// Opens a lock file and creates it if missing.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    options().create(true).truncate(false).open(path)
}

fn options() -> OpenOptions {
    let mut options = File::options();
    options.write(true).mode(PRIVATE);
    options
}
