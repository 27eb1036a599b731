//! Event types as a filter writes them: one type, or all that begin alike. A prefix is a range of the order by bytes,
//! never LIKE, where `_` would mean any character.

use std::fmt;

use sea_orm::sea_query::{Expr, ExprTrait};

use super::error::QueryError;
use crate::event::{EventType, source::SYSTEM_SOURCE};

const SYSTEM_PREFIX: &str = "system.";

/// `session.created`, `session.*` or `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypePattern {
    Exact(String),
    Prefix(String),
}

impl TypePattern {
    /// Reads a filter; `None` when no event type could match it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix('*') {
            Some("") => Some(Self::Prefix(String::new())),
            // An event type is never `-` alone, but many could begin so.
            Some(prefix) if prefix == "-" || EventType::parse(prefix).is_some() => {
                Some(Self::Prefix(prefix.to_owned()))
            }
            Some(_) => None,
            None => EventType::parse(text).map(|exact| Self::Exact(exact.as_str().to_owned())),
        }
    }

    /// Whether it names no family: what Clerk sends has a full stop, as most senders have it.
    pub(super) fn is_without_family(&self) -> bool {
        matches!(self, Self::Exact(exact) if !exact.contains('.'))
    }

    /// Refuses types of Gatelog's own events where those are left out, and all others where
    /// nothing else is asked for: nothing could match.
    pub(super) fn check_visible(&self, parameter: &'static str, source: Option<&str>) -> Result<(), QueryError> {
        let (Self::Exact(text) | Self::Prefix(text)) = self;
        let of_system = is_system_type(text);
        let covers_system = matches!(self, Self::Prefix(_)) && SYSTEM_PREFIX.starts_with(text.as_str());
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
    pub(super) fn matches_type(&self, event_type: &str) -> bool {
        match self {
            Self::Exact(exact) => event_type == exact,
            Self::Prefix(prefix) => event_type.starts_with(prefix.as_str()),
        }
    }

    pub(super) fn matches(&self, column: Expr) -> Expr {
        match self {
            Self::Exact(exact) => column.eq(exact.as_str()),
            Self::Prefix(prefix) => match end_of_range(prefix) {
                Some(end) => column.clone().gte(prefix.as_str()).and(column.lt(end)),
                None => column.is_not_null(),
            },
        }
    }
}

impl fmt::Display for TypePattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(exact) => out.write_str(exact),
            Self::Prefix(prefix) => write!(out, "{prefix}*"),
        }
    }
}

/// Whether a type, or all that begin so, are Gatelog's own.
fn is_system_type(event_type: &str) -> bool {
    event_type.starts_with(SYSTEM_PREFIX)
}

/// The smallest text greater than all that begin so: the last character is replaced by the next one.
fn end_of_range(prefix: &str) -> Option<String> {
    let last = prefix.chars().next_back()?;
    let next = char::from_u32(u32::from(last) + 1)?;
    Some(format!("{}{next}", &prefix[..prefix.len() - last.len_utf8()]))
}
