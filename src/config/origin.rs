//! Where each value of a configuration comes from, and what it is, so that both can be shown. Holds no secret.

use std::fmt;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag, by its name.
    Flag(&'static str),
    /// A variable, by its name.
    Variable(String),
    /// A line of the configuration file.
    File {
        /// The file, as it was named.
        path: String,
        /// From 1.
        line: usize,
    },
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(out, "flag {name}"),
            Self::Variable(name) => write!(out, "variable {name}"),
            Self::File { path, line } => write!(out, "{path} line {line}"),
            Self::Default => out.write_str("default"),
        }
    }
}

/// A value that is in force. Secrets stand here by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// `server.listen`; of a source `source.clerk.headers`.
    pub key: String,
    /// The value in words.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether SIGHUP can change it.
    pub reloaded: bool,
}
