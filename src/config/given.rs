//! Signing secrets given for one run of a command, in a file or a variable: never as an argument, which everybody on the
//! machine can read. What is configured for `serve` is not looked at.

use std::path::Path;

use super::{
    environment::{Environment, list, read_file},
    error::ConfigError,
};
use crate::ingest::secret::Secret;

/// The secrets in the file that `flag` names, else those in `variable` or in the file that `variable_FILE` names; none
/// when nothing is given. Several stand behind commas.
pub fn secrets(
    flag: Option<&Path>,
    variable: &'static str,
    env: Environment<'_>,
) -> Result<Option<Vec<Secret>>, ConfigError> {
    let given = match flag {
        Some(path) => Some(("--secret-file".to_owned(), read_file("--secret-file", path)?)),
        None => env.value_or_file(variable)?,
    };
    let Some((place, text)) = given else { return Ok(None) };
    let secrets = list(&text)
        .map(|entry| Secret::parse(entry).map_err(|source| ConfigError::Secret { place: place.clone(), source }));
    secrets.collect::<Result<Vec<_>, _>>().map(Some)
}
