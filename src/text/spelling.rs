//! One spelling for texts that mean the same: case folding, and the names of roles.
//!
//! Views store the results, so a newer Unicode version in these libraries is a new version of
//! those views.

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Clerk's prefix of role names.
pub const ROLE_PREFIX: &str = "org:";

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

/// The name of a role without its prefix: `admin` for both `org:admin` and the older `admin`.
#[must_use]
pub fn short_role(role: &str) -> &str {
    role.strip_prefix(ROLE_PREFIX).unwrap_or(role)
}
