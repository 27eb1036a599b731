//! Recognises what a value is instead of what it should be: a copied quotation mark, the wrong key, a value that was
//! encoded once more. Every value of the configuration passes [`checked`], wherever it stands; no text repeats a value.

use std::path::Path;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::access::KEY_PREFIX as GATELOG_KEY;

/// Kubernetes and `base64` pad; people who copy by a double click do not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A quotation mark that opens a value, and the one that closes it.
const QUOTES: [(char, char); 5] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];

/// What a value should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Signing secrets of webhook endpoints, apart by commas or line breaks.
    Secrets,
    /// The bearer key of the query API.
    ApiKey,
    /// Ids of Clerk instances, apart by commas.
    Instances,
    /// The URL of a database.
    Database,
    /// The name of a file.
    File,
    /// Something else that is no secret: what it must be, to follow "must be".
    Plain(&'static str),
    /// The same, apart by commas.
    Plains(&'static str),
}

/// What is wrong with a value, to follow the place where it stands. Never holds the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Kept by an env file.
    #[error(
        "is in quotation marks, and they are part of the value here: write it without them (Docker's --env-file and \
         secret stores keep quotation marks; .env and the shell take them off)"
    )]
    Quoted,
    /// At one end only.
    #[error("has a quotation mark at one end: write the value without it")]
    HalfQuoted,
    /// Written by an editor.
    #[error("begins with a byte-order mark, which some editors write and do not show: save it as UTF-8 without BOM")]
    ByteOrderMark,
    /// Copied from a web page or a chat.
    #[error("holds a character that is not shown (U+{0:04X}): type the value anew, or copy it from its source")]
    Invisible(u32),
    /// As PowerShell's `>` writes.
    #[error("is written as UTF-16, as some editors and PowerShell's > do: save it as UTF-8")]
    Utf16,
    /// Not text.
    #[error("is not text in UTF-8: save it as UTF-8")]
    NotUtf8,
    /// `NAME=value`.
    #[error("holds NAME=value where the value alone belongs: leave out everything up to the equals sign")]
    Assignment,
    /// `value # comment`.
    #[error("holds a comment (# …), which is part of the value here: leave it out")]
    Comment,
    /// What a secret store exports.
    #[error("holds JSON where the value alone belongs: write the value without names, braces and quotation marks")]
    Json,
    /// `v1,whsec_…`
    #[error(
        "begins with v1, which is the version of a signature and no part of the secret: leave out `v1,` and write the \
         secret alone (whsec_…)"
    )]
    Version,
    /// White space inside.
    #[error("holds white space, and must be {0}: write it in one piece")]
    WhiteSpace(Wanted),
    /// Encoded once more.
    #[error(
        "is {found} that was encoded in base64 once more: decode it once (a Kubernetes Secret takes the plain value \
         under stringData)"
    )]
    EncodedAgain {
        /// What it holds.
        found: Recognised,
    },
    /// Something else of those that go together.
    #[error("is {found}, and must be {wanted}")]
    Other {
        /// What it is.
        found: Recognised,
        /// What belongs there.
        wanted: Wanted,
    },
    /// No id of an instance.
    #[error("is no id of a Clerk instance: it {0}; it must be {wanted}", wanted = Wanted::Instances)]
    Instance(&'static str),
}

/// What a value is by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognised {
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
    /// `postgres://…`, `sqlite:…` and their like.
    Database,
    /// `https://…`
    Address,
}

/// How each of them begins. The first that fits is it.
const BEGINNINGS: [(&str, Recognised); 20] = [
    ("whsec_", Recognised::SigningSecret),
    ("whpk_", Recognised::PublicKey),
    ("whsk_", Recognised::PrivateKey),
    ("v1,", Recognised::Signature),
    ("v1a,", Recognised::Signature),
    ("sk_", Recognised::ClerkSecretKey),
    ("testsk_", Recognised::ClerkSecretKey),
    ("pk_", Recognised::ClerkPublishableKey),
    ("ins_", Recognised::Instance),
    ("ep_", Recognised::Endpoint),
    (GATELOG_KEY, Recognised::GatelogKey),
    ("sqlite:", Recognised::Database),
    ("sqlite3:", Recognised::Database),
    ("postgres:", Recognised::Database),
    ("postgresql:", Recognised::Database),
    ("jdbc:", Recognised::Database),
    ("mysql:", Recognised::Database),
    ("mariadb:", Recognised::Database),
    ("https://", Recognised::Address),
    ("http://", Recognised::Address),
];

impl Recognised {
    /// By how a text begins.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        BEGINNINGS.iter().find(|(beginning, _)| text.starts_with(beginning)).map(|(_, recognised)| *recognised)
    }

    /// Whether it belongs where that is wanted. Where no secret is wanted, what else the text may be is for its reader.
    const fn fits(self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::Secrets => matches!(self, Self::SigningSecret | Self::PublicKey),
            Wanted::ApiKey => matches!(self, Self::GatelogKey),
            Wanted::Instances => matches!(self, Self::Instance),
            Wanted::Database => matches!(self, Self::Database | Self::Address),
            Wanted::File => matches!(self, Self::GatelogKey | Self::Endpoint | Self::Instance),
            Wanted::Plain(_) | Wanted::Plains(_) => matches!(self, Self::Address | Self::Endpoint),
        }
    }
}

impl std::fmt::Display for Recognised {
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

impl std::fmt::Display for Wanted {
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
            Self::Plain(expects) | Self::Plains(expects) => expects,
        })
    }
}

impl Wanted {
    const fn is_list(self) -> bool {
        matches!(self, Self::Secrets | Self::Instances | Self::Plains(_))
    }
}

/// The value without white space around it, or the mistake that it is.
pub fn checked(wanted: Wanted, text: &str) -> Result<&str, Mistake> {
    let whole = text.trim();
    of_any(whole)?;
    if !wanted.is_list() {
        return of_one(wanted, whole).map(|()| whole);
    }
    // The comma of `v1,whsec_…` is none of a list.
    let mut entries = list(whole);
    if matches!(entries.next(), Some("v1" | "v1a")) {
        let next = entries.next().and_then(Recognised::of);
        let is_secret = wanted == Wanted::Secrets && next.is_some_and(|found| found.fits(wanted));
        let signature = Mistake::Other { found: Recognised::Signature, wanted };
        return Err(if is_secret { Mistake::Version } else { signature });
    }
    list(whole).try_for_each(|entry| of_any(entry).and_then(|()| of_one(wanted, entry)))?;
    Ok(whole)
}

/// The entries of a list, apart by commas or line breaks; blank ones are none, so a trailing comma does no harm.
pub fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
}

/// What a value of no kind is.
fn of_any(text: &str) -> Result<(), Mistake> {
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

/// What one value is instead of the one that is wanted.
fn of_one(wanted: Wanted, text: &str) -> Result<(), Mistake> {
    if let Some(found) = Recognised::of(text).filter(|found| !found.fits(wanted)) {
        // A file may be called as it likes.
        if wanted != Wanted::File || !Path::new(text).exists() {
            return Err(Mistake::Other { found, wanted });
        }
    }
    if let Some(found) = encoded(text) {
        return Err(Mistake::EncodedAgain { found });
    }
    match wanted {
        Wanted::Secrets if text.contains(char::is_whitespace) => Err(Mistake::WhiteSpace(wanted)),
        Wanted::Instances => of_instance(text),
        _ => Ok(()),
    }
}

fn of_instance(text: &str) -> Result<(), Mistake> {
    match text.strip_prefix("ins_") {
        None => Err(Mistake::Instance("does not begin with ins_")),
        Some("") => Err(Mistake::Instance("ends after ins_")),
        Some(rest) if rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Ok(()),
        Some(_) => Err(Mistake::Instance("holds something else than letters and digits after ins_")),
    }
}

/// What base64 holds, if it is something of ours; also behind a prefix of a secret.
fn encoded(text: &str) -> Option<Recognised> {
    let bare = ["whsec_", "whpk_"].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
    let compact: String = bare.chars().filter(|character| !character.is_whitespace()).collect();
    let decoded = String::from_utf8(BASE64.decode(compact).ok()?).ok()?;
    let decoded = decoded.trim().trim_start_matches(['"', '\'']);
    Recognised::of(decoded).filter(|found| *found != Recognised::Address)
}

/// `NAME=value`, perhaps after `export`. The = at the end of base64 is none of these.
fn is_assignment(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else { return false };
    let exported = name.strip_prefix("export ").or_else(|| name.strip_prefix("set "));
    let name = exported.unwrap_or(name).trim();
    let value = value.trim_start();
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    let looks_named = exported.is_some() || name.contains('_') || Recognised::of(value).is_some();
    // A secret's own prefix is no name: whsec_…= is a secret with its padding.
    is_name && looks_named && Recognised::of(name).is_none() && !value.trim_matches('=').is_empty()
}

fn is_hidden(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{a0}' | '\u{ad}')
        || (character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

/// No secret that can be guessed at is longer, and hardly a file in the working directory is called so without a dot.
const NAME_CHARACTERS_MAX: usize = 23;

/// Whether what should be a path looks like a secret, which an error must not repeat.
pub(super) fn is_perhaps_secret(path: &Path) -> bool {
    let secret =
        |found| matches!(found, Recognised::SigningSecret | Recognised::PrivateKey | Recognised::ClerkSecretKey);
    let known = |part: &str| Recognised::of(part).is_some_and(secret) || encoded(part).is_some();
    let text = path.to_string_lossy();
    let bare = path.is_relative() && !text.contains('.') && text.chars().count() > NAME_CHARACTERS_MAX;
    bare || path.iter().filter_map(|part| part.to_str()).any(known)
}

/// Whether a text can be the name of a variable, and is no secret that stands in its place.
pub(super) fn is_variable_name(text: &str) -> bool {
    let is_name = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name && !text.is_empty() && Recognised::of(text).is_none()
}

/// How much of a wrong value an error repeats, in characters: words, numbers, addresses. Longer ones may be secrets.
const SHOWN_CHARACTERS_MAX: usize = 24;

/// A wrong value as an error repeats it. One that is long is not repeated: it may be a secret in the wrong place.
#[must_use]
pub fn shown(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= SHOWN_CHARACTERS_MAX { format!("{text:?}") } else { format!("a text of {characters} characters") }
}
