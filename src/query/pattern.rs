//! Event types as a filter writes them: one type, or all that begin alike. A prefix is a range of the order by bytes,
//! never LIKE, where `_` would mean any character.

use std::fmt;

use sea_orm::sea_query::{Expr, ExprTrait};

use super::error::QueryError;
use crate::event::{EventType, source::SYSTEM_SOURCE};

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

    /// Refuses types of Gatelog's own events where those are left out: nothing could match.
    pub(super) fn check_shown(&self, parameter: &'static str, source: Option<&str>) -> Result<(), QueryError> {
        let (Self::Exactly(text) | Self::Beginning(text)) = self;
        if source == Some(SYSTEM_SOURCE) || !is_of_the_system(text) {
            return Ok(());
        }
        let reason = "gatelog's own events are left out unless source=system asks for them; write that beside it";
        Err(QueryError::Parameter { name: parameter, reason: reason.to_owned() })
    }

    /// The condition on a column of event types.
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
    event_type.split_once('.').is_some_and(|(family, _)| family == SYSTEM_SOURCE)
}

/// The smallest text greater than all that begin so: the last character is replaced by the next one.
fn end_of_range(beginning: &str) -> Option<String> {
    let last = beginning.chars().next_back()?;
    let next = char::from_u32(u32::from(last) + 1)?;
    Some(format!("{}{next}", &beginning[..beginning.len() - last.len_utf8()]))
}
