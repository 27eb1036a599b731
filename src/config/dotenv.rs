//! The `.env` file of the working directory. It never overrides the environment, and its content is never printed.

use std::{env, io, path::Path};

use super::{environment::read_marked, error::ConfigError};

const DOTENV: &str = ".env";

/// Loads `.env` of the working directory, and of no directory above it, if there is one. To be called by `main` before
/// it starts a thread and before flags are read: it writes to the environment of the process.
pub fn load_dotenv() -> Result<(), ConfigError> {
    let path = Path::new(DOTENV);
    let text = match read_marked(path) {
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

/// The number of the line that cannot be read: the one after the longest beginning of the file that can. The parser
/// gives no number, only text, which may hold a secret; and a quoted value may go over several lines.
fn first_malformed_line(text: &str) -> usize {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let reads = |count: &usize| dotenvy::from_read_iter(lines[..*count].concat().as_bytes()).all(|pair| pair.is_ok());
    (0..lines.len()).rev().find(reads).unwrap_or_default() + 1
}

/// The number of the line with a `$NAME` for which the parser would put nothing, since no such variable is set: most
/// likely a password that holds a dollar sign. In single quotes, and after a backslash, it stands for itself.
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
