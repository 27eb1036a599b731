//! What somebody is called, as rows keep it: what the newest description names, everything that was ever named, and the
//! terms by which each of these is found.

use super::set;
use crate::text::identifier::IdentifierKind;

/// Ends the tag of an identifier of an account with another provider, by which its user is found too.
const OF_ACCOUNT: &str = "@account";

/// An identifier in such a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedIdentifier {
    pub kind: IdentifierKind,
    /// As it was sent.
    pub value: String,
    /// Whether it is that of an account with another provider.
    pub of_account: bool,
}

#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// As it was sent, each with its kind.
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

/// The identifiers in such a column: of one kind, first those that are no account's.
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
