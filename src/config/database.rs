//! The flags and the URL of the database, for every subcommand that opens the log. Printing a URL
//! hides its password.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::{fmt, path::PathBuf};

use clap::Args;

use super::{
    environment::Environment,
    error::ConfigError,
    file::ConfigFile,
    keys,
    mistake::Expected,
    names,
    origin::Origin,
    resolver::{Resolver, place},
};
use crate::storage::{Compression, Location, LocationError};

const CONFIG_VARIABLE: &str = "GATELOG_CONFIG";
/// `DATABASE_URL_FILE` names a file that holds the URL.
const DATABASE_VARIABLE: &str = "DATABASE_URL";

/// Flags that name the database and the configuration file.
#[derive(Args, Clone, Debug, Default)]
pub struct DatabaseArgs {
    /// Read this configuration file (TOML), for example gatelog.toml; gatelog config example
    /// prints one [env: GATELOG_CONFIG] [default: none]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// Use this database, for example sqlite:/var/lib/gatelog/gatelog.db or
    /// postgres://user:password@host/database. Use the variable for a URL with a password: every
    /// user of this machine can read flags [env: DATABASE_URL, or a file named by
    /// DATABASE_URL_FILE] [default: sqlite:gatelog.db]
    #[arg(long, value_name = "URL", global = true)]
    pub database_url: Option<String>,
}

impl DatabaseArgs {
    /// The first of: the flag, `DATABASE_URL`, the content of the file that `DATABASE_URL_FILE`
    /// names, the configuration file, the default.
    pub fn resolve(&self, env: &Environment) -> Result<DatabaseUrl, ConfigError> {
        let file = self.file(env)?;
        names::check(env, &file.named_variables())?;
        self.resolve_with(&mut Resolver::new(env, &file))
    }

    /// The address that `serve` listens on with the same variables and file.
    pub fn listen(&self, env: &Environment) -> Result<String, ConfigError> {
        let file = self.file(env)?;
        let resolver = Resolver::new(env, &file);
        Ok(resolver.resolve_text(&keys::LISTEN, None, file.tables.server.listen.as_ref())?.0)
    }

    /// How `serve` keeps new bodies with the same variables and file.
    pub fn compression(&self, env: &Environment) -> Result<Compression, ConfigError> {
        let file = self.file(env)?;
        let mut resolver = Resolver::new(env, &file);
        resolver.resolve(&keys::LOG_COMPRESSION, None, file.tables.log.compression.as_ref(), Compression::parse)
    }

    /// The configuration file; empty when none is named.
    pub(super) fn file(&self, env: &Environment) -> Result<ConfigFile, ConfigError> {
        let named = match &self.config {
            Some(path) => Some(path.clone()),
            None => env.value(CONFIG_VARIABLE, Expected::File)?.map(|given| PathBuf::from(given.text)),
        };
        ConfigFile::read(named.as_deref())
    }

    /// Like [`DatabaseArgs::resolve`], with a resolver that records the value.
    pub(super) fn resolve_with(&self, resolver: &mut Resolver<'_>) -> Result<DatabaseUrl, ConfigError> {
        let key = &keys::DATABASE_URL;
        // The URL may hold a password, so a file of its own may hold it.
        let given = match self.database_url {
            Some(_) => None,
            None => resolver.env.value_or_file(DATABASE_VARIABLE, Expected::Database)?,
        };
        let (place, text, origin) = if let Some(given) = given {
            resolver.secret_files.extend(given.file);
            (given.place, given.text, given.origin)
        } else {
            let in_file = resolver.file.tables.database.url.as_ref();
            let (text, origin) = resolver.resolve_text(key, self.database_url.clone(), in_file)?;
            (place(key, &origin), text, origin)
        };
        let url = DatabaseUrl::parse(&text).map_err(|mistake| ConfigError::Database { place, mistake })?;
        if matches!(origin, Origin::File { .. }) && url.has_password() {
            resolver.secret_files.push(resolver.file.path.clone());
        }
        resolver.record(key, url.to_string(), origin);
        Ok(url)
    }
}

/// A valid URL of a database.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let text = text.trim();
        Location::parse(text).map(|_| Self(text.to_owned()))
    }

    /// Whether it may hold a password: before the host, or in a parameter.
    pub(super) fn has_password(&self) -> bool {
        !self.0.starts_with("sqlite:") && (self.0.contains('@') || self.0.contains("password="))
    }

    /// The whole URL with its password, for connecting only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Shows neither user, password nor parameters: a parameter may be a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match self.0.split_once("://") {
            Some((scheme, rest)) if scheme != "sqlite" => {
                // Everything up to the last @ is hidden: a password may hold an unescaped @.
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                format!("{scheme}://{}", host.split('?').next().unwrap_or_default())
            }
            _ => self.0.clone(),
        };
        out.write_str(&shown)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DatabaseUrl({self})")
    }
}
