//! The effective values of a configuration and their origins, for display. They hold ids of
//! secrets, never a secret.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Flag(&'static str),
    Variable(String),
    File {
        /// The path as given.
        path: String,
        /// Counts from 1.
        line: usize,
    },
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

/// A value that is in effect; the value of a secret is its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveValue {
    /// For example `server.listen` or `source.clerk.headers`.
    pub key: String,
    pub value: String,
    pub origin: Origin,
    /// Whether SIGHUP applies a new value; otherwise the next start does.
    pub(super) reloadable: bool,
}
