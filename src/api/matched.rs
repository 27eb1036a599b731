//! Which identifier of a row a filter matched.

use poem_openapi::{Enum, Object};

use crate::query::identified;

/// An identifier that matched a filter.
#[derive(Debug, Object)]
pub(super) struct Matched {
    /// Query parameter that matched, for example `email`.
    by: String,
    /// Value as Clerk sent it.
    value: String,
    /// Whether the newest description has it, or only an earlier one.
    when: When,
}

/// Since when it is so called.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "lowercase")]
enum When {
    /// The newest description has it.
    Now,
    /// Only an earlier description has it.
    Formerly,
}

impl Matched {
    /// `None` where nothing was asked for.
    pub(super) fn each(matched: Vec<identified::Matched>) -> Option<Vec<Self>> {
        let one = |identified::Matched { by, value, is_current }| Self {
            by: by.as_str().to_owned(),
            value,
            when: if is_current { When::Now } else { When::Formerly },
        };
        (!matched.is_empty()).then(|| matched.into_iter().map(one).collect())
    }
}
