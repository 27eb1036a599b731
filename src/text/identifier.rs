//! What a user or an organization is called beside its id, and when two of these are the same. Sent in one spelling, asked
//! for in another: both lead to one term, by which it is found.

use std::fmt::Write as _;

use idna::AsciiDenyList;
use sha2::{Digest as _, Sha256};

use super::fold::fold;

/// Longest term that is kept as it is, in bytes: each is an entry of an index, and `PostgreSQL` has a limit there.
const TERM_BYTES_MAX: usize = 255;

/// What is wrong with a blank that was a plus.
const PLUS: &str = "it holds a blank: a + in an address is read as one, so write %2B for each +";

/// What kind of name it is, and so how it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentifierKind {
    /// Of a user: without case, its domain as IDNA writes it.
    Email,
    /// Of a user: by its digits and a leading plus.
    Phone,
    /// Of a user: without case.
    Username,
    /// The customer's own id for a user: as it stands.
    ExternalId,
    /// A web3 wallet of a user: hexadecimal addresses without case, others as they stand.
    Wallet,
    /// Of an organization, in addresses: without case.
    Slug,
    /// Of an organization: without case.
    Name,
}

/// An identifier that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// What kind of name.
    pub kind: IdentifierKind,
    /// What it is found by.
    pub term: String,
    /// Whether it holds a blank that may have been a plus.
    pub has_blank: bool,
}

impl IdentifierKind {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Email, Self::Phone, Self::Username, Self::ExternalId, Self::Wallet, Self::Slug, Self::Name];

    /// The parameter that asks for it, and the tag of its terms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Username => "username",
            Self::ExternalId => "external_id",
            Self::Wallet => "wallet",
            Self::Slug => "slug",
            Self::Name => "name",
        }
    }

    /// Reads what somebody asks for, or says what to write instead of what no identifier of this kind can be.
    pub fn parse(self, value: &str) -> Result<Identifier, &'static str> {
        let has_blank = value.contains(' ');
        match self {
            // None of these holds a blank, wherever it stands.
            Self::Email | Self::Username | Self::Wallet | Self::Slug if has_blank => return Err(PLUS),
            Self::Phone if value.starts_with(' ') => return Err(PLUS),
            Self::Phone if !is_phone(value) => {
                return Err(
                    "this is no telephone number; write its digits behind %2B and the country code, like %2B15550100",
                );
            }
            _ => {}
        }
        Ok(Identifier { kind: self, term: self.term(value), has_blank })
    }

    /// The value with its kind, as it was sent: `email:Ada@Example.com`.
    #[must_use]
    pub fn tag(self, value: &str) -> String {
        format!("{}:{value}", self.as_str())
    }

    /// The inverse of [`IdentifierKind::tag`].
    #[must_use]
    pub fn untag(tagged: &str) -> Option<(Self, &str)> {
        let (tag, value) = tagged.split_once(':')?;
        Self::ALL.into_iter().find(|kind| kind.as_str() == tag).map(|kind| (kind, value))
    }

    /// What every spelling of the value has in common: `email:ada@example.com`. A long one is its digest.
    #[must_use]
    pub fn term(self, value: &str) -> String {
        let term = self.tag(&match self {
            Self::Email => email(value),
            Self::Phone => phone(value),
            Self::Wallet => wallet(value),
            Self::ExternalId => value.to_owned(),
            Self::Username | Self::Slug | Self::Name => fold(value),
        });
        if term.len() <= TERM_BYTES_MAX {
            return term;
        }
        Sha256::digest(&term).iter().fold(self.tag("sha256:"), |mut digest, byte| {
            write!(digest, "{byte:02x}").expect("writing to a String cannot fail");
            digest
        })
    }
}

/// The domain is what a mail server is asked for; one that is none is text like any other.
fn email(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return fold(address) };
    let ascii = idna::domain_to_ascii_cow(domain.as_bytes(), AsciiDenyList::EMPTY);
    let domain = ascii.map_or_else(|_| fold(domain), |ascii| ascii.to_ascii_lowercase());
    format!("{}@{domain}", fold(local))
}

/// What holds no digit is no number, and stays as it is.
fn phone(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match (digits.is_empty(), number.trim_start().starts_with('+')) {
        (true, _) => number.to_owned(),
        (false, true) => format!("+{digits}"),
        (false, false) => digits,
    }
}

/// Digits, with what people write between them.
fn is_phone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    let between =
        |character: char| matches!(character, ' ' | '\u{a0}' | '-' | '\u{2010}'..='\u{2015}' | '(' | ')' | '.' | '/');
    rest.chars().any(|character| character.is_ascii_digit())
        && rest.chars().all(|character| character.is_ascii_digit() || between(character))
}

/// The case of a hexadecimal address is a checksum; in other alphabets it is part of the address.
fn wallet(address: &str) -> String {
    let hexadecimal = address.strip_prefix("0x").or_else(|| address.strip_prefix("0X"));
    match hexadecimal {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            address.to_ascii_lowercase()
        }
        _ => address.to_owned(),
    }
}
