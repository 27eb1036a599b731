//! The scopes of API keys. No scope implies another. Their names are stored in the log and never
//! change.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Events, with only the allow-listed fields of their bodies.
    EventsRead,
    /// Whole bodies, with one-time codes, invitation tickets and private metadata.
    EventsBody,
    /// Users, sessions, organizations with memberships and invitations, and activity; also since
    /// when these are complete.
    ViewsRead,
    /// Metrics, and the progress of projections; no personal data.
    MetricsRead,
    /// Listing keys, without being able to create one.
    KeysRead,
    /// Signing off exports.
    ReviewsWrite,
    AdminRebuild,
    /// Creating and revoking keys.
    AdminKeys,
}

impl Scope {
    /// In the order of declaration.
    pub const ALL: [Self; 8] = [
        Self::EventsRead,
        Self::EventsBody,
        Self::ViewsRead,
        Self::MetricsRead,
        Self::KeysRead,
        Self::ReviewsWrite,
        Self::AdminRebuild,
        Self::AdminKeys,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EventsRead => "events:read",
            Self::EventsBody => "events:body",
            Self::ViewsRead => "views:read",
            Self::MetricsRead => "metrics:read",
            Self::KeysRead => "keys:read",
            Self::ReviewsWrite => "reviews:write",
            Self::AdminRebuild => "admin:rebuild",
            Self::AdminKeys => "admin:keys",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    /// The risk of a dangerous scope, for the operator who creates a key with it.
    #[must_use]
    pub const fn warning(self) -> Option<&'static str> {
        match self {
            Self::EventsBody => {
                Some("events:body shows whole bodies, with one-time codes, invitation tickets and private metadata")
            }
            Self::AdminRebuild => Some("admin:rebuild may keep the database busy by building views anew"),
            Self::AdminKeys => Some("admin:keys makes and revokes keys"),
            Self::EventsRead | Self::ViewsRead | Self::MetricsRead | Self::KeysRead | Self::ReviewsWrite => None,
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

/// A set of scopes for a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Reads everything that shows no secrets, and signs off exports.
    Auditor,
}

impl Preset {
    pub const ALL: [Self; 1] = [Self::Auditor];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == name)
    }

    #[must_use]
    pub fn scopes(self) -> Scopes {
        match self {
            Self::Auditor => {
                [Scope::EventsRead, Scope::ViewsRead, Scope::KeysRead, Scope::ReviewsWrite].into_iter().collect()
            }
        }
    }
}

/// A set of scopes, empty by default.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    #[must_use]
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of declaration.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }

    /// The first scope of `others` that this set does not contain.
    #[must_use]
    pub fn first_missing(self, others: Self) -> Option<Scope> {
        others.iter().find(|scope| !self.has(*scope))
    }

    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
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

/// The names, separated by commas.
impl fmt::Display for Scopes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.names().join(", "))
    }
}
