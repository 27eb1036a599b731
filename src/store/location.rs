//! Where the database lies, as `DATABASE_URL` tells.

use std::{
    fmt,
    path::{Path, PathBuf},
};

/// A database, by its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A file, with the views in another beside it.
    Sqlite(PathBuf),
    /// A server's database, by its full URL.
    Postgres(String),
}

/// Why a text is no usable `DATABASE_URL`. Never holds the text: it may carry a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// No scheme that we know.
    #[error(
        "DATABASE_URL must begin with sqlite: or postgres:, for example sqlite:gatelog.db or postgres://user:password@host/database"
    )]
    Scheme,
    /// In-memory databases forget.
    #[error(
        "DATABASE_URL names an in-memory SQLite database, which would forget every event; give a file, for example sqlite:gatelog.db"
    )]
    InMemory,
    /// Parameters could weaken durability.
    #[error(
        "DATABASE_URL: a SQLite file takes no parameters (durability settings are fixed); remove everything from the ? on"
    )]
    Parameters,
}

impl Location {
    /// Reads a URL: `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    pub fn parse(url: &str) -> Result<Self, LocationError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path =
            url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).ok_or(LocationError::Scheme)?;
        if path.is_empty() || path.contains(":memory:") {
            return Err(LocationError::InMemory);
        }
        if path.contains('?') {
            return Err(LocationError::Parameters);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// The file of the views beside the file of the log: `gatelog.db` → `gatelog.views.db`.
#[must_use]
pub fn views_path(log: &Path) -> PathBuf {
    match log.extension() {
        Some(extension) => log.with_extension(format!("views.{}", extension.to_string_lossy())),
        None => log.with_extension("views"),
    }
}

/// Without credentials, for logs and errors.
impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(out, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                let host = host.split('?').next().unwrap_or(host);
                write!(out, "postgres://{host}")
            }
        }
    }
}
