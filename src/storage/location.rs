//! Where the database is: `DATABASE_URL`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use sea_orm::sqlx::postgres::PgConnectOptions;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// The file of the log; the views are in another next to it.
    Sqlite(PathBuf),
    /// A server's database, by its full URL.
    Postgres(String),
}

/// Why a text is no URL of a usable database. Follows the name of the setting, and never holds the
/// text: it may carry a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    #[error(
        "does not begin with sqlite: or postgres://{0}: write sqlite:gatelog.db for a SQLite file, or \
         postgres://user:password@host/database"
    )]
    Scheme(Hint),
    /// `sqlite:` alone.
    #[error("names no file: write sqlite:gatelog.db for a SQLite file in the working directory")]
    NoFile,
    #[error("names a SQLite database in memory, which would forget every event: give a file, like sqlite:gatelog.db")]
    InMemory,
    #[error(
        "has parameters, and a SQLite file takes none but ?mode=rwc (durability is fixed, and the file is created when \
         it is missing): leave out everything from the ? on"
    )]
    Parameters,
    /// `postgres://host/`
    #[error(
        "names no database on the server: write its name after the host, like postgres://user:password@host/database"
    )]
    NoDatabase,
    #[error("holds white space: write %20 for a space in a name or a password, and leave out any other")]
    WhiteSpace,
    /// A password with reserved characters ends the URL or starts another host.
    #[error(
        "holds characters in its user name or password that mean something else in a URL: percent-encode them there, \
         {0}"
    )]
    NotEncoded(Encodings),
    #[error(
        "cannot be read as the URL of a PostgreSQL database ({0}): write postgres://user:password@host:5432/database"
    )]
    Unreadable(String),
}

/// A remark on a scheme that is near to one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    Nothing,
    /// A database that Gatelog does not keep its log in.
    OtherDatabase,
    /// `postgres:host`, `postgresql+driver://host`, `jdbc:postgresql://host`.
    Postgres,
    /// `sqlite3://`, `file:`, or the name of a file alone.
    Sqlite,
}

/// How characters are written in a URL: `%40 for @, %23 for #`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encodings(String);

/// Characters that end the user name, the password or the host, and how each is written inside of
/// one.
const RESERVED: [(char, &str); 5] = [('%', "%25"), ('@', "%40"), ('#', "%23"), ('/', "%2F"), ('?', "%3F")];

impl Location {
    /// Reads a URL: `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`.
    pub fn parse(url: &str) -> Result<Self, LocationError> {
        let server = ["postgres://", "postgresql://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        if let Some(rest) = server {
            return check_server(url, rest).map(|()| Self::Postgres(url.to_owned()));
        }
        let file = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        let Some(file) = file else { return Err(LocationError::Scheme(Hint::for_url(url))) };
        // Every example of the driver has mode=rwc, which is how the file is opened anyway.
        let path = file.strip_suffix("?mode=rwc").unwrap_or(file);
        if path.contains(":memory:") || path.contains("mode=memory") {
            return Err(LocationError::InMemory);
        }
        if path.contains('?') {
            return Err(LocationError::Parameters);
        }
        if path.trim().is_empty() {
            return Err(LocationError::NoFile);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl Location {
    /// The files that hold events: the log and the views, each with the companions that SQLite
    /// gives it. None for a server.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let Self::Sqlite(log) = self else { return Vec::new() };
        let with_companions = |path: PathBuf| {
            ["", "-wal", "-shm"].map(|suffix| {
                let mut name = path.clone().into_os_string();
                name.push(suffix);
                PathBuf::from(name)
            })
        };
        [log.clone(), views_path(log)].into_iter().flat_map(with_companions).collect()
    }
}

/// Checks the part after `postgres://` before the driver does. The driver takes the first @, #, /
/// or ? for a separator, and then reports a host that is not in the URL.
fn check_server(url: &str, rest: &str) -> Result<(), LocationError> {
    if rest.contains(char::is_whitespace) {
        return Err(LocationError::WhiteSpace);
    }
    if let Some(encodings) = unencoded(rest) {
        return Err(LocationError::NotEncoded(encodings));
    }
    let (before, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let database = before.split_once('/').map_or("", |(_, database)| database);
    let named = parameters.split('&').any(|pair| pair.strip_prefix("dbname=").is_some_and(|name| !name.is_empty()));
    if database.trim_matches('/').is_empty() && !named {
        return Err(LocationError::NoDatabase);
    }
    PgConnectOptions::from_str(url).map(drop).map_err(|error| {
        let reason = error.to_string();
        LocationError::Unreadable(reason.rsplit("configuration: ").next().unwrap_or(&reason).to_owned())
    })
}

/// The reserved characters inside of the user name and password, if there are any.
fn unencoded(rest: &str) -> Option<Encodings> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    // An @ may stand in the value of a parameter.
    let tail = tail.split_once('=').map_or(tail, |(before, _)| before);
    let at = tail.rfind('@').map(|at| end + at).or_else(|| authority.rfind('@'));
    let Some(at) = at else {
        // Without user and password a # is all that can be wrong here.
        return rest.contains('#').then(|| Encodings::new("#"));
    };
    let credentials = &rest[..at];
    let is_escape = |index: usize| {
        credentials.get(index + 1..index + 3).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let wrong: String = credentials
        .char_indices()
        .filter(|(index, character)| match character {
            '%' => !is_escape(*index),
            _ => RESERVED.iter().any(|(reserved, _)| reserved == character),
        })
        .map(|(_, character)| character)
        .collect();
    if wrong.is_empty() && rest[at..].contains('#') {
        return Some(Encodings::new("#"));
    }
    (!wrong.is_empty()).then(|| Encodings::new(&wrong))
}

impl Encodings {
    fn new(characters: &str) -> Self {
        let wrong = RESERVED.iter().filter(|(reserved, _)| characters.contains(*reserved));
        Self(wrong.map(|(reserved, encoding)| format!("{encoding} for {reserved}")).collect::<Vec<_>>().join(", "))
    }
}

impl Hint {
    fn for_url(url: &str) -> Self {
        let begins = |words: &[&str]| words.iter().any(|word| url.starts_with(word));
        if begins(&["postgres", "jdbc:postgres", "pgsql:", "psql "]) {
            Self::Postgres
        } else if begins(&["mysql:", "mariadb:", "mongodb", "mssql:", "sqlserver:", "jdbc:", "libsql:", "redis"]) {
            Self::OtherDatabase
        } else if begins(&["sqlite", "file:", "/", "./"]) || (!url.contains(':') && url.contains('.')) {
            Self::Sqlite
        } else {
            Self::Nothing
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Nothing => "",
            Self::OtherDatabase => ", and Gatelog keeps its log in SQLite or PostgreSQL alone",
            Self::Postgres => " as it is written here, without a driver's name and with both slashes",
            Self::Sqlite => ", as a file's name must",
        })
    }
}

impl fmt::Display for Encodings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The file of the views, next to the file of the log: `gatelog.db` → `gatelog.views.db`.
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
