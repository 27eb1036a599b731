//! Lines on the standard output.

use std::io::{ErrorKind, Write as _};

use anyhow::Context as _;

/// Whether somebody reads the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// As far as can be seen.
    Present,
    /// No more, as after `| head -1`. The command goes on and its exit code says how it went; one
    /// that only prints, for ever, ends here.
    Gone,
}

/// Writes a line. A reader that went away is no error.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    print(&format!("{line}\n")).map(drop)
}

/// Writes text as it is, and says whether somebody still reads.
pub(super) fn print(text: &str) -> anyhow::Result<Reader> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::Present),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(error).context("writing to the standard output"),
    }
}
