//! Lines of an export in a file without a name, so that the transaction that they are read in ends
//! before a slow client has them.
//!
//! Whatever ends the process, nothing of the file is left: it has no name from the beginning, or
//! loses it at once where the file system knows no such files. Only its owner may read it (0600).

use std::{
    fs::{File, Permissions},
    io::{self, BufReader, Read as _, Seek as _, Write},
    os::unix::fs::PermissionsExt as _,
};

use bytes::Bytes;
use zstd::stream::{read::Decoder, write::Encoder};

use super::encode::Lines;

/// The fastest level: rows shrink ten times.
const LEVEL: i32 = 1;

/// Lines of an export, on their way to the file.
pub(super) struct SpoolWriter {
    encoder: Encoder<'static, Bounded>,
}

/// The lines in the file, page by page.
pub(super) struct Spool {
    decoder: Decoder<'static, BufReader<File>>,
}

/// A file that takes so many bytes.
struct Bounded {
    file: File,
    left: u64,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left < bytes.len() as u64 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let written = self.file.write(bytes)?;
        self.left -= written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl SpoolWriter {
    /// A file in the folder for temporary files, of at most so many bytes.
    pub(super) async fn create(bytes_max: u64) -> io::Result<Self> {
        on_thread(move || {
            let file = tempfile::tempfile()?;
            // Without a name it can still be opened through the process.
            file.set_permissions(Permissions::from_mode(0o600))?;
            let bounded = Bounded { file, left: bytes_max };
            Ok(Self { encoder: Encoder::new(bounded, LEVEL)? })
        })
        .await
    }

    pub(super) async fn write(mut self, Lines { bytes, rows, .. }: Lines) -> io::Result<Self> {
        on_thread(move || {
            for number in [rows, bytes.len() as u64] {
                self.encoder.write_all(&number.to_le_bytes())?;
            }
            self.encoder.write_all(&bytes)?;
            Ok(self)
        })
        .await
    }

    pub(super) async fn finish(self) -> io::Result<Spool> {
        on_thread(move || {
            let mut file = self.encoder.finish()?.file;
            file.rewind()?;
            Ok(Spool { decoder: Decoder::new(file)? })
        })
        .await
    }
}

impl Spool {
    /// The lines of the next page; `None` at the end.
    pub(super) async fn next(mut self) -> io::Result<Option<(Self, Lines)>> {
        on_thread(move || {
            let mut rows = [0; 8];
            if self.decoder.read(&mut rows[..1])? == 0 {
                return Ok(None);
            }
            self.decoder.read_exact(&mut rows[1..])?;
            let mut length = [0; 8];
            self.decoder.read_exact(&mut length)?;
            let length = usize::try_from(u64::from_le_bytes(length)).map_err(io::Error::other)?;
            let mut bytes = vec![0; length];
            self.decoder.read_exact(&mut bytes)?;
            Ok(Some((self, Lines { bytes: Bytes::from(bytes), rows: u64::from_le_bytes(rows), positions: None })))
        })
        .await
    }
}

/// Files block, so they have a thread of their own.
async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
