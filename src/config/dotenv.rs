//! Loads the `.env` file of the working directory. It never overrides the environment, and errors
//! never print its content.

use std::{
    env, io,
    path::{Path, PathBuf},
};

use super::{database::DatabaseUrl, environment::read_without_bom, error::ConfigError, names};

const DOTENV: &str = ".env";

/// Loads `.env` of the working directory, if it exists, and of no directory above. `main` calls
/// this before it starts a thread and before it reads flags, since it writes to the environment of
/// the process.
pub fn load_dotenv() -> Result<(), ConfigError> {
    let path = Path::new(DOTENV);
    let text = match read_without_bom(path) {
        Ok(text) => text.map_err(|mistake| ConfigError::Mistaken { place: DOTENV.to_owned(), mistake })?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(ConfigError::DotenvUnreadable(error)),
    };
    if let Some(line) = first_unset_reference(&text) {
        return Err(ConfigError::DotenvReference(line));
    }
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(dotenvy::Error::Io(error)) => Err(ConfigError::DotenvUnreadable(error)),
        Err(_) => Err(ConfigError::DotenvLine(first_malformed_line(&text))),
    }
}

/// `.env` of the working directory, if it sets a secret.
pub(super) fn with_secret() -> Option<PathBuf> {
    let path = Path::new(DOTENV);
    let is_secret = |name: &str, value: &str| {
        names::holds_secret(name) || DatabaseUrl::parse(value).is_ok_and(|url| url.has_password())
    };
    let mut pairs = dotenvy::from_path_iter(path).ok()?.filter_map(Result::ok);
    pairs.any(|(name, value)| !value.trim().is_empty() && is_secret(&name, &value)).then(|| path.to_owned())
}

/// The number of the malformed line: the line after the longest valid prefix of the file. The
/// parser's own error holds no line number, only text that may be a secret; a quoted value may
/// span several lines.
fn first_malformed_line(text: &str) -> usize {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let reads = |count: &usize| dotenvy::from_read_iter(lines[..*count].concat().as_bytes()).all(|pair| pair.is_ok());
    (0..lines.len()).rev().find(reads).unwrap_or_default() + 1
}

/// The number of the first line with a `$NAME` that the parser would replace with nothing, since
/// that variable is not set: most likely a password with a dollar sign. Single quotes and a
/// backslash keep the dollar sign.
fn first_unset_reference(text: &str) -> Option<usize> {
    let mut known: Vec<&str> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((name, value)) = line.split_once('=').filter(|_| !line.trim_start().starts_with('#')) else {
            continue;
        };
        let value = value.trim();
        let plain = if value.starts_with('"') { value } else { value.split(" #").next().unwrap_or_default() };
        let is_set = |name: &str| known.contains(&name) || env::var_os(name).is_some();
        if !value.starts_with('\'') && references(plain).any(|name| !is_set(name)) {
            return Some(index + 1);
        }
        known.push(name.trim().trim_start_matches("export ").trim());
    }
    None
}

/// The names after unescaped dollar signs, with and without braces.
fn references(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices('$').filter(|(at, _)| !value[..*at].ends_with('\\')).filter_map(|(at, _)| {
        let rest = &value[at + 1..];
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    })
}
