//! A word that is not in a closed set, and the one of the set that was probably meant.

use std::fmt::Write as _;

/// Characters of a wrong word that an error repeats and that are compared: more than any word of ours has.
const SHOWN_CHARACTERS: usize = 64;

/// What an error says of a word that is not in the set: what to write instead, and everything that could be written.
#[must_use]
pub fn unknown<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let shown: String = word.chars().take(SHOWN_CHARACTERS).collect();
    let all = known.join(", ");
    if let Some(same) = known.iter().find(|known| known.eq_ignore_ascii_case(word)) {
        return format!("write {same}: {shown:?} differs from it in capital letters only; known are {all}");
    }
    if let [one, other] = known[..] {
        return format!("write {one} or {other}; {shown:?} is not known here");
    }
    let mut text = format!("{shown:?} is not known here");
    if let Some(nearest) = nearest(&shown, known.iter().copied()) {
        _ = write!(text, "; the nearest is {nearest}");
    }
    _ = write!(text, "; known are {all}");
    text
}

/// The word that takes the fewest changes to write instead, in proportion to its length; the first of several.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(SHOWN_CHARACTERS).flat_map(char::to_lowercase).collect();
    let mut best = None;
    for known in known {
        let likeness = strsim::normalized_damerau_levenshtein(&word, &known.to_lowercase());
        if best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, known));
        }
    }
    best.map(|(_, known)| known)
}
