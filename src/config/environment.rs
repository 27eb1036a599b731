//! Reads environment variables and the files that they name. A blank variable counts as unset, as
//! in `.env` and compose files. Each value passes `check_value` first.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

pub(super) use super::mistake::split_list;
use super::{
    error::ConfigError,
    mistake::{self, Expected, Mistake, may_be_secret},
    origin::Origin,
};

/// The variables of a process, or of a test.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

/// A checked value that is not parsed yet.
pub(super) struct RawValue {
    /// The location of the value, as errors name it.
    pub(super) place: String,
    pub(super) origin: Origin,
    pub(super) text: String,
    /// The file that holds the value; `None` for a variable and a flag.
    pub(super) file: Option<PathBuf>,
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl Environment {
    /// The variables of this process. A value that is not Unicode is kept with replacement
    /// characters, so that an error can name it.
    #[must_use]
    pub fn of_process() -> Self {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        env::vars_os().map(|(name, value)| (text(name), text(value))).collect()
    }

    /// Every variable that is not blank, by name.
    pub(super) fn set(&self) -> impl Iterator<Item = (&str, &str)> {
        let set = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        set.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a variable is set and not blank.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.trim().is_empty())
    }

    pub(super) fn is_blank(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.trim().is_empty())
    }

    /// The value of a variable, unless it is blank.
    pub(super) fn value(&self, name: &str, expected: Expected) -> Result<Option<RawValue>, ConfigError> {
        let Some(text) = self.0.get(name).filter(|text| !text.trim().is_empty()) else { return Ok(None) };
        let text = check_value(name, expected, text)?.to_owned();
        let origin = Origin::Variable(name.to_owned());
        Ok(Some(RawValue { place: name.to_owned(), origin, text, file: None }))
    }

    /// The value of `name`, or the content of the file that `name_FILE` names.
    pub(super) fn value_or_file(
        &self,
        name: &'static str,
        expected: Expected,
    ) -> Result<Option<RawValue>, ConfigError> {
        let file_name = format!("{name}_FILE");
        if self.has(name) && self.has(&file_name) {
            return Err(ConfigError::BothSet(name));
        }
        let Some(file) = self.value(&file_name, Expected::File)? else { return self.value(name, expected) };
        read_file(&file_name, Path::new(&file.text), file.origin, expected).map(Some)
    }
}

/// The value in a file that the variable, flag or line `name` names. An empty file is an error.
pub(super) fn read_file(name: &str, path: &Path, origin: Origin, expected: Expected) -> Result<RawValue, ConfigError> {
    let text = read_text(name, path)?;
    let place = format!("the file {} ({name})", path.display());
    let text = check_value(&place, expected, &text)?.to_owned();
    Ok(RawValue { place, origin, text, file: Some(path.to_owned()) })
}

/// The text of a file that the variable, flag or line `name` names. An empty file is an error.
pub(super) fn read_text(name: &str, path: &Path) -> Result<String, ConfigError> {
    let unreadable = |source| ConfigError::FileUnreadable { name: name.to_owned(), path: path.to_owned(), source };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        // The other error would print the path, which is a secret here.
        Err(_) if may_be_secret(path) => {
            return Err(ConfigError::FileIsSecret { name: name.to_owned() });
        }
        Err(source) => return Err(unreadable(source)),
    };
    let text = decode_utf8(bytes)
        .map_err(|mistake| ConfigError::Mistaken { place: format!("the file {} ({name})", path.display()), mistake })?;
    if text.trim().is_empty() {
        return Err(ConfigError::FileEmpty { name: name.to_owned(), path: path.to_owned() });
    }
    Ok(text)
}

/// Decodes UTF-8. Windows editors write UTF-16 with a byte-order mark, which is a mistake of its
/// own.
fn decode_utf8(bytes: Vec<u8>) -> Result<String, Mistake> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Mistake::Utf16);
    }
    String::from_utf8(bytes).map_err(|_| Mistake::NotUtf8)
}

/// The text of a file, without a leading byte-order mark.
pub(super) fn read_without_bom(path: &Path) -> Result<Result<String, Mistake>, io::Error> {
    let bytes = fs::read(path)?;
    Ok(decode_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}').to_owned()))
}

/// The trimmed value, or the mistake in it with its place.
pub(super) fn check_value<'a>(place: &str, expected: Expected, text: &'a str) -> Result<&'a str, ConfigError> {
    mistake::check(expected, text).map_err(|mistake| ConfigError::Mistaken { place: place.to_owned(), mistake })
}
