//! What somebody wants a new key to be, checked before there is one. Refuses what no one could tell apart or mean.

use super::{
    event::KeyCreated,
    grant::{Grant, Sources},
    key::Key,
    scope::{Scope, Scopes},
};
use crate::{
    clock::Timestamp,
    event::{Source, SourceError},
    text::vocabulary,
};

/// Longest name, in characters: a line of a list.
pub const NAME_CHARACTERS_MAX: usize = 64;

/// Most sources that one key may name: far more than anybody configures, and a bound for every condition made of them.
pub const SOURCES_MAX: usize = 32;

/// A key to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWish {
    name: String,
    scopes: Scopes,
    sources: Sources,
    expires_at: Option<Timestamp>,
}

/// Why there will be no such key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// Nothing to call it by, or no line of text.
    #[error("a key is named by 1 to {NAME_CHARACTERS_MAX} printable characters; write such a name")]
    Name,
    /// Not a scope.
    #[error("there is no such scope: {}", vocabulary::unknown(.0, Scopes::all().words()))]
    Scope(String),
    /// A key that may do nothing.
    #[error("a key needs at least one scope; there are {every}", every = Scopes::all())]
    NoScope,
    /// Not a source.
    #[error("{name:?} names no source: {reason}")]
    Source {
        /// What was written.
        name: String,
        /// Why it cannot be one.
        reason: SourceError,
    },
    /// Too many.
    #[error("a key names at most {SOURCES_MAX} sources; leave them out for all")]
    Sources,
    /// Good for no moment.
    #[error("a key that has expired already is of no use; name a moment to come")]
    Expired,
    /// More than whoever asks for it may do.
    #[error(
        "a key cannot be given the scope {0}, which its maker lacks; leave the scope out, or use a key that has it"
    )]
    BeyondScopes(Scope),
    /// About more sources than whoever asks for it.
    #[error("a key cannot be about more sources than its maker's, which are {0}; name some of these")]
    BeyondSources(String),
    /// For longer than whoever asks for it.
    #[error("a key cannot outlive its maker, which expires at {0}; name a time before that")]
    BeyondExpiry(Timestamp),
}

impl KeyWish {
    /// Checks what was asked for; no sources means all.
    pub fn new<'a>(
        name: &str,
        scopes: impl IntoIterator<Item = &'a str>,
        sources: impl IntoIterator<Item = &'a str>,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Self, WishError> {
        let name = name.trim();
        let characters = name.chars().count();
        if !(1..=NAME_CHARACTERS_MAX).contains(&characters) || name.chars().any(is_unprintable) {
            return Err(WishError::Name);
        }
        let scope = |word: &str| Scope::parse(word).ok_or_else(|| WishError::Scope(shortened(word)));
        let scopes: Scopes = scopes.into_iter().map(scope).collect::<Result<_, _>>()?;
        if scopes.is_empty() {
            return Err(WishError::NoScope);
        }
        let mut named = Vec::new();
        for source in sources {
            let source =
                Source::parse(source).map_err(|reason| WishError::Source { name: shortened(source), reason })?;
            named.push(source.to_string());
        }
        named.sort();
        named.dedup();
        if named.len() > SOURCES_MAX {
            return Err(WishError::Sources);
        }
        if expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(WishError::Expired);
        }
        let sources = if named.is_empty() { Sources::All } else { Sources::Only(named) };
        Ok(Self { name: name.to_owned(), scopes, sources, expires_at })
    }

    /// For what.
    #[must_use]
    pub const fn scopes(&self) -> Scopes {
        self.scopes
    }

    /// About whose events.
    #[must_use]
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Refuses a key that could do what its maker cannot: no chain of keys ever gains anything.
    pub fn within(self, maker: &Grant) -> Result<Self, WishError> {
        if let Some(scope) = maker.scopes.lacks(self.scopes) {
            return Err(WishError::BeyondScopes(scope));
        }
        if !maker.sources.cover(&self.sources) {
            return Err(WishError::BeyondSources(maker.sources.names().unwrap_or_default().join(", ")));
        }
        match maker.expires_at {
            Some(end) if self.expires_at.is_none_or(|expires_at| expires_at > end) => Err(WishError::BeyondExpiry(end)),
            _ => Ok(self),
        }
    }

    /// The key, and what is recorded of it.
    pub fn make(self, by: &str, at: Timestamp) -> Result<(Key, KeyCreated), getrandom::Error> {
        let key = Key::random()?;
        let created = KeyCreated {
            id: key.id().clone(),
            name: self.name,
            scopes: self.scopes,
            sources: self.sources,
            expires_at: self.expires_at,
            digest: key.digest(),
            by: by.to_owned(),
            at,
        };
        Ok((key, created))
    }
}

/// Control characters, and those that reorder or hide what is around them in a list.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// As much of a wrong word as an error repeats.
fn shortened(word: &str) -> String {
    word.chars().take(NAME_CHARACTERS_MAX).collect()
}
