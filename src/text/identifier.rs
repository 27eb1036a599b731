//! Identifiers of users and organizations other than their ids, and when two of them are equal.
//! Every spelling of an identifier leads to the same term, which is stored and searched.

use std::fmt::Write as _;

use idna::AsciiDenyList;
use sha2::{Digest as _, Sha256};

use super::spelling::fold;

/// Longest term that is stored unchanged, in bytes. Each term is an index entry, whose size
/// PostgreSQL limits.
const TERM_BYTES_MAX: usize = 255;

/// The error for a space that was probably a plus sign.
const PLUS: &str = "it holds a blank: a + in an address is read as one, so write %2B for each +";

/// Digits of a telephone number at most, by E.164.
const PHONE_DIGITS_MAX: usize = 15;

/// Length of a wallet's address on Ethereum and the like.
const HEXADECIMAL_WALLET_BYTES: usize = 42;

/// The kind of an identifier decides how it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentifierKind {
    /// A user's e-mail address: case-insensitive, the domain in its IDNA form.
    Email,
    /// A user's phone number: its digits and a leading plus.
    Phone,
    /// A user's name: case-insensitive.
    Username,
    /// The customer's own id for a user: compared exactly.
    ExternalId,
    /// A user's web3 wallet: hexadecimal addresses are case-insensitive, others are compared
    /// exactly.
    Wallet,
    /// An organization's name in URLs: case-insensitive.
    Slug,
    /// An organization's name: case-insensitive.
    Name,
}

/// An identifier in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    pub kind: IdentifierKind,
    pub term: String,
    /// Whether the value has a space that may have been a plus sign.
    pub has_blank: bool,
}

impl IdentifierKind {
    pub const ALL: [Self; 7] =
        [Self::Email, Self::Phone, Self::Username, Self::ExternalId, Self::Wallet, Self::Slug, Self::Name];

    /// The name of the query parameter, and the tag of the terms.
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

    /// Parses the value of a query parameter. The error says what to write instead.
    pub fn parse(self, value: &str) -> Result<Identifier, &'static str> {
        let value = self.bare(value);
        let has_blank = value.contains(' ');
        match self {
            // No identifier of these kinds contains a space.
            Self::Email | Self::Username | Self::Wallet | Self::Slug if has_blank => return Err(PLUS),
            Self::Phone if value.starts_with(' ') => return Err(PLUS),
            Self::Email if !is_email(value) => {
                return Err("this is no e-mail address; write one whole address, like ada@example.com");
            }
            Self::Phone if !is_phone(value) => {
                return Err("this is no telephone number; write %2B (a plus), the country code and the number, \
                     up to 15 digits, like %2B15550100");
            }
            Self::Wallet if !is_wallet(value) => {
                return Err("this is no wallet's address: it holds white space or a control character; \
                     write the address as it was sent, like 0xab or ada.eth");
            }
            _ => {}
        }
        Ok(Identifier { kind: self, term: self.term(value), has_blank })
    }

    /// The value with the tag of its kind, otherwise unchanged: `email:Ada@Example.com`.
    #[must_use]
    pub fn tag(self, value: &str) -> String {
        format!("{}:{value}", self.as_str())
    }

    /// The kind of what a user signs in with, where only the text is known.
    #[must_use]
    pub fn of_sign_in(text: &str) -> Self {
        match text {
            _ if is_email(text) => Self::Email,
            _ if is_phone(text) => Self::Phone,
            _ if text.len() == HEXADECIMAL_WALLET_BYTES && is_hexadecimal(text) => Self::Wallet,
            _ => Self::Username,
        }
    }

    /// The value without what programs for mail and telephones write around it: `mailto:`, `tel:`,
    /// and `Ada <ada@example.com>`.
    fn bare(self, value: &str) -> &str {
        match self {
            Self::Email => {
                let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
                let value = quoted.unwrap_or(value);
                let bracketed = value.strip_suffix('>').and_then(|value| value.rsplit_once('<'));
                let value = bracketed.map_or(value, |(_, address)| address);
                without_scheme(value, "mailto:").map_or(value, |link| link.split('?').next().unwrap_or(link))
            }
            Self::Phone => without_scheme(value, "tel:").unwrap_or(value),
            _ => value,
        }
    }

    /// The term of every spelling of the value: `email:ada@example.com`. A long term becomes its
    /// digest.
    #[must_use]
    pub fn term(self, value: &str) -> String {
        let value = self.bare(value);
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

/// The domain in the form that DNS uses. An invalid domain is folded like other text.
fn email(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return fold(address) };
    let ascii = idna::domain_to_ascii_cow(domain.as_bytes(), AsciiDenyList::EMPTY);
    let domain = ascii.map_or_else(|_| fold(domain), |ascii| ascii.to_ascii_lowercase());
    format!("{}@{domain}", fold(local))
}

/// Text without a digit is no number and stays unchanged.
pub(super) fn phone(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match (digits.is_empty(), number.trim_start().starts_with('+')) {
        (true, _) => number.to_owned(),
        (false, true) => format!("+{digits}"),
        (false, false) => digits,
    }
}

/// One address: something on either side of its `@`, and nothing that would part it from others
/// outside quotes.
fn is_email(text: &str) -> bool {
    const PARTS: [char; 9] = ['@', ',', ';', ':', '<', '>', '(', ')', '"'];
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_quoted = local.len() > 1 && local.starts_with('"') && local.ends_with('"');
    let is_local = !local.is_empty() && (is_quoted || !local.contains(PARTS));
    is_local && !domain.is_empty() && !domain.contains(PARTS) && !domain.contains(['?', '/', '\\'])
}

fn without_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// A plus, digits as E.164 has them, and the characters that people write between them.
fn is_phone(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('+') else { return false };
    let between = |character: char| {
        matches!(character, ' ' | '\u{a0}' | '-' | '\u{2010}'..='\u{2015}' | '(' | ')' | '[' | ']' | '.' | '/')
    };
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (1..=PHONE_DIGITS_MAX).contains(&digits.len())
        && !digits.starts_with('0')
        && rest.chars().all(|character| character.is_ascii_digit() || between(character))
}

/// An address or a name of any chain, of any length: whatever was sent can be asked for.
fn is_wallet(text: &str) -> bool {
    !text.is_empty() && !text.contains(|character: char| character.is_whitespace() || character.is_control())
}

/// The case of a hexadecimal address is a checksum; in other alphabets it is part of the address.
fn wallet(address: &str) -> String {
    if is_hexadecimal(address) { address.to_ascii_lowercase() } else { address.to_owned() }
}

fn is_hexadecimal(address: &str) -> bool {
    let digits = address.strip_prefix("0x").or_else(|| address.strip_prefix("0X"));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
