//! `DATABASE_URL`, for every subcommand that opens the log. It does not connect, and never prints a password.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::fmt;

use clap::Args;

use super::{environment::Environment, error::ConfigError};

/// A SQLite file in the working directory, created when missing.
pub const DATABASE_URL_DEFAULT: &str = "sqlite:gatelog.db";

const SCHEMES: [&str; 3] = ["sqlite:", "postgres://", "postgresql://"];

/// Where the log lies, as a flag.
#[derive(Args, Clone, Debug, Default)]
pub struct DatabaseArgs {
    /// The database: sqlite:PATH or postgres://user:password@host/database. A flag is seen by everybody on this
    /// machine: prefer the variable where it holds a password [env: DATABASE_URL, or a file named by
    /// DATABASE_URL_FILE] [default: sqlite:gatelog.db]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

impl DatabaseArgs {
    /// The flag, else `DATABASE_URL` or the content of the file that `DATABASE_URL_FILE` names, else
    /// [`DATABASE_URL_DEFAULT`].
    pub fn resolve(&self, env: impl Fn(&str) -> Option<String>) -> Result<DatabaseUrl, ConfigError> {
        self.resolve_in(Environment::new(&env))
    }

    /// As [`DatabaseArgs::resolve`], where the environment is at hand.
    pub fn resolve_in(&self, env: Environment<'_>) -> Result<DatabaseUrl, ConfigError> {
        if let Some(flag) = &self.database_url {
            return DatabaseUrl::parse(flag);
        }
        let held = env.value_or_file("DATABASE_URL")?;
        DatabaseUrl::parse(held.as_ref().map_or(DATABASE_URL_DEFAULT, |(_, text)| text))
    }
}

/// A URL with a scheme that Gatelog knows. The store reads the rest of it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let text = text.trim();
        let known = SCHEMES.iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
        known.then(|| Self(text.to_owned())).ok_or(ConfigError::DatabaseUrl)
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
