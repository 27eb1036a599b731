//! `gatelog openapi`: prints the document of the API, or compares it with the committed file.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;

use super::output::print_line;
use crate::api;

#[derive(Args, Debug)]
pub(super) struct OpenapiArgs {
    /// Compare the document with a file, for example openapi/gatelog.json, instead of printing it;
    /// exit 1 when they differ
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "openapi/gatelog.json")]
    check: Option<PathBuf>,
}

pub(super) fn run(args: &OpenapiArgs) -> anyhow::Result<ExitCode> {
    let document = api::document();
    let Some(path) = &args.check else {
        // The document ends in a line feed, and the committed file equals the served document byte
        // for byte.
        print_line(document.trim_end())?;
        return Ok(ExitCode::SUCCESS);
    };
    let committed = fs::read_to_string(path)
        .with_context(|| format!("{0} cannot be read; write it with `gatelog openapi > {0}`", path.display()))?;
    if committed.trim_end() == document.trim_end() {
        print_line(&format!("{} is up to date", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    print_line(&format!("{0} is not up to date; run `gatelog openapi > {0}`", path.display()))?;
    Ok(ExitCode::FAILURE)
}
