//! The sender of an event, and how the event entered the log.

use std::{fmt, sync::Arc};

/// The source of Gatelog's own events.
pub const SYSTEM_SOURCE: &str = "system";

/// What metrics and log lines call any source that is not configured. No source can be named so.
pub const UNKNOWN_SOURCE: &str = "(unknown)";

/// Source names are part of URLs, log lines and columns, so they are short.
const SOURCE_CHARACTERS_MAX: usize = 32;

/// A configured sender with its own secrets: `clerk`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(Arc<str>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    #[error("a source is named by 1 to {SOURCE_CHARACTERS_MAX} characters of a-z, 0-9 and -")]
    Name,
    #[error("the source names system, import and backfill are reserved; choose another")]
    Reserved,
}

impl Source {
    pub fn parse(name: &str) -> Result<Self, SourceError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || name.len() > SOURCE_CHARACTERS_MAX || !name.bytes().all(allowed) {
            return Err(SourceError::Name);
        }
        if [SYSTEM_SOURCE, "import", "backfill"].contains(&name) {
            return Err(SourceError::Reserved);
        }
        Ok(Self(name.into()))
    }

    #[must_use]
    pub fn system() -> Self {
        Self(SYSTEM_SOURCE.into())
    }

    /// Any source that is not configured, for metrics and log lines.
    #[must_use]
    pub fn unknown() -> Self {
        Self(UNKNOWN_SOURCE.into())
    }

    /// A source from the log, which was checked when it was configured.
    #[must_use]
    pub fn recorded(name: &str) -> Self {
        Self(name.into())
    }

    #[must_use]
    pub fn is_system(&self) -> bool {
        &*self.0 == SYSTEM_SOURCE
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// How an event entered the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A verified delivery over HTTP. The log stores it as `door`, for ever.
    Webhook,
    /// A saved delivery, verified and imported.
    Import,
    /// Fetched from the sender later.
    Backfill,
    /// Written by Gatelog itself.
    System,
}

impl Via {
    /// The value in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "door",
            Self::Import => "import",
            Self::Backfill => "backfill",
            Self::System => "system",
        }
    }
}

impl fmt::Display for Via {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
