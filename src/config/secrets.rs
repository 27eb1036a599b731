//! Finds the signing secrets and the API key of the environment: which variable holds, and what is wrong with it by
//! name.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    environment::{Environment, list, read_file},
    error::{API_KEY_CHARACTERS_MIN, Blank, ConfigError},
    keys,
    origin::Origin,
};
use crate::ingest::secret::Secret;

/// In the order in which they are looked up: the name that Clerk's own libraries read, and the two that people use.
pub const SECRET_VARIABLES: [&str; 3] = ["CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET"];

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
    env: Environment<'_>,
    taken: &BTreeSet<&str>,
) -> Result<Option<Found>, ConfigError> {
    if let Some(flag) = flag {
        let secrets = parse_list(SECRET_FLAG, flag.expose_secret())?;
        return Ok(Some(Found { origin: Origin::Flag(SECRET_FLAG), secrets, file: None }));
    }
    for name in SECRET_VARIABLES.into_iter().filter(|name| !taken.contains(name)) {
        if let Some((holder, text)) = env.value_or_file(name)? {
            let secrets = parse_list(&holder, &text)?;
            let file = env.file_of(&holder);
            return Ok(Some(Found { origin: Origin::Variable(holder), secrets, file }));
        }
    }
    Ok(None)
}

/// That there is no secret anywhere.
#[must_use]
pub fn missing(env: Environment<'_>) -> ConfigError {
    ConfigError::NoSecret(Blank(SECRET_VARIABLES.into_iter().filter(|name| env.is_blank(name)).collect()))
}

/// The bearer key of the query API, where there is one, and where it was.
pub fn api_key(
    flag: Option<&Path>,
    in_file: Option<(Origin, PathBuf)>,
    env: Environment<'_>,
) -> Result<Option<(SecretString, Origin)>, ConfigError> {
    let held = match (flag, env.value_or_file(API_KEY)?, in_file) {
        (Some(path), ..) => {
            let name = keys::API_KEY_FILE.flag.unwrap_or(keys::API_KEY_FILE.name);
            Some((name.to_owned(), read_file(name, path)?, Origin::Flag(name)))
        }
        (None, Some((holder, text)), _) => Some((holder.clone(), text, Origin::Variable(holder))),
        (None, None, Some((origin, path))) => {
            Some((origin.to_string(), read_file(&origin.to_string(), &path)?, origin))
        }
        (None, None, None) => None,
    };
    let Some((holder, text, origin)) = held else { return Ok(None) };
    let key = text.trim();
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError::ApiKeyCharacter(holder));
    }
    if key.len() < API_KEY_CHARACTERS_MIN {
        return Err(ConfigError::ApiKeyShort(holder));
    }
    Ok(Some((SecretString::from(key), origin)))
}

/// Secrets apart by commas or line breaks: while one is being replaced both verify.
pub fn parse_list(holder: &str, text: &str) -> Result<Vec<Secret>, ConfigError> {
    let entries: Vec<&str> = list(text).collect();
    if entries.is_empty() {
        return Err(ConfigError::NoSecret(Blank::default()));
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
