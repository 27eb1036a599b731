//! `gatelog openapi`: the document of the API, as it is committed in `openapi/`.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;

use super::say::say;
use crate::api;

/// What `openapi` is told.
#[derive(Args, Debug)]
pub struct OpenapiArgs {
    /// Compare with a file instead of printing; exit 1 when it is not this document
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "openapi/gatelog.json")]
    check: Option<PathBuf>,
}

/// Prints, or compares.
pub(super) fn run(args: &OpenapiArgs) -> anyhow::Result<ExitCode> {
    let document = api::document();
    let Some(path) = &args.check else {
        // The document ends in a line feed already, and the committed file is to be byte for byte what is served.
        say(document.trim_end())?;
        return Ok(ExitCode::SUCCESS);
    };
    let committed = fs::read_to_string(path)
        .with_context(|| format!("{0} cannot be read; write it with `gatelog openapi > {0}`", path.display()))?;
    if committed.trim_end() == document.trim_end() {
        say(&format!("{} is up to date", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{0} is not up to date; run `gatelog openapi > {0}`", path.display()))?;
    Ok(ExitCode::FAILURE)
}
