//! Parses the configuration file. Errors name keys and lines, never a value: a value may be a
//! secret.

use std::{collections::BTreeSet, ops::Range, path::Path, path::PathBuf};

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{environment::read_without_bom, error::ConfigError, mistake::may_be_secret, origin::Origin};

/// An error repeats names of keys up to this length; a longer one may be a secret.
const KEY_CHARACTERS_MAX: usize = 32;

/// A parsed file whose values are not checked yet.
#[derive(Default)]
pub(super) struct ConfigFile {
    /// The path as given; empty without a file.
    pub path: PathBuf,
    pub tables: Tables,
    /// The byte offset of each line but the first.
    lines: Vec<usize>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "tables")]
pub struct Tables {
    #[serde(default)]
    pub database: Database,
    #[serde(default)]
    pub log: Log,
    #[serde(default)]
    pub server: Server,
    #[serde(default)]
    pub access: Access,
    #[serde(default)]
    pub audit: Audit,
    #[serde(default)]
    pub source: Vec<Spanned<SourceTable>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Database {
    pub url: Option<Spanned<String>>,
    pub migrate: Option<Spanned<bool>>,
    pub auto_rebuild: Option<Spanned<bool>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Log {
    pub compression: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Server {
    pub listen: Option<Spanned<String>>,
    pub log_format: Option<Spanned<String>>,
    pub ready_lag_events: Option<Spanned<u64>>,
    pub ready_lag_seconds: Option<Spanned<u64>>,
    pub shutdown_delay_seconds: Option<Spanned<u64>>,
    pub docs: Option<Spanned<bool>>,
    pub viewer: Option<Spanned<bool>>,
    pub frame_ancestors: Option<Spanned<Vec<String>>>,
    pub metrics: Option<Spanned<bool>>,
    pub cors_origins: Option<Spanned<Vec<String>>>,
    pub trusted_proxies: Option<Spanned<Vec<String>>>,
    pub forwarded_header: Option<Spanned<String>>,
    pub person_header: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Access {
    pub api_key_file: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Audit {
    pub reads: Option<Spanned<bool>>,
}

/// `[[source]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table [[source]]")]
pub(super) struct SourceTable {
    pub name: Spanned<String>,
    #[serde(default)]
    pub secrets: Vec<Spanned<SecretEntry>>,
    pub headers: Option<Spanned<String>>,
    pub instance_ids: Option<Spanned<Vec<String>>>,
    pub networks: Option<Spanned<Vec<String>>>,
    pub networks_file: Option<Spanned<String>>,
    pub trusted_proxies: Option<Spanned<Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a secret, like { file = \"…\" } or { env = \"NAME\" }")]
pub(super) struct SecretEntry {
    #[serde(default, deserialize_with = "hidden")]
    pub value: Option<SecretString>,
    pub file: Option<String>,
    pub env: Option<String>,
    #[serde(default)]
    pub verify_only: bool,
    pub note: Option<String>,
}

fn hidden<'de, D: Deserializer<'de>>(value: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Some(SecretString::from(String::deserialize(value)?)))
}

impl ConfigFile {
    /// Reads a file; without a path the result is empty.
    pub fn read(path: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = read_without_bom(path).map_err(|source| {
            if may_be_secret(path) {
                return ConfigError::FileIsSecret { name: "--config or GATELOG_CONFIG".to_owned() };
            }
            ConfigError::ConfigUnreadable { path: path.to_owned(), source }
        })?;
        let place = || format!("the configuration file {}", path.display());
        Self::parse(path, &text.map_err(|mistake| ConfigError::Mistaken { place: place(), mistake })?)
    }

    /// `path` is for errors and for files that the text names.
    fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let mut file = Self { path: path.to_owned(), tables: Tables::default(), lines };
        file.tables = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| file.line(&span));
            ConfigError::ConfigLine { path: file.path.clone(), line, what: without_values(error.message()) }
        })?;
        Ok(file)
    }

    #[must_use]
    pub fn origin<T>(&self, value: &Spanned<T>) -> Origin {
        Origin::File { path: self.path.display().to_string(), line: self.line(&value.span()) }
    }

    /// The variables that the file names as holders of secrets.
    pub(super) fn named_variables(&self) -> BTreeSet<&str> {
        let tables = self.tables.source.iter().flat_map(|table| &table.as_ref().secrets);
        tables.filter_map(|entry| entry.as_ref().env.as_deref()).collect()
    }

    #[must_use]
    pub fn mistake<T>(&self, at: &Spanned<T>, what: impl Into<String>) -> ConfigError {
        ConfigError::ConfigLine { path: self.path.clone(), line: self.line(&at.span()), what: what.into() }
    }

    /// The path of a file that this file names, relative to the folder of this file.
    #[must_use]
    pub(super) fn relative_path(&self, name: &str) -> PathBuf {
        self.path.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.lines.partition_point(|begin| *begin <= span.start) + 1
    }
}

/// Prints a file with every key.
const EXAMPLE: &str = "gatelog config example";

/// The parser's message about a key, as advice.
fn to_advice(message: &str) -> String {
    if let Some((key, known)) = message.strip_prefix("unknown field ").and_then(|rest| rest.split_once(", expected ")) {
        let known = known.strip_prefix("one of ").unwrap_or(known);
        return format!("there is no key {key} here; known are {known}");
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("the key {key} is missing; add it to this table");
    }
    format!("{message}; `{EXAMPLE}` shows how the file is written")
}

/// The parser's message without values of the file: serde repeats values of a wrong type and names
/// of unknown keys, and either may be a misplaced secret.
fn without_values(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    for kind in ["invalid type: ", "invalid value: "] {
        if let Some((_, expected)) = message.strip_prefix(kind).and_then(|rest| rest.rsplit_once(", expected ")) {
            let expected = match expected {
                "u64" => "a whole number",
                "a sequence" => "a list",
                "a map" => "a table",
                expected => expected,
            };
            return format!("write {expected} here; the value is of another type");
        }
    }
    let message = to_advice(message);
    // The message quotes the known keys and the unknown one in backquotes.
    let mut shown = String::new();
    for (index, part) in message.split('`').enumerate() {
        let quoted = index % 2 == 1;
        let plain = part == EXAMPLE
            || part.len() <= KEY_CHARACTERS_MAX
                && !part.starts_with("wh")
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'.');
        let part = if quoted && !plain && part.len() > 1 { "…" } else { part };
        shown = if index == 0 { part.to_owned() } else { format!("{shown}`{part}") };
    }
    shown
}
