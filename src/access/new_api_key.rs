//! A validated request to create an API key.

use super::{
    grant::{Grant, SourceAccess},
    key_events::KeyCreated,
    key_text::KeyText,
    scope::{Scope, Scopes},
};
use crate::{
    clock::Timestamp,
    event::{Source, SourceError},
    text::{label, vocabulary},
};

/// Fits on one line of a list.
const NAME_CHARACTERS_MAX: usize = 64;

/// A name, an e-mail address and a team.
const OWNER_CHARACTERS_MAX: usize = 128;

/// More than any configuration has. Bounds every SQL condition built from them.
const SOURCES_MAX: usize = 32;

/// The properties of a key that does not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApiKey {
    name: String,
    owner: Option<String>,
    scopes: Scopes,
    sources: SourceAccess,
    expires_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NewApiKeyError {
    #[error("a key is named by 1 to {NAME_CHARACTERS_MAX} printable characters; write such a name")]
    Name,
    #[error("the owner of a key is 1 to {OWNER_CHARACTERS_MAX} printable characters; write who is responsible for it")]
    Owner,
    #[error("{}", vocabulary::no_such("scope", .0, Scopes::all().names()))]
    Scope(String),
    #[error("a key needs at least one scope; there are {every}", every = Scopes::all())]
    NoScope,
    #[error("{name:?} names no source: {reason}")]
    Source { name: String, reason: SourceError },
    #[error("a key names at most {SOURCES_MAX} sources; leave them out for all")]
    Sources,
    #[error("a key that has expired already is of no use; name a moment to come")]
    Expired,
    #[error(
        "a key cannot be given the scope {0}, which its maker lacks; leave the scope out, or use a key that has it"
    )]
    BeyondScopes(Scope),
    #[error("a key cannot be about more sources than its maker's, which are {0}; name some of these")]
    BeyondSources(String),
    #[error("a key cannot outlive its maker, which expires at {0}; name a time before that")]
    BeyondExpiry(Timestamp),
}

impl NewApiKey {
    /// Without sources, the key may read all of them.
    pub fn new<'a>(
        name: &str,
        scopes: impl IntoIterator<Item = &'a str>,
        sources: impl IntoIterator<Item = &'a str>,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Self, NewApiKeyError> {
        let name = label::parse(name, NAME_CHARACTERS_MAX).ok_or(NewApiKeyError::Name)?;
        let scope = |name: &str| Scope::parse(name).ok_or_else(|| NewApiKeyError::Scope(shortened(name)));
        let scopes: Scopes = scopes.into_iter().map(scope).collect::<Result<_, _>>()?;
        if scopes.is_empty() {
            return Err(NewApiKeyError::NoScope);
        }
        let mut source_names = Vec::new();
        for source in sources {
            let source =
                Source::parse(source).map_err(|reason| NewApiKeyError::Source { name: shortened(source), reason })?;
            source_names.push(source.to_string());
        }
        source_names.sort();
        source_names.dedup();
        if source_names.len() > SOURCES_MAX {
            return Err(NewApiKeyError::Sources);
        }
        if expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(NewApiKeyError::Expired);
        }
        let sources = if source_names.is_empty() { SourceAccess::All } else { SourceAccess::Only(source_names) };
        Ok(Self { name, owner: None, scopes, sources, expires_at })
    }

    /// Names who is responsible for the key.
    pub fn owned_by(self, owner: Option<&str>) -> Result<Self, NewApiKeyError> {
        let owner = owner.map(|owner| label::parse(owner, OWNER_CHARACTERS_MAX).ok_or(NewApiKeyError::Owner));
        Ok(Self { owner: owner.transpose()?, ..self })
    }

    #[must_use]
    pub const fn scopes(&self) -> Scopes {
        self.scopes
    }

    #[must_use]
    pub const fn sources(&self) -> &SourceAccess {
        &self.sources
    }

    /// Refuses a key that could do more than its creator, so that no chain of keys gains
    /// permissions.
    pub fn ensure_within(self, creator: &Grant) -> Result<Self, NewApiKeyError> {
        if let Some(scope) = creator.scopes.first_missing(self.scopes) {
            return Err(NewApiKeyError::BeyondScopes(scope));
        }
        if !creator.sources.covers(&self.sources) {
            return Err(NewApiKeyError::BeyondSources(creator.sources.names().unwrap_or_default().join(", ")));
        }
        match creator.expires_at {
            Some(end) if self.expires_at.is_none_or(|expires_at| expires_at > end) => {
                Err(NewApiKeyError::BeyondExpiry(end))
            }
            _ => Ok(self),
        }
    }

    /// Generates the key, and the event that records it without its text.
    pub fn generate(self, by: &str, at: Timestamp) -> Result<(KeyText, KeyCreated), getrandom::Error> {
        let key = KeyText::random()?;
        let created = KeyCreated {
            id: key.id().clone(),
            name: self.name,
            owner: self.owner,
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

/// Limits how much of an invalid name an error repeats.
fn shortened(word: &str) -> String {
    word.chars().take(NAME_CHARACTERS_MAX).collect()
}
