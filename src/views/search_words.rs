//! The words that find a row, as a set in one column. They only grow: what a row was once called
//! finds it for ever.

use super::set;
use crate::text::words;

/// Name of the index on the words of a view.
pub const WORD: &str = "word";

#[derive(Debug, Default)]
pub(super) struct SearchWords(Vec<String>);

impl SearchWords {
    /// The words of a row that is known by its id.
    pub(super) fn of_id(id: &str) -> Self {
        Self::default().ids([id])
    }

    pub(super) fn texts<'a>(mut self, texts: impl IntoIterator<Item = &'a str>) -> Self {
        texts.into_iter().for_each(|text| words::of_text(text, |word| self.0.push(word.to_owned())));
        self
    }

    pub(super) fn emails<'a>(mut self, addresses: impl IntoIterator<Item = &'a str>) -> Self {
        addresses.into_iter().for_each(|address| words::of_email(address, |word| self.0.push(word.to_owned())));
        self
    }

    pub(super) fn phones<'a>(mut self, numbers: impl IntoIterator<Item = &'a str>) -> Self {
        numbers.into_iter().for_each(|number| words::of_phone(number, |word| self.0.push(word.to_owned())));
        self
    }

    /// Texts that are found by their beginning only.
    pub(super) fn ids<'a>(mut self, ids: impl IntoIterator<Item = &'a str>) -> Self {
        ids.into_iter().for_each(|id| words::whole(id, |word| self.0.push(word.to_owned())));
        self
    }

    pub(super) fn column(&self) -> Option<String> {
        set::from_texts(self.0.iter().map(String::as_str))
    }
}

/// The same as [`set::union`]. Most events know no word that the row lacks.
pub(super) fn union(mine: Option<String>, theirs: Option<String>) -> Option<String> {
    match (&mine, &theirs) {
        (Some(all), Some(some)) if holds(all, some) => mine,
        (Some(some), Some(all)) if holds(all, some) => theirs,
        _ => set::union(mine, theirs),
    }
}

/// True if the first set has every word of the second. Both are sorted.
fn holds(all: &str, some: &str) -> bool {
    let mut all = words_of(all);
    words_of(some).all(|word| all.any(|known| known == word))
}

/// The words of a column. None holds what JSON escapes.
fn words_of(column: &str) -> impl Iterator<Item = &str> {
    column.trim_start_matches("[\"").trim_end_matches("\"]").split("\",\"")
}
