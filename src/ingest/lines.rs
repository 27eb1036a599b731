//! The lines of a file, in chunks, with their numbers and the hash of everything read. Understands none of them.

use std::{
    fmt::Write as _,
    io::{self, BufRead, Read as _},
};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::saved::SAVED_BYTES_MAX;

/// Lines that are verified together: enough that handing them over costs nothing beside verifying them.
const CHUNK_LINES_MAX: usize = 128;
/// Bytes of a chunk: few large bodies make one as well.
const CHUNK_BYTES_MAX: usize = 512 * 1024;

/// Consecutive lines of a file.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) lines: Vec<Line>,
    /// How much of the file was read when it was full.
    pub(super) bytes_read: u64,
}

/// One line.
#[derive(Debug)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: u64,
    /// Without its end; `None` when it is longer than anything saved can be.
    pub(super) text: Option<Bytes>,
}

/// Reads lines and hashes them.
pub(super) struct Lines<R> {
    from: R,
    number: u64,
    bytes_read: u64,
    hash: Sha256,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn of(from: R) -> Self {
        Self { from, number: 0, bytes_read: 0, hash: Sha256::new() }
    }

    /// The next lines; none at the end.
    pub(super) fn chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut lines = Vec::with_capacity(CHUNK_LINES_MAX);
        let mut bytes = 0;
        while lines.len() < CHUNK_LINES_MAX && bytes < CHUNK_BYTES_MAX {
            let Some(line) = self.line()? else { break };
            bytes += line.text.as_ref().map_or(0, Bytes::len);
            lines.push(line);
        }
        let chunk = Chunk { lines, bytes_read: self.bytes_read };
        Ok(Some(chunk).filter(|chunk| !chunk.lines.is_empty()))
    }

    /// The SHA-256 of everything read, in hexadecimal, and how much that was.
    pub(super) fn finish(self) -> (String, u64) {
        (hexadecimal(&self.hash.finalize()), self.bytes_read)
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        let mut text = Vec::new();
        // One byte more than may be, so that a line that is too long is not taken for its beginning.
        let limit = SAVED_BYTES_MAX as u64 + 1;
        if self.read_on(&mut text, limit)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let mut is_whole = text.len() <= SAVED_BYTES_MAX;
        while text.last() != Some(&b'\n') && text.len() as u64 == limit {
            is_whole = false;
            text.clear();
            self.read_on(&mut text, limit)?;
        }
        let end = text.trim_ascii_end().len();
        text.truncate(end);
        Ok(Some(Line { number: self.number, text: is_whole.then(|| text.into()) }))
    }

    fn read_on(&mut self, text: &mut Vec<u8>, limit: u64) -> io::Result<usize> {
        let count = self.from.by_ref().take(limit).read_until(b'\n', text)?;
        self.hash.update(&text[text.len() - count..]);
        self.bytes_read += count as u64;
        Ok(count)
    }
}

/// The SHA-256 of a whole file, in hexadecimal.
pub fn fingerprint(mut file: impl BufRead) -> io::Result<String> {
    let mut hash = Sha256::new();
    loop {
        let read = file.fill_buf()?;
        if read.is_empty() {
            return Ok(hexadecimal(&hash.finalize()));
        }
        hash.update(read);
        let count = read.len();
        file.consume(count);
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}
