//! What one request may do, according to the key that it presents.

use super::scope::{Scope, Scopes};
use crate::{clock::Timestamp, event::source::SYSTEM_SOURCE};

/// The id of the key in `GATELOG_API_KEY`. Ids of other keys are longer.
pub const ENVIRONMENT_KEY_ID: &str = "env";

/// The sources whose events a key may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceAccess {
    /// Every source, including Gatelog's own events.
    All,
    /// Only these sources; never Gatelog's own events, which are about all sources.
    Only(Vec<String>),
}

/// The permissions of one request.
#[derive(Clone, Debug)]
pub struct Grant {
    pub key_id: String,
    pub scopes: Scopes,
    pub sources: SourceAccess,
    /// `None` if the key does not expire.
    pub expires_at: Option<Timestamp>,
}

impl SourceAccess {
    #[must_use]
    pub fn has(&self, source: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(sources) => source != SYSTEM_SOURCE && sources.iter().any(|allowed| allowed == source),
        }
    }

    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Only(_), Self::All) => false,
            (Self::Only(_), Self::Only(others)) => others.iter().all(|other| self.has(other)),
        }
    }

    /// `None` if every source is allowed.
    #[must_use]
    pub fn names(&self) -> Option<&[String]> {
        match self {
            Self::All => None,
            Self::Only(sources) => Some(sources),
        }
    }
}

impl Grant {
    /// The grant of the key in `GATELOG_API_KEY`: every scope and source. An operator who can set
    /// it could also create any key with `gatelog keys`.
    #[must_use]
    pub fn environment() -> Self {
        let (scopes, sources) = (Scopes::all(), SourceAccess::All);
        Self { key_id: ENVIRONMENT_KEY_ID.to_owned(), scopes, sources, expires_at: None }
    }

    #[must_use]
    pub const fn has(&self, scope: Scope) -> bool {
        self.scopes.has(scope)
    }
}
