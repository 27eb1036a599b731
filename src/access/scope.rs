//! What a key may be allowed, in words that never change: they are in the log. Nothing is implied: no scope holds another.

use std::fmt;

/// One thing that a key may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Events without what their bodies hold beyond the fields that are harmless.
    EventsRead,
    /// Whole bodies: one-time codes, invitation tickets, private metadata, whatever a sender wrote.
    EventsBody,
    /// Users, sessions, organizations with their members and invitations, activity, and since when the answers are complete.
    ViewsRead,
    /// How the service does: metrics, and how far the projections are. Nothing about any person.
    MetricsRead,
    /// To build views anew.
    AdminRebuild,
    /// To make, list and revoke keys.
    AdminKeys,
}

impl Scope {
    /// Every one, in the order of their declaration.
    pub const ALL: [Self; 6] =
        [Self::EventsRead, Self::EventsBody, Self::ViewsRead, Self::MetricsRead, Self::AdminRebuild, Self::AdminKeys];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EventsRead => "events:read",
            Self::EventsBody => "events:body",
            Self::ViewsRead => "views:read",
            Self::MetricsRead => "metrics:read",
            Self::AdminRebuild => "admin:rebuild",
            Self::AdminKeys => "admin:keys",
        }
    }

    /// Reads the word; `None` for any other.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    /// What is dangerous about it, where something is: for whoever is about to make such a key.
    #[must_use]
    pub const fn warning(self) -> Option<&'static str> {
        match self {
            Self::EventsBody => {
                Some("events:body shows whole bodies, with one-time codes, invitation tickets and private metadata")
            }
            Self::AdminRebuild => Some("admin:rebuild may keep the database busy by building views anew"),
            Self::AdminKeys => Some("admin:keys makes and revokes keys"),
            Self::EventsRead | Self::ViewsRead | Self::MetricsRead => None,
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Several scopes; none at first.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// Every scope.
    #[must_use]
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// Whether a scope is among them.
    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each, in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }

    /// The first of `others` that is not among these.
    #[must_use]
    pub fn lacks(self, others: Self) -> Option<Scope> {
        others.iter().find(|scope| !self.has(*scope))
    }

    /// Their words.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        self.iter().map(Scope::as_str).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.iter().map(Scope::as_str)).finish()
    }
}

/// The words, for errors and lists.
impl fmt::Display for Scopes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words().join(", "))
    }
}
