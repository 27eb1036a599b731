//! `DATABASE_URL`, for every subcommand that opens the log. It does not connect, and never prints a password.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::{fmt, path::PathBuf};

use clap::Args;

use super::{
    choose::{Choosing, place},
    environment::Environment,
    error::ConfigError,
    file::ConfigFile,
    keys,
    mistake::Wanted,
    names,
};
use crate::store::{Location, LocationError};

/// The variable that names the configuration file.
const CONFIG_VARIABLE: &str = "GATELOG_CONFIG";
/// The one that names the database, or with `_FILE` a file that does.
const DATABASE_VARIABLE: &str = "DATABASE_URL";

/// Where the log lies, as flags.
#[derive(Args, Clone, Debug, Default)]
pub struct DatabaseArgs {
    /// The configuration file (TOML); `gatelog config example` prints one [env: GATELOG_CONFIG] [default: none]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// The database: sqlite:PATH or postgres://user:password@host/database. A flag is seen by everybody on this
    /// machine: prefer the variable where it holds a password [env: DATABASE_URL, or a file named by
    /// DATABASE_URL_FILE] [default: sqlite:gatelog.db]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

impl DatabaseArgs {
    /// The flag, else `DATABASE_URL` or the content of the file that `DATABASE_URL_FILE` names, else the configuration
    /// file, else the default.
    pub fn resolve(&self, env: &Environment) -> Result<DatabaseUrl, ConfigError> {
        let file = self.file(env)?;
        names::unknown(env, &file.named_variables())?;
        self.choose(&mut Choosing { env, file: &file, effective: Vec::new() })
    }

    /// Where `serve` listens by the same variables and file.
    pub fn listen(&self, env: &Environment) -> Result<String, ConfigError> {
        let file = self.file(env)?;
        let choosing = Choosing { env, file: &file, effective: Vec::new() };
        Ok(choosing.text(&keys::LISTEN, None, file.tables.server.listen.as_ref())?.0)
    }

    /// The configuration file, empty where none is named.
    pub(super) fn file(&self, env: &Environment) -> Result<ConfigFile, ConfigError> {
        let named = match &self.config {
            Some(path) => Some(path.clone()),
            None => env.value(CONFIG_VARIABLE, Wanted::File)?.map(|given| PathBuf::from(given.text)),
        };
        ConfigFile::read(named.as_deref())
    }

    /// As [`DatabaseArgs::resolve`], among other settings.
    pub(super) fn choose(&self, choosing: &mut Choosing<'_>) -> Result<DatabaseUrl, ConfigError> {
        let key = &keys::DATABASE_URL;
        // With a password in it, it had better be in a file of its own.
        let given = match self.database_url {
            Some(_) => None,
            None => choosing.env.value_or_file(DATABASE_VARIABLE, Wanted::Database)?,
        };
        let (stands, text, origin) = if let Some(given) = given {
            (given.place, given.text, given.origin)
        } else {
            let in_file = choosing.file.tables.database.url.as_ref();
            let (text, origin) = choosing.text(key, self.database_url.clone(), in_file)?;
            (place(key, &origin), text, origin)
        };
        let url = DatabaseUrl::parse(&text).map_err(|mistake| ConfigError::Database { place: stands, mistake })?;
        choosing.decided(key, url.to_string(), origin);
        Ok(url)
    }
}

/// The URL of a database that can be one.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let text = text.trim();
        Location::parse(text).map(|_| Self(text.to_owned()))
    }

    /// The whole URL with its password: for connecting only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Without user, password and parameters (one of which may be a password).
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match self.0.split_once("://") {
            Some((scheme, rest)) if scheme != "sqlite" => {
                // Up to the last @: a password may hold one unescaped, and must not be shown for it.
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                format!("{scheme}://{}", host.split('?').next().unwrap_or_default())
            }
            _ => self.0.clone(),
        };
        out.write_str(&shown)
    }
}

/// As it is displayed.
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DatabaseUrl({self})")
    }
}
