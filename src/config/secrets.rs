//! Finds the signing secrets and the API key of the environment: which variable holds, and what is wrong with it by
//! name.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    environment::{Environment, Given, checked, list, read_file},
    error::{self, API_KEY_CHARACTERS_MIN, ConfigError},
    keys,
    mistake::Wanted,
    names::{self, SECRET_VARIABLES},
    origin::Origin,
};
use crate::ingest::secret::Secret;

const SECRET_FLAG: &str = "--webhook-secret";
const API_KEY: &str = "GATELOG_API_KEY";

/// Signing secrets, and where they were.
pub struct Found {
    /// Which flag or variable.
    pub origin: Origin,
    /// The secrets.
    pub secrets: Vec<Secret>,
    /// The file that held them, if one did.
    pub file: Option<PathBuf>,
}

/// The flag's secrets, else those of the first of [`SECRET_VARIABLES`] that holds any, itself or as `…_FILE`. Variables
/// in `taken` are somebody else's.
pub fn of_environment(
    flag: Option<&SecretString>,
    env: &Environment,
    taken: &BTreeSet<&str>,
) -> Result<Option<Found>, ConfigError> {
    if let Some(flag) = flag {
        let text = checked(SECRET_FLAG, Wanted::Secrets, flag.expose_secret())?;
        let secrets = parse_list(SECRET_FLAG, text)?;
        return Ok(Some(Found { origin: Origin::Flag(SECRET_FLAG), secrets, file: None }));
    }
    for name in SECRET_VARIABLES.into_iter().filter(|name| !taken.contains(name)) {
        if let Some(Given { place, origin, text, file }) = env.value_or_file(name, Wanted::Secrets)? {
            return Ok(Some(Found { origin, secrets: parse_list(&place, &text)?, file }));
        }
    }
    Ok(None)
}

/// That there is no secret anywhere.
#[must_use]
pub fn missing(env: &Environment) -> ConfigError {
    ConfigError::NoSecret(names::instead_of_a_secret(env))
}

/// The bearer key of the query API, where there is one, and where it was.
pub fn api_key(
    flag: Option<&Path>,
    in_file: Option<(Origin, PathBuf)>,
    env: &Environment,
) -> Result<Option<(SecretString, Origin)>, ConfigError> {
    let wanted = Wanted::ApiKey;
    let held = match (flag, env.value_or_file(API_KEY, wanted)?, in_file) {
        (Some(path), ..) => {
            let name = keys::API_KEY_FILE.flag.unwrap_or(keys::API_KEY_FILE.name);
            Some(read_file(name, path, Origin::Flag(name), wanted)?)
        }
        (None, Some(given), _) => Some(given),
        (None, None, Some((origin, path))) => Some(read_file(&origin.to_string(), &path, origin, wanted)?),
        (None, None, None) => None,
    };
    let Some(Given { place, origin, text: key, .. }) = held else { return Ok(None) };
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError::ApiKeyCharacter(place));
    }
    if key.len() < API_KEY_CHARACTERS_MIN {
        return Err(ConfigError::ApiKeyShort(place));
    }
    Ok(Some((SecretString::from(key), origin)))
}

/// Secrets apart by commas or line breaks: while one is being replaced both verify.
pub fn parse_list(holder: &str, text: &str) -> Result<Vec<Secret>, ConfigError> {
    let entries: Vec<&str> = list(text).collect();
    if entries.is_empty() {
        return Err(ConfigError::NoSecret(error::Found::default()));
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
