//! Lines on the standard output.

use std::io::Write as _;

use anyhow::Context as _;

/// Writes a line; a reader that went away is an error like any other.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{line}").context("writing to the standard output")
}
