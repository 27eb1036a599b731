//! One spelling for texts that mean the same: case folding, and the names of roles.
//!
//! Views store the results, so a newer Unicode version in these libraries is a new version of
//! those views.

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Clerk's prefix of role names.
const ROLE_PREFIX: &str = "org:";

/// Full Unicode case folding with composed characters: `STRASSE` equals `straße`, and both
/// encodings of `é` are equal. Independent of language: the Turkish dotless `ı` stays a letter of
/// its own.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Folding can decompose a character, and a composed character can fold to another one:
    // normalize before and after.
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let folded = CaseMapper::new().fold_string(&decomposed);
    ComposingNormalizerBorrowed::new_nfc().normalize(&folded).into_owned()
}

/// The same without the accents of Latin, Greek and Cyrillic letters: `José` equals `jose`.
/// Letters that are no letter with an accent (`ø`, `ł`) stay, and so do marks of other scripts,
/// where they are vowels.
#[must_use]
pub fn fold_without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let is_accent = |character: &char| ('\u{300}'..='\u{36f}').contains(character);
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let folded = CaseMapper::new().fold_string(&decomposed);
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&folded);
    let plain: String = decomposed.chars().filter(|character| !is_accent(character)).collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(&plain).into_owned()
}

/// A role that Clerk called so once, and its name of today.
const RENAMED_ROLE: (&str, &str) = ("basic_member", "member");

/// What roles are compared by: `admin` for both `org:admin` and the older `admin`, `member` for
/// `org:member` and the older `basic_member`.
#[must_use]
pub fn short_role(role: &str) -> &str {
    let name = role.strip_prefix(ROLE_PREFIX).unwrap_or(role);
    if name == RENAMED_ROLE.0 { RENAMED_ROLE.1 } else { name }
}

/// Every spelling of the role with that short name.
#[must_use]
pub fn spellings_of_role(short: &str) -> Vec<String> {
    let older = (short == RENAMED_ROLE.1).then_some(RENAMED_ROLE.0);
    [short].into_iter().chain(older).flat_map(|name| [name.to_owned(), format!("{ROLE_PREFIX}{name}")]).collect()
}
