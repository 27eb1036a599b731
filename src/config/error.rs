//! The errors of a configuration. Each text says what to do, and none repeats a secret.

use std::{io, path::PathBuf};

use super::{mistake::Mistake, origin::Origin};
use crate::{
    event::Source,
    ingest::{networks::NetworksError, secret::SecretError},
    storage::LocationError,
};

/// A shorter key could be guessed.
pub(super) const API_KEY_CHARACTERS_MIN: usize = 32;
/// Proxies and servers commonly limit a header to 8 KiB, and refuse a request with a longer one.
pub(super) const API_KEY_CHARACTERS_MAX: usize = 4_096;

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value that is recognisably something else.
    #[error("{place} {mistake}")]
    Mistaken {
        /// The flag, variable, file or line.
        place: String,
        mistake: Mistake,
    },
    #[error(
        "{name} is set, and Gatelog reads no such variable: write {nearest}, or unset it (a setting with a mistyped name \
         would be ignored without a word)"
    )]
    UnknownVariable { name: String, nearest: &'static str },
    #[error(".env cannot be read: let this user read it, or remove it")]
    DotenvUnreadable(#[source] io::Error),
    /// `.env` holds a malformed line. The error shows neither the line nor the parser's text,
    /// which repeats it.
    #[error(".env: line {0} is not of the form NAME=value; quote a value that holds spaces, quotes, $ or #")]
    DotenvLine(usize),
    #[error("{place} {mistake}")]
    Database {
        /// The flag, variable, file or line.
        place: String,
        /// The text continues the sentence that begins with the place.
        mistake: LocationError,
    },
    #[error(
        ".env: line {0} holds $ and a name of which no variable is set, so that nothing would be put there: write the \
         value in single quotes, in which $ stands for itself"
    )]
    DotenvReference(usize),
    #[error("the configuration file {} cannot be read: name another by --config or GATELOG_CONFIG, or make one by `gatelog config example`", path.display())]
    ConfigUnreadable { path: PathBuf, source: io::Error },
    #[error("{} line {line}: {what}", path.display())]
    ConfigLine {
        path: PathBuf,
        /// Counts from 1.
        line: usize,
        /// The mistake; never holds a value that could be a secret.
        what: String,
    },
    #[error("{place} is {text}, and must be {expects}")]
    Value {
        /// The flag or variable, or the line and key of the file.
        place: String,
        /// The value, redacted when it is long.
        text: String,
        expects: &'static str,
    },
    #[error(
        "the source clerk has secrets in {here} and in the {there}: unset one, or name the variable in the file, like secrets = [{{ env = \"CLERK_WEBHOOK_SIGNING_SECRET\" }}]"
    )]
    SecretsTwice { here: Origin, there: Origin },
    #[error(
        "{origin}: the secret {id} of the source {source_name} is listed with and without verify_only; take one of the two away"
    )]
    SecretContradiction {
        source_name: Source,
        id: String,
        /// The second of the two entries.
        origin: Origin,
    },
    #[error(transparent)]
    Published(#[from] PublishedError),
    #[error("{0} and {0}_FILE are both set, and only one can hold: unset one of them")]
    BothSet(&'static str),
    #[error("{name} names the file {}, which cannot be read: name one that this user may read", path.display())]
    FileUnreadable {
        /// The variable or flag.
        name: String,
        path: PathBuf,
        source: io::Error,
    },
    #[error("{name} names the file {}, which is empty: write the value into it", path.display())]
    FileEmpty {
        /// The variable or flag.
        name: String,
        path: PathBuf,
    },
    #[error("{name} must name a file; what stands there is the name of none, and looks like a secret itself")]
    FileIsSecret {
        /// The variable, flag or line.
        name: String,
    },
    #[error(
        "no webhook signing secret: set CLERK_WEBHOOK_SIGNING_SECRET to the whsec_… value of the endpoint in the Clerk \
         Dashboard (Webhooks → endpoint → Signing Secret){0}"
    )]
    NoSecret(SecretHints),
    #[error("{place} is unusable")]
    Secret {
        /// The variable or flag, with the number of the entry.
        place: String,
        source: SecretError,
    },
    #[error("{0} is shorter than {API_KEY_CHARACTERS_MIN} characters: make one by `openssl rand -hex 32`")]
    ApiKeyShort(String),
    #[error(
        "{0} is longer than {API_KEY_CHARACTERS_MAX} characters, the most that a header can carry everywhere: make one \
         by `openssl rand -hex 32`"
    )]
    ApiKeyLong(String),
    #[error(
        "{0} holds a space or a character other than printable ASCII, which no Authorization header can carry: make one by `openssl rand -hex 32`"
    )]
    ApiKeyCharacter(String),
}

/// Why a sender's published address list cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{place} names the file {}, which cannot be used", path.display())]
pub struct PublishedError {
    /// The line that names the file.
    pub place: String,
    pub path: PathBuf,
    pub source: NetworksError,
}

/// The likely reasons for a missing secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretHints {
    /// Variables that are set and blank.
    pub blank: Vec<&'static str>,
    /// Variables that Gatelog does not read, with the value or the name of a signing secret.
    pub(super) not_read: Vec<String>,
    /// Files of the working directory that frameworks read and Gatelog does not.
    pub files: Vec<&'static str>,
}

impl std::fmt::Display for SecretHints {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.blank.is_empty() {
            write!(out, "; set but empty: {}", self.blank.join(", "))?;
        }
        for name in &self.not_read {
            write!(out, "; {name} is set and is not read: rename it to CLERK_WEBHOOK_SIGNING_SECRET")?;
        }
        for file in &self.files {
            write!(out, "; {file} is there and is not read: Gatelog reads .env")?;
        }
        Ok(())
    }
}
