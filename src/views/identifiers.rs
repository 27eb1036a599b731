//! What somebody is called, as rows keep it: what the newest description names, everything that was ever named, and the
//! terms by which each of these is found.

use super::set;
use crate::text::identifier::IdentifierKind;

#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// As it was sent, each with its kind.
    pub(super) tagged: Option<String>,
    pub(super) terms: Option<String>,
}

impl Identifiers {
    pub(super) fn new<'a>(named: impl IntoIterator<Item = (IdentifierKind, &'a str)>) -> Self {
        let (tagged, terms): (Vec<String>, Vec<String>) =
            named.into_iter().map(|(kind, value)| (kind.tag(value), kind.term(value))).unzip();
        Self { tagged: set::of(tagged.iter().map(String::as_str)), terms: set::of(terms.iter().map(String::as_str)) }
    }
}

/// The identifiers in such a column, by kind and value.
#[must_use]
pub fn read(column: Option<&str>) -> Vec<(IdentifierKind, String)> {
    let tagged = set::texts(column);
    tagged
        .iter()
        .filter_map(|tagged| IdentifierKind::untag(tagged).map(|(kind, value)| (kind, value.to_owned())))
        .collect()
}
