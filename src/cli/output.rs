//! Writes to the standard output. A closed pipe is not an error.

use std::io::{ErrorKind, Write as _};

use anyhow::Context as _;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stdout {
    Open,
    /// The reader closed the pipe, like `| head -1`. A command goes on, for its exit code; a
    /// command that prints for ever ends.
    Closed,
}

pub(super) fn print_line(line: &str) -> anyhow::Result<()> {
    print(&format!("{line}\n")).map(drop)
}

pub(super) fn print(text: &str) -> anyhow::Result<Stdout> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Stdout::Open),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Stdout::Closed),
        Err(error) => Err(error).context("the standard output cannot be written; look at where it goes"),
    }
}

/// Text without control characters: a sender may have written it, and they would reach the
/// terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
