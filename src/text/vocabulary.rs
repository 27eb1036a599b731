//! Suggests the word of a closed set that a mistyped word probably stands for.

use std::fmt::Write as _;

/// An error repeats and compares this many characters of an unknown word: more than any known word
/// has.
const WORD_CHARACTERS_MAX: usize = 64;

/// The error text for a word that is not in the set: the suggestion, and all known words.
#[must_use]
pub fn unknown<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let word_start: String = word.chars().take(WORD_CHARACTERS_MAX).collect();
    let all = known.join(", ");
    if let Some(same) = known.iter().find(|known| known.eq_ignore_ascii_case(word)) {
        return format!("write {same}: {word_start:?} differs from it in capital letters only; known are {all}");
    }
    if let [one, other] = known[..] {
        return format!("write {one} or {other}; {word_start:?} is not known here");
    }
    let mut text = format!("{word_start:?} is not known here");
    if let Some(nearest) = nearest(&word_start, known.iter().copied()) {
        _ = write!(text, "; the nearest is {nearest}");
    }
    _ = write!(text, "; known are {all}");
    text
}

/// The known word with the smallest edit distance in proportion to its length; the first of
/// several.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(WORD_CHARACTERS_MAX).flat_map(char::to_lowercase).collect();
    let mut best = None;
    for known in known {
        let likeness = strsim::normalized_damerau_levenshtein(&word, &known.to_lowercase());
        if best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, known));
        }
    }
    best.map(|(_, known)| known)
}
