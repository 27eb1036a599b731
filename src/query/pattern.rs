//! Event types as a filter writes them: one type, or all that begin alike. A prefix is a range of the order by bytes,
//! never LIKE, where `_` would mean any character.

use std::fmt;

use sea_orm::sea_query::{Expr, ExprTrait};

use super::error::QueryError;
use crate::event::{EventType, source::SYSTEM_SOURCE};

const OF_THE_SYSTEM: &str = "system.";

/// `session.created`, `session.*` or `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypePattern {
    Exactly(String),
    Beginning(String),
}

impl TypePattern {
    /// Reads a filter; `None` when no event type could match it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix('*') {
            Some("") => Some(Self::Beginning(String::new())),
            // An event type is never `-` alone, but many could begin so.
            Some(beginning) if beginning == "-" || EventType::parse(beginning).is_some() => {
                Some(Self::Beginning(beginning.to_owned()))
            }
            Some(_) => None,
            None => EventType::parse(text).map(|exactly| Self::Exactly(exactly.as_str().to_owned())),
        }
    }

    /// Whether it names no family: what Clerk sends has a full stop, as most senders have it.
    pub(super) fn is_without_family(&self) -> bool {
        matches!(self, Self::Exactly(exactly) if !exactly.contains('.'))
    }

    /// Refuses types of Gatelog's own events where those are left out, and all others where
    /// nothing else is asked for: nothing could match.
    pub(super) fn check_shown(&self, parameter: &'static str, source: Option<&str>) -> Result<(), QueryError> {
        let (Self::Exactly(text) | Self::Beginning(text)) = self;
        let of_system = is_of_the_system(text);
        let covers_system = matches!(self, Self::Beginning(_)) && OF_THE_SYSTEM.starts_with(text.as_str());
        let reason = match source == Some(SYSTEM_SOURCE) {
            false if of_system => {
                "gatelog's own events are left out unless source=system asks for them; write that beside it"
            }
            true if !of_system && !covers_system => {
                "the types of gatelog's own events begin with system., like system.read; write one of them, or leave \
                 source=system out"
            }
            _ => return Ok(()),
        };
        Err(QueryError::Parameter { name: parameter, reason: reason.to_owned() })
    }

    /// Whether a type is one of those.
    pub(super) fn is_of(&self, event_type: &str) -> bool {
        match self {
            Self::Exactly(exactly) => event_type == exactly,
            Self::Beginning(beginning) => event_type.starts_with(beginning.as_str()),
        }
    }

    pub(super) fn matches(&self, column: Expr) -> Expr {
        match self {
            Self::Exactly(exactly) => column.eq(exactly.as_str()),
            Self::Beginning(beginning) => match end_of_range(beginning) {
                Some(end) => column.clone().gte(beginning.as_str()).and(column.lt(end)),
                None => column.is_not_null(),
            },
        }
    }
}

impl fmt::Display for TypePattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(exactly) => out.write_str(exactly),
            Self::Beginning(beginning) => write!(out, "{beginning}*"),
        }
    }
}

/// Whether a type, or all that begin so, are Gatelog's own.
fn is_of_the_system(event_type: &str) -> bool {
    event_type.starts_with(OF_THE_SYSTEM)
}

/// The smallest text greater than all that begin so: the last character is replaced by the next one.
fn end_of_range(beginning: &str) -> Option<String> {
    let last = beginning.chars().next_back()?;
    let next = char::from_u32(u32::from(last) + 1)?;
    Some(format!("{}{next}", &beginning[..beginning.len() - last.len_utf8()]))
}
