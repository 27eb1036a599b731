//! Finds the signing secrets and the API key: which variable holds, and what is wrong with it by name.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::{
    environment::{Environment, list, read_file},
    error::{API_KEY_CHARACTERS_MIN, Blank, ConfigError},
};
use crate::ingest::secret::Secret;

/// In the order in which they are looked up: the name that Clerk's own libraries read, and the two that people use.
pub const SECRET_VARIABLES: [&str; 3] = ["CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET"];

const API_KEY: &str = "GATELOG_API_KEY";

/// The flag's secrets, else those of the first of [`SECRET_VARIABLES`] that holds any, itself or as `…_FILE`.
pub fn webhook_secrets(flag: Option<&SecretString>, env: Environment<'_>) -> Result<Vec<Secret>, ConfigError> {
    if let Some(flag) = flag {
        return parse_list("--webhook-secret", flag.expose_secret());
    }
    for name in SECRET_VARIABLES {
        if let Some((holder, text)) = env.value_or_file(name)? {
            return parse_list(&holder, &text);
        }
    }
    let blank = SECRET_VARIABLES.into_iter().filter(|name| env.is_blank(name)).collect();
    Err(ConfigError::NoSecret(Blank(blank)))
}

/// The bearer key of the query API, where there is one.
pub fn api_key(flag: Option<&Path>, env: Environment<'_>) -> Result<Option<SecretString>, ConfigError> {
    let held = match flag {
        Some(path) => Some(("--api-key-file".to_owned(), read_file("--api-key-file", path)?)),
        None => env.value_or_file(API_KEY)?,
    };
    let Some((holder, text)) = held else { return Ok(None) };
    let key = text.trim();
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConfigError::ApiKeyCharacter(holder));
    }
    if key.len() < API_KEY_CHARACTERS_MIN {
        return Err(ConfigError::ApiKeyShort(holder));
    }
    Ok(Some(SecretString::from(key)))
}

/// A comma-separated list: while a secret is being replaced both verify.
fn parse_list(holder: &str, text: &str) -> Result<Vec<Secret>, ConfigError> {
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
