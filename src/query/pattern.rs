//! Patterns of event types: one type, or a prefix. A prefix is a range in byte order. LIKE is not
//! used, because `_` would match any character.

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
    /// Parses a pattern; `None` if no event type could match it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix('*') {
            Some("") => Some(Self::Prefix(String::new())),
            // `-` is not an event type, but can be a prefix.
            Some(prefix) if prefix == "-" || EventType::parse(prefix).is_some() => {
                Some(Self::Prefix(prefix.to_owned()))
            }
            Some(_) => None,
            None => EventType::parse(text).map(|exact| Self::Exact(exact.as_str().to_owned())),
        }
    }

    /// True if it names no family: types of Clerk and of most senders have a full stop.
    pub(super) fn is_without_family(&self) -> bool {
        matches!(self, Self::Exact(exact) if !exact.contains('.'))
    }

    /// Rejects types of Gatelog's own events if those are left out, and all others if only those
    /// are requested.
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

/// True for the types of Gatelog's own events.
fn is_system_type(event_type: &str) -> bool {
    event_type.starts_with(SYSTEM_PREFIX)
}

/// The smallest text greater than all texts with this prefix: the last character is incremented.
fn end_of_range(prefix: &str) -> Option<String> {
    let last = prefix.chars().next_back()?;
    let next = char::from_u32(u32::from(last) + 1)?;
    Some(format!("{}{next}", &prefix[..prefix.len() - last.len_utf8()]))
}
