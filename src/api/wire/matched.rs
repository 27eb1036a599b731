//! Which identifier of a row a filter matched.

use poem_openapi::Object;

use super::label::{IdentifierLabels, Label};
use crate::query::identified;

/// An identifier that matched a filter.
#[derive(Debug, Object)]
pub(crate) struct MatchedIdentifier {
    /// Query parameter that matched.
    parameter: Label<IdentifierLabels>,
    /// Value as Clerk sent it.
    value: String,
    /// True if this is a current value, false if it is a former one.
    current: bool,
}

impl MatchedIdentifier {
    /// `None` if no identifier filter was given.
    pub(crate) fn each(matched: Vec<identified::Matched>) -> Option<Vec<Self>> {
        let one = |identified::Matched { by, value, is_current }| Self {
            parameter: Label::new(by.as_str()),
            value,
            current: is_current,
        };
        (!matched.is_empty()).then(|| matched.into_iter().map(one).collect())
    }
}
