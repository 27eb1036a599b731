//! Reads a file in chunks of numbered lines and hashes it.

use std::io::{self, BufRead, Read as _};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::ingest::saved::SAVED_BYTES_MAX;

/// Lines that are verified together: enough that passing a chunk to another thread costs little in
/// comparison.
const CHUNK_LINES_MAX: usize = 128;
/// A chunk ends after this many bytes, so that a few large bodies make one.
const CHUNK_BYTES_MAX: usize = 512 * 1024;

#[derive(Debug)]
pub(super) struct LineChunk {
    pub(super) lines: Vec<ImportLine>,
    /// Bytes of the file read up to the end of this chunk.
    pub(super) bytes_read: u64,
}

#[derive(Debug)]
pub(super) struct ImportLine {
    /// Counted from 1.
    pub(super) number: u64,
    /// Without trailing white space; `None` if it is longer than a saved delivery can be.
    pub(super) text: Option<Bytes>,
}

pub(super) struct LineReader<R> {
    file: R,
    number: u64,
    bytes_read: u64,
    hash: Sha256,
}

impl<R: BufRead> LineReader<R> {
    pub(super) fn new(file: R) -> Self {
        Self { file, number: 0, bytes_read: 0, hash: Sha256::new() }
    }

    /// `None` at the end of the file.
    pub(super) fn next_chunk(&mut self) -> io::Result<Option<LineChunk>> {
        let mut lines = Vec::with_capacity(CHUNK_LINES_MAX);
        let mut bytes = 0;
        while lines.len() < CHUNK_LINES_MAX && bytes < CHUNK_BYTES_MAX {
            let Some(line) = self.next_line()? else { break };
            bytes += line.text.as_ref().map_or(0, Bytes::len);
            lines.push(line);
        }
        let chunk = LineChunk { lines, bytes_read: self.bytes_read };
        Ok(Some(chunk).filter(|chunk| !chunk.lines.is_empty()))
    }

    /// The SHA-256 of everything read, in hexadecimal, and the number of bytes.
    pub(super) fn finish(self) -> (String, u64) {
        (HEXLOWER.encode(&self.hash.finalize()), self.bytes_read)
    }

    fn next_line(&mut self) -> io::Result<Option<ImportLine>> {
        let mut text = Vec::new();
        // One byte more than allowed, so that a line that is too long is not mistaken for its
        // beginning.
        let limit = SAVED_BYTES_MAX as u64 + 1;
        if self.read_part(&mut text, limit)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let mut is_complete = text.len() <= SAVED_BYTES_MAX;
        while text.last() != Some(&b'\n') && text.len() as u64 == limit {
            is_complete = false;
            text.clear();
            self.read_part(&mut text, limit)?;
        }
        let end = text.trim_ascii_end().len();
        text.truncate(end);
        Ok(Some(ImportLine { number: self.number, text: is_complete.then(|| text.into()) }))
    }

    fn read_part(&mut self, text: &mut Vec<u8>, limit: u64) -> io::Result<usize> {
        let count = self.file.by_ref().take(limit).read_until(b'\n', text)?;
        self.hash.update(&text[text.len() - count..]);
        self.bytes_read += count as u64;
        Ok(count)
    }
}

/// The SHA-256 of a file, in hexadecimal.
pub fn file_sha256(mut file: impl BufRead) -> io::Result<String> {
    let mut hash = Sha256::new();
    loop {
        let read = file.fill_buf()?;
        if read.is_empty() {
            return Ok(HEXLOWER.encode(&hash.finalize()));
        }
        hash.update(read);
        let count = read.len();
        file.consume(count);
    }
}
