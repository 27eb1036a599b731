//! Lines of an export in a file without a name, so that the transaction that they are read in ends
//! before a slow client has them.
//!
//! Whatever ends the process, nothing of the file is left: it has no name from the beginning, or
//! loses it at once where the file system knows no such files. Only its owner may read it (0600).

use std::{
    fs::{File, Permissions},
    io,
    os::unix::fs::{FileExt as _, PermissionsExt as _},
    sync::Arc,
};

use zstd::bulk;

use super::encode::Lines;

/// The fastest level: rows shrink ten times.
const LEVEL: i32 = 1;

/// The end of the file.
pub(super) struct SpoolWriter {
    file: Arc<File>,
    length: u64,
    bytes_max: u64,
}

pub(super) struct SpoolReader {
    file: Arc<File>,
}

/// Where the lines of a page are in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpooledPage {
    offset: u64,
    compressed_bytes: usize,
    bytes: usize,
    rows: u64,
}

/// Makes a file in the folder for temporary files, of at most so many bytes.
pub(super) async fn create(bytes_max: u64) -> io::Result<(SpoolWriter, SpoolReader)> {
    on_thread(move || {
        let file = tempfile::tempfile()?;
        // Without a name it can still be opened through the process.
        file.set_permissions(Permissions::from_mode(0o600))?;
        let file = Arc::new(file);
        Ok((SpoolWriter { file: Arc::clone(&file), length: 0, bytes_max }, SpoolReader { file }))
    })
    .await
}

impl SpoolWriter {
    pub(super) async fn write(mut self, lines: Lines) -> io::Result<(Self, SpooledPage)> {
        on_thread(move || {
            let compressed = bulk::compress(&lines.bytes, LEVEL)?;
            let offset = self.length;
            self.length += compressed.len() as u64;
            if self.length > self.bytes_max {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            self.file.write_all_at(&compressed, offset)?;
            let (compressed_bytes, bytes) = (compressed.len(), lines.bytes.len());
            Ok((self, SpooledPage { offset, compressed_bytes, bytes, rows: lines.rows }))
        })
        .await
    }
}

impl SpoolReader {
    pub(super) async fn read(&self, page: SpooledPage) -> io::Result<Lines> {
        let file = Arc::clone(&self.file);
        let compressed = on_thread(move || {
            let mut compressed = vec![0; page.compressed_bytes];
            file.read_exact_at(&mut compressed, page.offset)?;
            Ok(compressed)
        })
        .await?;
        // Takes about a millisecond. On one of many threads for files, the allocator would keep a
        // page for each of them.
        let bytes = bulk::decompress(&compressed, page.bytes)?;
        Ok(Lines { bytes: bytes.into(), rows: page.rows, positions: None })
    }
}

/// Files block, so they have a thread of their own.
async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
