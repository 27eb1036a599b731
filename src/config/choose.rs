//! Flags before variables before the file before the default: decides each setting once, and remembers which it was.

use toml::Spanned;

use super::{
    environment::{Environment, checked, list},
    error::ConfigError,
    file::ConfigFile,
    keys::Key,
    mistake::{Wanted, shown},
    origin::{Effective, Origin},
};

/// What is set, and what has been decided so far.
pub struct Choosing<'a> {
    /// The variables.
    pub env: &'a Environment,
    /// The file; empty where there is none.
    pub file: &'a ConfigFile,
    /// What was decided.
    pub effective: Vec<Effective>,
}

/// A value of the file as a variable would have it, so that one reader serves all.
pub trait Written {
    /// The text.
    fn text(&self) -> String;
}

impl Written for String {
    fn text(&self) -> String {
        self.clone()
    }
}

impl Written for bool {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Written for u64 {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Written for Vec<String> {
    fn text(&self) -> String {
        self.join(",")
    }
}

impl Choosing<'_> {
    /// The text that holds for a key, and where it comes from. What is blank counts as unset.
    pub fn text(
        &self,
        key: &Key,
        flag: Option<String>,
        in_file: Option<&Spanned<impl Written>>,
    ) -> Result<(String, Origin), ConfigError> {
        let wanted = key.wanted();
        if let Some((name, text)) = key.flag.zip(flag) {
            return Ok((checked(name, wanted, &text)?.to_owned(), Origin::Flag(name)));
        }
        if let Some(name) = key.variable
            && let Some(given) = self.env.value(name, wanted)?
        {
            return Ok((given.text, given.origin));
        }
        let Some(value) = written(in_file) else { return Ok((key.default.to_owned(), Origin::Default)) };
        Ok((self.text_in_file(value, key.name, wanted)?, self.file.origin(value)))
    }

    /// A value of the file, without the mistakes that can be recognised; texts of a list are apart by commas.
    pub fn text_in_file(
        &self,
        value: &Spanned<impl Written>,
        key: &str,
        wanted: Wanted,
    ) -> Result<String, ConfigError> {
        let place = format!("{}: {key}", self.file.origin(value));
        checked(&place, wanted, &value.as_ref().text()).map(str::to_owned)
    }

    /// The value that holds for a key.
    pub fn choose<T>(
        &mut self,
        key: &'static Key,
        flag: Option<String>,
        in_file: Option<&Spanned<impl Written>>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let (text, origin) = self.text(key, flag, in_file)?;
        let Some(value) = read(&text) else {
            let place = place(key, &origin);
            return Err(ConfigError::Value { place, text: shown(&text), expects: key.expects });
        };
        self.decided(key, text, origin);
        Ok(value)
    }

    /// Remembers what holds for a key.
    pub fn decided(&mut self, key: &Key, value: String, origin: Origin) {
        self.effective.push(Effective { key: key.name.to_owned(), value, origin, reloaded: key.reloaded });
    }

    /// Remembers what holds for a key of a source.
    pub fn decided_for(&mut self, source: &str, key: &str, value: String, origin: Origin) {
        self.effective.push(Effective { key: format!("source.{source}.{key}"), value, origin, reloaded: true });
    }
}

/// Where a value stands, as an error names it.
pub(super) fn place(key: &Key, origin: &Origin) -> String {
    match origin {
        Origin::Flag(name) => (*name).to_owned(),
        Origin::Variable(name) => name.clone(),
        Origin::File { .. } => format!("{origin}: {}", key.name),
        Origin::Default => key.name.to_owned(),
    }
}

/// `true` or `false`.
pub fn switch(text: &str) -> Option<bool> {
    text.parse().ok()
}

/// A whole number.
pub fn number(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// Texts apart by commas.
pub fn texts(text: &str) -> Vec<String> {
    list(text).map(str::to_owned).collect()
}

/// Origins of pages: a scheme, a host and perhaps a port, as browsers send them.
pub fn origins(text: &str) -> Option<Vec<String>> {
    let is_origin = |origin: &str| {
        let host = ["https://", "http://"].iter().find_map(|scheme| origin.strip_prefix(scheme));
        host.is_some_and(|host| {
            !host.is_empty() && !host.contains(['/', '?', '#', '@', '*']) && !host.contains(char::is_whitespace)
        })
    };
    list(text).map(|origin| is_origin(origin).then(|| origin.to_owned())).collect()
}

/// A value, unless it is blank.
pub fn written<T: Written>(value: Option<&Spanned<T>>) -> Option<&Spanned<T>> {
    value.filter(|value| !value.as_ref().text().trim().is_empty())
}
