//! What can be wrong with a configuration, each with what to do about it. No text repeats a secret.

use std::{io, path::PathBuf};

use crate::ingest::secret::SecretError;

/// Fewer characters could be guessed.
pub const API_KEY_CHARACTERS_MIN: usize = 32;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// `.env` exists and cannot be read.
    #[error(".env cannot be read")]
    DotenvUnreadable(#[source] io::Error),
    /// `.env` holds a line of another form. Its content is not shown, nor is the parser's error, which repeats it.
    #[error(".env: line {0} is not of the form NAME=value; quote a value that holds spaces, quotes, $ or #")]
    DotenvLine(usize),
    /// `DATABASE_URL` is of no known form.
    #[error(
        "DATABASE_URL begins with no scheme that Gatelog knows: write sqlite:gatelog.db for a SQLite file, or postgres://user:password@host/database"
    )]
    DatabaseUrl,
    /// The address to listen on is none.
    #[error(
        "{0:?} is no address to listen on: set GATELOG_LISTEN (--listen) to an IP address and a port, like 127.0.0.1:3000 or [::]:3000"
    )]
    Listen(String),
    /// Not `text` or `json`.
    #[error("{0:?} is no log format: set GATELOG_LOG_FORMAT (--log-format) to text or json")]
    LogFormat(String),
    /// Not a whole number.
    #[error("{name} is {text:?}, which is not a whole number")]
    Number {
        /// The variable.
        name: &'static str,
        /// What it holds.
        text: String,
    },
    /// A value given twice.
    #[error("{0} and {0}_FILE are both set, and only one can hold: unset one of them")]
    BothSet(&'static str),
    /// A file named by `…_FILE` cannot be read.
    #[error("{name} names the file {}, which cannot be read", path.display())]
    FileUnreadable {
        /// The variable or flag.
        name: String,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file named by `…_FILE` holds nothing.
    #[error("{name} names the file {}, which is empty", path.display())]
    FileEmpty {
        /// The variable or flag.
        name: String,
        /// The file.
        path: PathBuf,
    },
    /// No signing secret anywhere.
    #[error(
        "no webhook signing secret: set CLERK_WEBHOOK_SIGNING_SECRET to the whsec_… value of the endpoint in the Clerk \
         Dashboard (Webhooks → endpoint → Signing Secret){0}"
    )]
    NoSecret(Blank),
    /// A text that is no signing secret.
    #[error("{place} is unusable")]
    Secret {
        /// Which variable or flag, and which entry of it.
        place: String,
        /// What it is instead.
        source: SecretError,
    },
    /// The bearer key could be guessed.
    #[error("{0} is shorter than {API_KEY_CHARACTERS_MIN} characters: make one by `openssl rand -hex 32`")]
    ApiKeyShort(String),
    /// The bearer key cannot stand in a header.
    #[error(
        "{0} holds a space or a character other than printable ASCII, which no Authorization header can carry: make one by `openssl rand -hex 32`"
    )]
    ApiKeyCharacter(String),
}

/// Variables that are there and hold nothing: a common reason for a missing value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blank(pub Vec<&'static str>);

impl std::fmt::Display for Blank {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(out, "; set but empty: {}", self.0.join(", "))
    }
}
