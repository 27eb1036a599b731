//! What can be wrong with a configuration, each with what to do about it. No text repeats a secret.

use std::{io, path::PathBuf};

use super::{mistake::Mistake, origin::Origin};
use crate::{
    event::Source,
    ingest::{networks::NetworksError, secret::SecretError},
    store::LocationError,
};

/// Fewer characters could be guessed.
pub const API_KEY_CHARACTERS_MIN: usize = 32;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value that was recognised as something else.
    #[error("{place} {mistake}")]
    Mistaken {
        /// The flag, variable, file or line.
        place: String,
        /// What it is.
        mistake: Mistake,
    },
    /// A variable of ours that nothing reads, with a name so near to another that it is a slip.
    #[error(
        "{name} is set, and Gatelog reads no such variable: write {nearest}, or unset it (a setting with a mistyped name \
         would be ignored without a word)"
    )]
    UnknownVariable {
        /// What is set.
        name: String,
        /// What it was meant to be.
        nearest: &'static str,
    },
    /// `.env` exists and cannot be read.
    #[error(".env cannot be read: let this user read it, or remove it")]
    DotenvUnreadable(#[source] io::Error),
    /// `.env` holds a line of another form. Its content is not shown, nor is the parser's error, which repeats it.
    #[error(".env: line {0} is not of the form NAME=value; quote a value that holds spaces, quotes, $ or #")]
    DotenvLine(usize),
    /// Not the URL of a database.
    #[error("{place} {mistake}")]
    Database {
        /// The flag, variable, file or line.
        place: String,
        /// What is wrong with it, to follow the place.
        mistake: LocationError,
    },
    /// `.env` holds a `$NAME` for which nothing would be put.
    #[error(
        ".env: line {0} holds $ and a name of which no variable is set, so that nothing would be put there: write the \
         value in single quotes, in which $ stands for itself"
    )]
    DotenvReference(usize),
    /// The configuration file cannot be read.
    #[error("the configuration file {} cannot be read: name another by --config or GATELOG_CONFIG, or make one by `gatelog config example`", path.display())]
    ConfigUnreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A mistake in the configuration file.
    #[error("{} line {line}: {what}", path.display())]
    ConfigLine {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong; never a value that could be a secret.
        what: String,
    },
    /// A value of another form.
    #[error("{place} is {text}, and must be {expects}")]
    Value {
        /// The flag or variable, or the line and key of the file.
        place: String,
        /// What it holds, as far as it is shown.
        text: String,
        /// What it should hold.
        expects: &'static str,
    },
    /// The file and the environment both give the source `clerk` its secrets.
    #[error(
        "the source clerk has secrets in {here} and in the {there}: unset one, or name the variable in the file, like secrets = [{{ env = \"CLERK_WEBHOOK_SIGNING_SECRET\" }}]"
    )]
    SecretsTwice {
        /// In the file.
        here: Origin,
        /// In the environment.
        there: Origin,
    },
    /// A secret is taken and not taken.
    #[error(
        "{origin}: the secret {id} of the source {source_name} is listed with and without verify_only; take one of the two away"
    )]
    SecretContradiction {
        /// Whose.
        source_name: Source,
        /// Which.
        id: String,
        /// Where, the second time.
        origin: Origin,
    },
    /// A published address list is none.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// A value given twice.
    #[error("{0} and {0}_FILE are both set, and only one can hold: unset one of them")]
    BothSet(&'static str),
    /// A file named by `…_FILE` cannot be read.
    #[error("{name} names the file {}, which cannot be read: name one that this user may read", path.display())]
    FileUnreadable {
        /// The variable or flag.
        name: String,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file named by `…_FILE` holds nothing.
    #[error("{name} names the file {}, which is empty: write the value into it", path.display())]
    FileEmpty {
        /// The variable or flag.
        name: String,
        /// The file.
        path: PathBuf,
    },
    /// A secret where the name of a file belongs.
    #[error("{name} must name a file; what stands there is the name of none, and looks like a secret itself")]
    FileIsSecret {
        /// The variable, flag or line.
        name: String,
    },
    /// No signing secret anywhere.
    #[error(
        "no webhook signing secret: set CLERK_WEBHOOK_SIGNING_SECRET to the whsec_… value of the endpoint in the Clerk \
         Dashboard (Webhooks → endpoint → Signing Secret){0}"
    )]
    NoSecret(Found),
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

/// Why a sender's published address list cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{place} names the file {}, which cannot be used", path.display())]
pub struct PublishedError {
    /// Which line names it.
    pub place: String,
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub source: NetworksError,
}

/// What was found instead of a secret: the common reasons for a missing one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Variables that are there and hold nothing.
    pub blank: Vec<&'static str>,
    /// Variables that hold a signing secret, or by their name should, and are not read.
    pub not_read: Vec<String>,
    /// Files of the working directory that other programs read, and Gatelog does not.
    pub files: Vec<&'static str>,
}

impl std::fmt::Display for Found {
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
