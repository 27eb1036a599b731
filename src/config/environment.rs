//! Reads variables. A blank one counts as unset, so that an empty line in a `.env` or a compose file means nothing.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::error::ConfigError;

/// Where variables come from: the process, or a test.
#[derive(Clone, Copy)]
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

/// The variables of this process. What is not Unicode is kept visible rather than taken for unset.
#[must_use]
pub fn of_process(name: &str) -> Option<String> {
    env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

impl<'a> Environment<'a> {
    /// Over any lookup of names.
    #[must_use]
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    /// A variable's value, unless it is blank.
    #[must_use]
    pub fn value(self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.trim().is_empty())
    }

    /// Whether a variable is there and holds nothing.
    #[must_use]
    pub fn is_blank(self, name: &str) -> bool {
        (self.0)(name).is_some_and(|value| value.trim().is_empty())
    }

    /// The value of `name`, or the content of the file that `name_FILE` names, with the one of the two that held it.
    pub fn value_or_file(self, name: &'static str) -> Result<Option<(String, String)>, ConfigError> {
        let file_name = format!("{name}_FILE");
        match (self.value(name), self.value(&file_name)) {
            (Some(_), Some(_)) => Err(ConfigError::BothSet(name)),
            (Some(value), None) => Ok(Some((name.to_owned(), value))),
            (None, Some(path)) => {
                let text = read_file(&file_name, Path::new(path.trim()))?;
                Ok(Some((file_name, text)))
            }
            (None, None) => Ok(None),
        }
    }

    /// The file that a variable names, if its name says that it names one.
    #[must_use]
    pub fn file_of(self, name: &str) -> Option<PathBuf> {
        name.ends_with("_FILE").then(|| self.value(name)).flatten().map(|path| PathBuf::from(path.trim()))
    }
}

/// The content of a file that the variable or flag `name` names; an empty one is an error, since somebody meant it.
pub fn read_file(name: &str, path: &Path) -> Result<String, ConfigError> {
    let path_buf = || PathBuf::from(path);
    let looks_secret = path.iter().any(|part| part.to_str().is_some_and(is_secret));
    if looks_secret && !path.exists() {
        // A common slip, and the error below would show it.
        return Err(ConfigError::FileIsSecret { name: name.to_owned() });
    }
    let text = fs::read_to_string(path).map_err(|source| ConfigError::FileUnreadable {
        name: name.to_owned(),
        path: path_buf(),
        source,
    })?;
    if text.trim().is_empty() {
        return Err(ConfigError::FileEmpty { name: name.to_owned(), path: path_buf() });
    }
    Ok(text)
}

/// Whether a text that should be something else is a secret, and must not be repeated.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    ["whsec_", "whpk_", "whsk_", "sk_"].iter().any(|prefix| text.trim().starts_with(prefix))
}

/// The entries of a list, apart by commas or line breaks; blank ones are none, so a trailing comma does no harm.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
}
