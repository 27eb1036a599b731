//! The `.env` file of the working directory. It never overrides the environment, and its content is never printed.

use std::{fs, io, path::Path};

use super::error::ConfigError;

const DOTENV: &str = ".env";

/// Loads `.env` of the working directory, and of no directory above it, if there is one. To be called by `main` before
/// it starts a thread and before flags are read: it writes to the environment of the process.
pub fn load_dotenv() -> Result<(), ConfigError> {
    match dotenvy::from_path(Path::new(DOTENV)) {
        Ok(()) => Ok(()),
        Err(dotenvy::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(dotenvy::Error::Io(error)) => Err(ConfigError::DotenvUnreadable(error)),
        Err(_) => Err(ConfigError::DotenvLine(first_malformed_line())),
    }
}

/// The number of the line that cannot be read: the one after the longest beginning of the file that can. The parser
/// gives no number, only text, which may hold a secret; and a quoted value may go over several lines.
fn first_malformed_line() -> usize {
    let text = fs::read(DOTENV).unwrap_or_default();
    // Loading takes a byte-order mark off, reading does not.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let reads = |count: &usize| dotenvy::from_read_iter(lines[..*count].concat().as_slice()).all(|pair| pair.is_ok());
    (0..lines.len()).rev().find(reads).unwrap_or_default() + 1
}
