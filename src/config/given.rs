//! Signing secrets given for one run of a command, in a file or a variable: never as an argument, which everybody on the
//! machine can read. What is configured for `serve` is not looked at.

use std::path::Path;

use super::{
    environment::{Environment, Given, read_file},
    error::ConfigError,
    mistake::Wanted,
    origin::Origin,
    secrets::parse_list,
};
use crate::ingest::secret::Secret;

const SECRET_FLAG: &str = "--secret-file";

/// The secrets in the file that `--secret-file` names, else those in `variable` or in the file that `variable_FILE`
/// names; none when nothing is given. Several stand behind commas.
pub fn secrets(
    flag: Option<&Path>,
    variable: &'static str,
    env: &Environment,
) -> Result<Option<Vec<Secret>>, ConfigError> {
    let given = match flag {
        Some(path) => Some(read_file(SECRET_FLAG, path, Origin::Flag(SECRET_FLAG), Wanted::Secrets)?),
        None => env.value_or_file(variable, Wanted::Secrets)?,
    };
    let Some(Given { place, text, .. }) = given else { return Ok(None) };
    parse_list(&place, &text).map(Some)
}
