//! What one request may do: which key asks, for what, and about whose events. Grants nothing that was not written down.

use super::scope::{Scope, Scopes};
use crate::{clock::Timestamp, event::source::SYSTEM_SOURCE};

/// The name under which the one key of `GATELOG_API_KEY` goes; ids of other keys are longer.
pub const ENVIRONMENT_KEY_ID: &str = "env";

/// Whose events may be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sources {
    /// Everybody's, Gatelog's own events included.
    All,
    /// Those of these senders; never Gatelog's own, which tell of all of them.
    Only(Vec<String>),
}

/// What a request may do.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Of the key that was presented.
    pub key_id: String,
    /// For what.
    pub scopes: Scopes,
    /// About whose events.
    pub sources: Sources,
    /// Until when the key is good, where that was said.
    pub expires_at: Option<Timestamp>,
}

impl Sources {
    /// Whether one source may be asked about.
    #[must_use]
    pub fn has(&self, source: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(sources) => source != SYSTEM_SOURCE && sources.iter().any(|allowed| allowed == source),
        }
    }

    /// Whether these hold all of the others.
    #[must_use]
    pub fn cover(&self, others: &Self) -> bool {
        match (self, others) {
            (Self::All, _) => true,
            (Self::Only(_), Self::All) => false,
            (Self::Only(_), Self::Only(others)) => others.iter().all(|other| self.has(other)),
        }
    }

    /// The names, where they are limited.
    #[must_use]
    pub fn names(&self) -> Option<&[String]> {
        match self {
            Self::All => None,
            Self::Only(sources) => Some(sources),
        }
    }
}

impl Grant {
    /// Of the one key of `GATELOG_API_KEY`: everything. It is its owner's only key, and whoever can set it could as well
    /// make any key by `gatelog keys`.
    #[must_use]
    pub fn environment() -> Self {
        Self { key_id: ENVIRONMENT_KEY_ID.to_owned(), scopes: Scopes::all(), sources: Sources::All, expires_at: None }
    }

    /// Whether it holds a scope.
    #[must_use]
    pub const fn has(&self, scope: Scope) -> bool {
        self.scopes.has(scope)
    }
}
