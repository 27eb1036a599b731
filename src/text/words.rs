//! Words by which people and organizations are searched. A text is found by the beginning of any
//! of its words: `ada`, `lovelace` and `example.com` find `Ada.Lovelace@example.com`.
//!
//! Case and the accents of Latin, Greek and Cyrillic letters do not matter, whatever the encoding:
//! people search for names that they heard, on keyboards without them.

use super::{
    identifier::{self, IdentifierKind},
    spelling::fold_without_accents,
};

/// Longest word that is stored, in characters: longer ones are found by this beginning. Each word
/// is an index entry, whose size PostgreSQL limits.
pub const WORD_CHARACTERS_MAX: usize = 64;

/// Most words of one text: more than any name or address has.
const WORDS_OF_TEXT_MAX: usize = 16;

/// Most words of a search: each is tested on each row.
pub const SEARCH_WORDS_MAX: usize = 8;

/// Shortest beginning of a word that a search needs, in bytes: one letter is the beginning of a
/// large part of all words, while one ideograph is a name.
pub const SEARCH_BYTES_MIN: usize = 2;

/// A search: every word is the beginning of a word of the text. None is the beginning of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The longest one first.
    words: Vec<String>,
}

impl Search {
    /// Parses a search. The error says what to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let folded = match IdentifierKind::of_sign_in(text) {
            // Written with spaces, it is one word all the same.
            IdentifierKind::Phone => identifier::phone(text),
            _ => folded(text),
        };
        let mut words: Vec<String> = parts(&folded).map(|part| shortened(part).to_owned()).collect();
        words.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        let mut kept: Vec<String> = Vec::new();
        for word in words {
            if !kept.iter().any(|longer| longer.starts_with(&word)) {
                kept.push(word);
            }
        }
        match kept.first() {
            None => return Err("it holds no letter and no digit; write the beginning of a word".to_owned()),
            Some(longest) if longest.len() < SEARCH_BYTES_MIN => {
                return Err(format!("it is too short; write {SEARCH_BYTES_MIN} letters or digits of a word, or more"));
            }
            _ => {}
        }
        if kept.len() > SEARCH_WORDS_MAX {
            return Err(format!("these are {} words; write {SEARCH_WORDS_MAX} at most", kept.len()));
        }
        Ok(Self { words: kept })
    }

    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

/// Calls a function with the words of a name or another text, each with all that follows up to the
/// next white space.
pub fn of_text(text: &str, mut found: impl FnMut(&str)) {
    let folded = folded(text);
    let words = parts(&folded).flat_map(beginnings).take(WORDS_OF_TEXT_MAX);
    words.for_each(|word| found(shortened(word)));
}

/// The same for an e-mail address. The domain begins a word at each of its labels but the last.
pub fn of_email(address: &str, mut found: impl FnMut(&str)) {
    let has_labels = address.rsplit('@').next().is_some_and(|domain| domain.contains('.'));
    of_text(address, |word| {
        if !has_labels || word.contains(['@', '.']) {
            found(word);
        }
    });
}

/// The same for a telephone number: its digits.
pub fn of_phone(number: &str, found: impl FnMut(&str)) {
    whole(&identifier::phone(number), found);
}

/// The same for a text that is one word: an id.
pub fn whole(text: &str, mut found: impl FnMut(&str)) {
    if let Some(part) = parts(&folded(text)).next() {
        found(shortened(part));
    }
}

/// The folded text, with domains as people write them, where DNS has another form of them.
fn folded(text: &str) -> String {
    let folded = fold_without_accents(text);
    if !folded.contains("xn--") {
        return folded;
    }
    let (local, domain) = match folded.rsplit_once('@') {
        Some((local, domain)) => (format!("{local}@"), domain),
        None => (String::new(), &*folded),
    };
    let (domain, _) = idna::domain_to_unicode(domain);
    format!("{local}{}", fold_without_accents(&domain))
}

/// The parts of a text between white space and what JSON would escape, without punctuation around
/// them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let is_between =
        |character: char| character.is_whitespace() || character.is_control() || matches!(character, '"' | '\\');
    let parts = text.split(is_between).map(|part| part.trim_matches(|character: char| !character.is_alphanumeric()));
    parts.filter(|part| !part.is_empty())
}

/// The part from each of its words on.
fn beginnings(part: &str) -> impl Iterator<Item = &str> {
    let mut follows_word = false;
    let begins = move |(place, character): (usize, char)| {
        let is_of_word = character.is_alphanumeric();
        let begins = is_of_word && !follows_word;
        follows_word = is_of_word;
        begins.then_some(place)
    };
    part.char_indices().filter_map(begins).map(|place| &part[place..])
}

fn shortened(word: &str) -> &str {
    word.char_indices().nth(WORD_CHARACTERS_MAX).map_or(word, |(end, _)| &word[..end])
}
