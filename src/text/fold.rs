//! Texts that differ only in their spelling are one text: full Unicode case folding and composed characters. Views keep
//! what comes out of it, so a newer Unicode in these libraries is a new version of those views.

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The one spelling: `STRASSE` and `straße` are the same, and so are both ways to write `é`. Nothing depends on a
/// language: the Turkish dotless `ı` is a letter of its own.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Folding may take composed characters apart, and what is composed may fold to something else: hence before and after.
    let apart = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let folded = CaseMapper::new().fold_string(&apart);
    ComposingNormalizerBorrowed::new_nfc().normalize(&folded).into_owned()
}
