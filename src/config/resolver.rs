//! Resolves each setting from flag, variable, file and default, in this order, and records the
//! origin of its value.

use std::path::PathBuf;

use http::{HeaderName, header};
use toml::Spanned;

use super::{
    environment::{Environment, check_value, split_list},
    error::ConfigError,
    file::ConfigFile,
    keys::ConfigKey,
    mistake::{Expected, redacted},
    origin::{EffectiveValue, Origin},
};

pub(super) struct Resolver<'a> {
    pub env: &'a Environment,
    /// Empty when no configuration file is named.
    pub file: &'a ConfigFile,
    pub effective: Vec<EffectiveValue>,
    /// The files read so far that hold a secret.
    pub(super) secret_files: Vec<PathBuf>,
}

/// A value of the configuration file, which converts to the text that a variable would hold.
pub(super) trait FileValue {
    fn text(&self) -> String;
}

impl FileValue for String {
    fn text(&self) -> String {
        self.clone()
    }
}

impl FileValue for bool {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl FileValue for u64 {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl FileValue for Vec<String> {
    fn text(&self) -> String {
        self.join(",")
    }
}

impl<'a> Resolver<'a> {
    #[must_use]
    pub const fn new(env: &'a Environment, file: &'a ConfigFile) -> Self {
        Self { env, file, effective: Vec::new(), secret_files: Vec::new() }
    }

    /// The effective text of a key and its origin. A blank value counts as unset.
    pub(super) fn resolve_text(
        &self,
        key: &ConfigKey,
        flag: Option<String>,
        in_file: Option<&Spanned<impl FileValue>>,
    ) -> Result<(String, Origin), ConfigError> {
        let expected = key.expected();
        if let Some((name, text)) = key.flag.zip(flag) {
            return Ok((check_value(name, expected, &text)?.to_owned(), Origin::Flag(name)));
        }
        if let Some(name) = key.variable
            && let Some(given) = self.env.value(name, expected)?
        {
            return Ok((given.text, given.origin));
        }
        let Some(value) = non_blank(in_file) else { return Ok((key.default.to_owned(), Origin::Default)) };
        Ok((self.file_value(value, key.name, expected)?, self.file.origin(value)))
    }

    /// A checked value of the file; entries of a list are joined by commas.
    pub(super) fn file_value(
        &self,
        value: &Spanned<impl FileValue>,
        key: &str,
        expected: Expected,
    ) -> Result<String, ConfigError> {
        let place = format!("{}: {key}", self.file.origin(value));
        check_value(&place, expected, &value.as_ref().text()).map(str::to_owned)
    }

    /// The effective value of a key, which is also recorded. `parse` returns nothing for an
    /// invalid text.
    pub fn resolve<T>(
        &mut self,
        key: &'static ConfigKey,
        flag: Option<String>,
        in_file: Option<&Spanned<impl FileValue>>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let (text, origin) = self.resolve_text(key, flag, in_file)?;
        let Some(value) = parse(&text) else {
            let place = place(key, &origin);
            return Err(ConfigError::Value { place, text: redacted(&text), expects: key.expects });
        };
        self.record(key, text, origin);
        Ok(value)
    }

    pub fn record(&mut self, key: &ConfigKey, value: String, origin: Origin) {
        self.effective.push(EffectiveValue { key: key.name.to_owned(), value, origin, reloadable: key.reloadable });
    }

    pub(super) fn record_for_source(&mut self, source: &str, key: &str, value: String, origin: Origin) {
        self.effective.push(EffectiveValue { key: format!("source.{source}.{key}"), value, origin, reloadable: true });
    }
}

/// The location of a value, as errors name it.
pub(super) fn place(key: &ConfigKey, origin: &Origin) -> String {
    match origin {
        Origin::Flag(name) => (*name).to_owned(),
        Origin::Variable(name) => name.clone(),
        Origin::File { .. } => format!("{origin}: {}", key.name),
        Origin::Default => key.name.to_owned(),
    }
}

pub(super) fn parse_bool(text: &str) -> Option<bool> {
    text.parse().ok()
}

/// Headers that hold a secret. The log keeps nothing for ever that grants access.
const SECRET_HEADERS: [HeaderName; 4] =
    [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE, header::SET_COOKIE];

/// The name of a header; `Some(None)` for an empty text.
#[expect(clippy::option_option, reason = "the outer one says whether the text is valid")]
pub(super) fn parse_person_header(text: &str) -> Option<Option<HeaderName>> {
    if text.is_empty() {
        return Some(None);
    }
    let name: HeaderName = text.parse().ok()?;
    (!SECRET_HEADERS.contains(&name)).then_some(Some(name))
}

pub(super) fn parse_number(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// Splits at commas and line breaks.
pub(super) fn parse_list(text: &str) -> Vec<String> {
    split_list(text).map(str::to_owned).collect()
}

/// Web origins as browsers send them: scheme, host and optional port.
pub(super) fn parse_origins(text: &str) -> Option<Vec<String>> {
    let is_origin = |origin: &str| {
        let host = ["https://", "http://"].iter().find_map(|scheme| origin.strip_prefix(scheme));
        host.is_some_and(|host| {
            !host.is_empty() && !host.contains(['/', '?', '#', '@', '*']) && !host.contains(char::is_whitespace)
        })
    };
    split_list(text).map(|origin| is_origin(origin).then(|| origin.to_owned())).collect()
}

pub(super) fn non_blank<T: FileValue>(value: Option<&Spanned<T>>) -> Option<&Spanned<T>> {
    value.filter(|value| !value.as_ref().text().trim().is_empty())
}
