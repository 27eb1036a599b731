//! Recognises common mistakes in values: a copied quotation mark, the wrong key, a value encoded
//! twice. Every value of the configuration passes [`check`]; no error repeats a value.

use std::path::Path;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::access::KEY_PREFIX as GATELOG_KEY;

/// Padding is optional: a double click often selects a value without it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const QUOTES: [(char, char); 5] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Signing secrets of webhook endpoints, separated by commas or line breaks.
    Secrets,
    /// The bearer key of the query API.
    ApiKey,
    /// Ids of Clerk instances, separated by commas.
    Instances,
    Database,
    File,
    /// Any other value that is not a secret; the text describes it after "must be".
    Text(&'static str),
    /// The same, separated by commas.
    TextList(&'static str),
}

/// A mistake in a value. The text continues a sentence that begins with the place of the value,
/// and never holds the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    #[error(
        "is in quotation marks, and they are part of the value here: write it without them (Docker's --env-file and \
         secret stores keep quotation marks; .env and the shell take them off)"
    )]
    Quoted,
    #[error("has a quotation mark at one end: write the value without it")]
    HalfQuoted,
    #[error("begins with a byte-order mark, which some editors write and do not show: save it as UTF-8 without BOM")]
    ByteOrderMark,
    #[error("holds a character that is not shown (U+{0:04X}): type the value anew, or copy it from its source")]
    Invisible(u32),
    /// UTF-16, as PowerShell's `>` writes.
    #[error("is written as UTF-16, as some editors and PowerShell's > do: save it as UTF-8")]
    Utf16,
    #[error("is not text in UTF-8: save it as UTF-8")]
    NotUtf8,
    /// `NAME=value`.
    #[error("holds NAME=value where the value alone belongs: leave out everything up to the equals sign")]
    Assignment,
    /// `value # comment`.
    #[error("holds a comment (# …), which is part of the value here: leave it out")]
    Comment,
    /// JSON, as a secret store exports it.
    #[error("holds JSON where the value alone belongs: write the value without names, braces and quotation marks")]
    Json,
    /// `v1,whsec_…`
    #[error(
        "begins with v1, which is the version of a signature and no part of the secret: leave out `v1,` and write the \
         secret alone (whsec_…)"
    )]
    Version,
    /// `whsec_xxx`, `whsec_your_signing_secret`, `whsec_<…>`: what an example shows in place of a
    /// value.
    #[error("is the placeholder of an example: put {0} in its place")]
    Placeholder(Expected),
    #[error("holds white space, and must be {0}: write it in one piece")]
    WhiteSpace(Expected),
    #[error(
        "is {found} that was encoded in base64 once more: decode it once (a Kubernetes Secret takes the plain value \
         under stringData)"
    )]
    EncodedAgain { found: ValueKind },
    #[error("is {found}, and must be {expected}")]
    Other { found: ValueKind, expected: Expected },
    #[error("is no id of a Clerk instance: it {0}; it must be {expected}", expected = Expected::Instances)]
    Instance(&'static str),
}

/// The kind of a value, recognised by its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `whsec_…`
    SigningSecret,
    /// `whpk_…`
    PublicKey,
    /// `whsk_…`
    PrivateKey,
    /// `v1,…` as it stands in a header.
    Signature,
    /// `sk_…`
    ClerkSecretKey,
    /// `pk_…`
    ClerkPublishableKey,
    /// `ins_…`
    Instance,
    /// `ep_…`
    Endpoint,
    /// `gatelog_…`
    GatelogKey,
    /// `postgres://…`, `sqlite:…` and URLs of other databases.
    Database,
    /// `https://…`
    Address,
}

/// The first matching prefix decides.
const PREFIXES: [(&str, ValueKind); 20] = [
    ("whsec_", ValueKind::SigningSecret),
    ("whpk_", ValueKind::PublicKey),
    ("whsk_", ValueKind::PrivateKey),
    ("v1,", ValueKind::Signature),
    ("v1a,", ValueKind::Signature),
    ("sk_", ValueKind::ClerkSecretKey),
    ("testsk_", ValueKind::ClerkSecretKey),
    ("pk_", ValueKind::ClerkPublishableKey),
    ("ins_", ValueKind::Instance),
    ("ep_", ValueKind::Endpoint),
    (GATELOG_KEY, ValueKind::GatelogKey),
    ("sqlite:", ValueKind::Database),
    ("sqlite3:", ValueKind::Database),
    ("postgres:", ValueKind::Database),
    ("postgresql:", ValueKind::Database),
    ("jdbc:", ValueKind::Database),
    ("mysql:", ValueKind::Database),
    ("mariadb:", ValueKind::Database),
    ("https://", ValueKind::Address),
    ("http://", ValueKind::Address),
];

impl ValueKind {
    #[must_use]
    pub(super) fn from_prefix(text: &str) -> Option<Self> {
        let text = text.trim();
        PREFIXES.iter().find(|(prefix, _)| text.starts_with(prefix)).map(|(_, kind)| *kind)
    }

    /// Whether a setting that expects `expected` may hold this kind of value. For settings without
    /// secrets, their own parser decides about the rest.
    const fn fits(self, expected: Expected) -> bool {
        match expected {
            Expected::Secrets => matches!(self, Self::SigningSecret | Self::PublicKey),
            Expected::ApiKey => matches!(self, Self::GatelogKey),
            Expected::Instances => matches!(self, Self::Instance),
            Expected::Database => matches!(self, Self::Database | Self::Address),
            Expected::File => matches!(self, Self::GatelogKey | Self::Endpoint | Self::Instance),
            Expected::Text(_) | Expected::TextList(_) => matches!(self, Self::Address | Self::Endpoint),
        }
    }
}

impl std::fmt::Display for ValueKind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::SigningSecret => "the signing secret of a webhook endpoint (whsec_…)",
            Self::PublicKey => "the public key of a sender (whpk_…)",
            Self::PrivateKey => {
                "the private key of a sender (whsk_…), which nobody else may have: replace it if it was shown to anybody"
            }
            Self::Signature => "the signature of one delivery (v1,…)",
            Self::ClerkSecretKey => "a Clerk secret key (sk_…)",
            Self::ClerkPublishableKey => "a Clerk publishable key (pk_…)",
            Self::Instance => "the id of a Clerk instance (ins_…)",
            Self::Endpoint => "the id of a webhook endpoint (ep_…)",
            Self::GatelogKey => "a key that `gatelog keys create` made",
            Self::Database => "the URL of a database",
            Self::Address => "a web address",
        })
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Secrets => {
                "the signing secret of the webhook endpoint, which begins with whsec_ (Clerk Dashboard → Webhooks → \
                 endpoint → Signing Secret)"
            }
            Self::ApiKey => "a key of your own for the query API: make one by `openssl rand -hex 32`",
            Self::Instances => {
                "the id of your Clerk instance, ins_ and then letters and digits, as the instance_id of its events"
            }
            Self::Database => "sqlite:PATH or postgres://user:password@host/database",
            Self::File => "the name of a file",
            Self::Text(expects) | Self::TextList(expects) => expects,
        })
    }
}

impl Expected {
    const fn is_list(self) -> bool {
        matches!(self, Self::Secrets | Self::Instances | Self::TextList(_))
    }
}

/// The trimmed value, or the mistake in it.
pub fn check(expected: Expected, text: &str) -> Result<&str, Mistake> {
    let whole = text.trim();
    check_any(whole)?;
    if !expected.is_list() {
        return check_one(expected, whole).map(|()| whole);
    }
    // The comma of `v1,whsec_…` separates no entries of a list.
    let mut entries = split_list(whole);
    if matches!(entries.next(), Some("v1" | "v1a")) {
        let next = entries.next().and_then(ValueKind::from_prefix);
        let is_secret = expected == Expected::Secrets && next.is_some_and(|found| found.fits(expected));
        let signature = Mistake::Other { found: ValueKind::Signature, expected };
        return Err(if is_secret { Mistake::Version } else { signature });
    }
    split_list(whole).try_for_each(|entry| check_any(entry).and_then(|()| check_one(expected, entry)))?;
    Ok(whole)
}

/// The entries of a list, separated by commas or line breaks. Blank entries are skipped, so a
/// trailing comma is allowed.
pub(super) fn split_list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
}

/// Finds the mistakes that are the same in every kind of value.
fn check_any(text: &str) -> Result<(), Mistake> {
    if text.starts_with('\u{feff}') {
        return Err(Mistake::ByteOrderMark);
    }
    if let Some(hidden) = text.chars().find(|character| is_hidden(*character)) {
        return Err(Mistake::Invisible(hidden.into()));
    }
    let (opens, closes) = (
        QUOTES.iter().any(|(open, _)| text.starts_with(*open)),
        QUOTES.iter().any(|(_, close)| text.ends_with(*close)),
    );
    match (opens, closes) {
        (true, true) => return Err(Mistake::Quoted),
        (true, false) | (false, true) => return Err(Mistake::HalfQuoted),
        (false, false) => {}
    }
    if text.starts_with('{') || text.starts_with("[\"") || text.starts_with("['") {
        return Err(Mistake::Json);
    }
    if is_assignment(text) {
        return Err(Mistake::Assignment);
    }
    let has_comment = text.starts_with('#') || text.contains(" #") || text.contains("\t#");
    if has_comment { Err(Mistake::Comment) } else { Ok(()) }
}

/// Checks one entry for the kind that is expected.
fn check_one(expected: Expected, text: &str) -> Result<(), Mistake> {
    if let Some(found) = ValueKind::from_prefix(text).filter(|found| !found.fits(expected)) {
        // An existing file may have any name.
        if expected != Expected::File || !Path::new(text).exists() {
            return Err(Mistake::Other { found, expected });
        }
    }
    if matches!(expected, Expected::Secrets | Expected::ApiKey) && is_placeholder(expected, text) {
        return Err(Mistake::Placeholder(expected));
    }
    if let Some(found) = decode_again(text) {
        return Err(Mistake::EncodedAgain { found });
    }
    match expected {
        Expected::Secrets if is_encoded_twice(text) => Err(Mistake::EncodedAgain { found: ValueKind::SigningSecret }),
        Expected::Secrets if text.contains(char::is_whitespace) => Err(Mistake::WhiteSpace(expected)),
        Expected::Instances => check_instance_id(text),
        _ => Ok(()),
    }
}

fn check_instance_id(text: &str) -> Result<(), Mistake> {
    match text.strip_prefix("ins_") {
        None => Err(Mistake::Instance("does not begin with ins_")),
        Some("") => Err(Mistake::Instance("ends after ins_")),
        Some(rest) if rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Ok(()),
        Some(_) => Err(Mistake::Instance("holds something else than letters and digits after ins_")),
    }
}

/// A secret without its prefix.
fn bare(text: &str) -> &str {
    ["whsec_", "whpk_"].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text)
}

/// Whether a text stands for a value that the reader has to put there: an ellipsis, brackets, or
/// one character only. In place of a secret also words: base64 of random bytes has digits, or
/// letters of both cases.
fn is_placeholder(expected: Expected, text: &str) -> bool {
    let bare = bare(text);
    let Some(first) = bare.chars().next() else { return false };
    let is_marked = bare.contains('…') || bare.ends_with("...") || (bare.starts_with('<') && bare.ends_with('>'));
    let is_uniform = bare.chars().all(|character| character == first);
    let has = |is: fn(&char) -> bool| bare.chars().any(|character| is(&character));
    let is_random = has(char::is_ascii_digit) || has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    is_marked || is_uniform || expected == Expected::Secrets && !is_random && !bare.contains(char::is_whitespace)
}

/// The kind of value that a text holds in base64, also after the prefix of a secret.
fn decode_again(text: &str) -> Option<ValueKind> {
    let decoded = decoded_text(text)?;
    let decoded = decoded.trim().trim_start_matches(['"', '\'']);
    ValueKind::from_prefix(decoded).filter(|found| *found != ValueKind::Address)
}

/// The text that a value holds in base64, also after the prefix of a secret.
fn decoded_text(text: &str) -> Option<String> {
    let compact: String = bare(text).chars().filter(|character| !character.is_whitespace()).collect();
    String::from_utf8(BASE64.decode(compact).ok()?).ok()
}

/// Whether a secret holds base64 of random bytes in place of these bytes: text that is base64 once
/// more, with digits and letters of both cases. Hexadecimal digits are not: somebody may have made
/// a key of them.
fn is_encoded_twice(text: &str) -> bool {
    let Some(inner) = decoded_text(text) else { return false };
    let inner = inner.trim();
    let has = |is: fn(&u8) -> bool| inner.bytes().any(|byte| is(&byte));
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    is_mixed && BASE64.decode(inner).is_ok()
}

/// `NAME=value`, with or without `export`. The padding of base64 is not an assignment.
fn is_assignment(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else { return false };
    let exported = name.strip_prefix("export ").or_else(|| name.strip_prefix("set "));
    let name = exported.unwrap_or(name).trim();
    let value = value.trim_start();
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    let looks_named = exported.is_some() || name.contains('_') || ValueKind::from_prefix(value).is_some();
    // The prefix of a secret is not a name: whsec_…= is a secret with its padding.
    is_name && looks_named && ValueKind::from_prefix(name).is_none() && !value.trim_matches('=').is_empty()
}

fn is_hidden(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{a0}' | '\u{ad}')
        || (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

/// A longer name without a dot and without a folder may be a secret: files are rarely called so.
const NAME_CHARACTERS_MAX: usize = 23;

/// Whether a path looks like a secret, which an error must not repeat.
pub(super) fn may_be_secret(path: &Path) -> bool {
    let secret = |found| matches!(found, ValueKind::SigningSecret | ValueKind::PrivateKey | ValueKind::ClerkSecretKey);
    let known = |part: &str| ValueKind::from_prefix(part).is_some_and(secret) || decode_again(part).is_some();
    let text = path.to_string_lossy();
    let bare = path.is_relative() && !text.contains('.') && text.chars().count() > NAME_CHARACTERS_MAX;
    bare || path.iter().filter_map(|part| part.to_str()).any(known)
}

/// Whether a text can be the name of a variable and is not a misplaced secret.
pub(super) fn is_variable_name(text: &str) -> bool {
    let is_name = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name && !text.is_empty() && ValueKind::from_prefix(text).is_none()
}

/// An error repeats an invalid value up to this length: words, numbers, addresses. A longer one
/// may be a secret.
const SHOWN_CHARACTERS_MAX: usize = 24;

/// An invalid value as an error shows it; a long one is replaced by its length.
pub(super) fn redacted(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= SHOWN_CHARACTERS_MAX { format!("{text:?}") } else { format!("a text of {characters} characters") }
}
