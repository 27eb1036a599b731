//! Reads variables and the files that they name. A blank variable counts as unset, so that an empty line in a `.env` or
//! a compose file means nothing. Each value passes [`checked`] before anything reads it.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

pub use super::mistake::list;
use super::{
    error::ConfigError,
    mistake::{self, Mistake, Wanted, is_perhaps_secret},
    origin::Origin,
};

/// The variables of a process, or of a test.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

/// A value that was set, without the mistakes that can be recognised.
pub struct Given {
    /// Where it stands, as an error names it.
    pub place: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The value.
    pub text: String,
    /// The file that holds it, if one does.
    pub file: Option<PathBuf>,
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl Environment {
    /// The variables of this process. A value that is not Unicode is kept visible rather than taken for unset.
    #[must_use]
    pub fn of_process() -> Self {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        env::vars_os().map(|(name, value)| (text(name), text(value))).collect()
    }

    /// Every variable that is not blank, by name.
    pub fn set(&self) -> impl Iterator<Item = (&str, &str)> {
        let set = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        set.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a variable is there and not blank.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.trim().is_empty())
    }

    /// Whether a variable is there and blank.
    #[must_use]
    pub fn is_blank(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.trim().is_empty())
    }

    /// A variable's value, unless it is blank.
    pub fn value(&self, name: &str, wanted: Wanted) -> Result<Option<Given>, ConfigError> {
        let Some(text) = self.0.get(name).filter(|text| !text.trim().is_empty()) else { return Ok(None) };
        let text = checked(name, wanted, text)?.to_owned();
        let origin = Origin::Variable(name.to_owned());
        Ok(Some(Given { place: name.to_owned(), origin, text, file: None }))
    }

    /// The value of `name`, or the content of the file that `name_FILE` names.
    pub fn value_or_file(&self, name: &'static str, wanted: Wanted) -> Result<Option<Given>, ConfigError> {
        let file_name = format!("{name}_FILE");
        if self.has(name) && self.has(&file_name) {
            return Err(ConfigError::BothSet(name));
        }
        let Some(file) = self.value(&file_name, Wanted::File)? else { return self.value(name, wanted) };
        read_file(&file_name, Path::new(&file.text), file.origin, wanted).map(Some)
    }
}

/// The value in a file that the variable, flag or line `name` names; an empty file is an error, since somebody meant it.
pub fn read_file(name: &str, path: &Path, origin: Origin, wanted: Wanted) -> Result<Given, ConfigError> {
    let text = read_text(name, path)?;
    let place = format!("the file {} ({name})", path.display());
    let text = checked(&place, wanted, &text)?.to_owned();
    Ok(Given { place, origin, text, file: Some(path.to_owned()) })
}

/// The text of such a file.
pub fn read_text(name: &str, path: &Path) -> Result<String, ConfigError> {
    let unreadable = |source| ConfigError::FileUnreadable { name: name.to_owned(), path: path.to_owned(), source };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        // A common slip, and the error below would show the secret.
        Err(_) if is_perhaps_secret(path) => {
            return Err(ConfigError::FileIsSecret { name: name.to_owned() });
        }
        Err(source) => return Err(unreadable(source)),
    };
    let text = text_of(bytes)
        .map_err(|mistake| ConfigError::Mistaken { place: format!("the file {} ({name})", path.display()), mistake })?;
    if text.trim().is_empty() {
        return Err(ConfigError::FileEmpty { name: name.to_owned(), path: path.to_owned() });
    }
    Ok(text)
}

/// Bytes as UTF-8. Editors of Windows write UTF-16, and mark it.
pub(super) fn text_of(bytes: Vec<u8>) -> Result<String, Mistake> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Mistake::Utf16);
    }
    String::from_utf8(bytes).map_err(|_| Mistake::NotUtf8)
}

/// The text of a file, without the mark that some editors write before it.
pub(super) fn read_marked(path: &Path) -> Result<Result<String, Mistake>, io::Error> {
    let bytes = fs::read(path)?;
    Ok(text_of(bytes).map(|text| text.trim_start_matches('\u{feff}').to_owned()))
}

/// The value without white space around it, or the mistake that it is, with the place where it stands.
pub fn checked<'a>(place: &str, wanted: Wanted, text: &'a str) -> Result<&'a str, ConfigError> {
    mistake::checked(wanted, text).map_err(|mistake| ConfigError::Mistaken { place: place.to_owned(), mistake })
}
