//! Reads signing secrets and the API key from flags, variables and files. Errors name the place of
//! a secret.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    environment::{Environment, RawValue, check_value, read_file, split_list},
    error::{API_KEY_CHARACTERS_MAX, API_KEY_CHARACTERS_MIN, ConfigError, SecretHints},
    keys,
    mistake::Expected,
    names::SECRET_VARIABLES,
    origin::Origin,
};
use crate::ingest::secret::Secret;

const SECRET_FLAG: &str = "--webhook-secret";
const SECRET_FILE_FLAG: &str = "--secret-file";
const API_KEY: &str = "GATELOG_API_KEY";

pub(super) struct FoundSecrets {
    pub(super) origin: Origin,
    pub(super) secrets: Vec<Secret>,
    /// The file that holds them; `None` for a variable and a flag.
    pub(super) file: Option<PathBuf>,
}

/// The secrets of the flag, else those of the first of [`SECRET_VARIABLES`] that is set, itself or
/// as `…_FILE`. Variables in `used` belong to other sources.
pub(super) fn find_in_environment(
    flag: Option<&SecretString>,
    env: &Environment,
    used: &BTreeSet<&str>,
) -> Result<Option<FoundSecrets>, ConfigError> {
    if let Some(flag) = flag {
        let secrets = of_flag(SECRET_FLAG, flag)?;
        return Ok(Some(FoundSecrets { origin: Origin::Flag(SECRET_FLAG), secrets, file: None }));
    }
    for name in SECRET_VARIABLES.into_iter().filter(|name| !used.contains(name)) {
        if let Some(RawValue { place, origin, text, file }) = env.value_or_file(name, Expected::Secrets)? {
            return Ok(Some(FoundSecrets { origin, secrets: parse_secrets(&place, &text)?, file }));
        }
    }
    Ok(None)
}

pub fn of_flag(name: &str, value: &SecretString) -> Result<Vec<Secret>, ConfigError> {
    parse_secrets(name, check_value(name, Expected::Secrets, value.expose_secret())?)
}

/// The signing secrets for one run of a command: those in the file that `--secret-file` names,
/// else those in `variable` or in the file that `variable_FILE` names; `None` when nothing is
/// given. The secrets of `serve` are not read.
///
/// A secret is never an argument, which every user of the machine can read.
pub fn secrets_for_run(
    flag: Option<&Path>,
    variable: &'static str,
    env: &Environment,
) -> Result<Option<Vec<Secret>>, ConfigError> {
    let given = match flag {
        Some(path) => Some(read_file(SECRET_FILE_FLAG, path, Origin::Flag(SECRET_FILE_FLAG), Expected::Secrets)?),
        None => env.value_or_file(variable, Expected::Secrets)?,
    };
    let Some(RawValue { place, text, .. }) = given else { return Ok(None) };
    parse_secrets(&place, &text).map(Some)
}

pub struct FoundApiKey {
    pub key: SecretString,
    pub(super) origin: Origin,
    /// The file that holds it; `None` for a variable.
    pub(super) file: Option<PathBuf>,
}

pub fn api_key(
    flag: Option<&Path>,
    in_file: Option<(Origin, PathBuf)>,
    env: &Environment,
) -> Result<Option<FoundApiKey>, ConfigError> {
    let expected = Expected::ApiKey;
    let value = match (flag, env.value_or_file(API_KEY, expected)?, in_file) {
        (Some(path), ..) => {
            let name = keys::API_KEY_FILE.flag.unwrap_or(keys::API_KEY_FILE.name);
            Some(read_file(name, path, Origin::Flag(name), expected)?)
        }
        (None, Some(given), _) => Some(given),
        (None, None, Some((origin, path))) => Some(read_file(&origin.to_string(), &path, origin, expected)?),
        (None, None, None) => None,
    };
    let Some(RawValue { place, origin, text: key, file }) = value else { return Ok(None) };
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError::ApiKeyCharacter(place));
    }
    if key.len() < API_KEY_CHARACTERS_MIN {
        return Err(ConfigError::ApiKeyShort(place));
    }
    if key.len() > API_KEY_CHARACTERS_MAX {
        return Err(ConfigError::ApiKeyLong(place));
    }
    Ok(Some(FoundApiKey { key: SecretString::from(key), origin, file }))
}

/// Parses secrets separated by commas or line breaks: during a rotation both the old and the new
/// one verify.
pub(super) fn parse_secrets(holder: &str, text: &str) -> Result<Vec<Secret>, ConfigError> {
    let entries: Vec<&str> = split_list(text).collect();
    if entries.is_empty() {
        return Err(ConfigError::NoSecret(SecretHints::default()));
    }
    let place = |index: usize| match entries.len() {
        1 => holder.to_owned(),
        count => format!("entry {} of {count} in {holder}", index + 1),
    };
    entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            Secret::parse(entry).map_err(|source| ConfigError::Secret { place: place(index), source })
        })
        .collect()
}
