//! Identifiers of a user or an organization in the columns of a row: the current ones, all that
//! were ever seen, and the terms that find them.

use super::set;
use crate::text::identifier::IdentifierKind;

/// Suffix of the tag of an identifier that belongs to a connected account. It finds the user too.
const OF_ACCOUNT: &str = "@account";

/// An identifier in such a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedIdentifier {
    pub kind: IdentifierKind,
    /// As sent.
    pub value: String,
    /// True if it belongs to a connected account.
    pub of_account: bool,
}

#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// As sent, with the kind.
    pub(super) tagged: Option<String>,
    pub(super) terms: Option<String>,
}

impl Identifiers {
    pub(super) fn new<'a>(
        own: impl IntoIterator<Item = (IdentifierKind, &'a str)>,
        of_accounts: impl IntoIterator<Item = (IdentifierKind, &'a str)>,
    ) -> Self {
        let own = own.into_iter().map(|(kind, value)| (kind.tag(value), kind.term(value)));
        let of_account = |(kind, value): (IdentifierKind, &str)| {
            (format!("{}{OF_ACCOUNT}:{value}", kind.as_str()), kind.term(value))
        };
        let of_accounts = of_accounts.into_iter().map(of_account);
        let (tagged, terms): (Vec<String>, Vec<String>) = own.chain(of_accounts).unzip();
        Self {
            tagged: set::from_texts(tagged.iter().map(String::as_str)),
            terms: set::from_texts(terms.iter().map(String::as_str)),
        }
    }
}

/// Reads the identifiers of a column. Of each kind, those of connected accounts come last.
#[must_use]
pub fn read(column: Option<&str>) -> Vec<TaggedIdentifier> {
    let named = |tagged: &String| {
        let (tag, value) = tagged.split_once(':')?;
        let own = tag.strip_suffix(OF_ACCOUNT);
        let kind = IdentifierKind::ALL.into_iter().find(|kind| kind.as_str() == own.unwrap_or(tag))?;
        Some(TaggedIdentifier { kind, value: value.to_owned(), of_account: own.is_some() })
    };
    set::texts(column).iter().filter_map(named).collect()
}
