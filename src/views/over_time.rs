//! A value over time in one column: the role of a membership, or the status of a session. The
//! column holds a text for each time at which an event reports the value, which is valid until the
//! next one. The texts are sorted: the last one up to a time ends in the value at that time.

use std::collections::BTreeSet;

use super::set;
use crate::{clock::Timestamp, text::spelling::short_role};

/// Digits of a time: enough for any number of microseconds.
pub const TIME_DIGITS: usize = 19;

/// Separates the value, which ends a text, from the time and the version.
pub const WORD_SEPARATOR: char = '\u{1f}';

/// A time in microseconds as a text that sorts like the time. Times before 1970 count as 1970.
#[must_use]
pub fn sortable_time(micros: i64) -> String {
    format!("{:019}", micros.max(0))
}

/// Sorts after every text of this time or earlier.
#[must_use]
pub fn after(at: Timestamp) -> String {
    sortable_time(at.micros().saturating_add(1))
}

/// The column of one description: it has this value, or none, from `from` on. `version` is a text
/// that sorts like the versions of descriptions from the same time.
pub(super) fn column(from: i64, version: &str, word: Option<&str>) -> Option<String> {
    let (from, word) = (sortable_time(from), word.unwrap_or_default());
    set::from_texts([format!("{from}{version}{WORD_SEPARATOR}{word}").as_str()])
}

/// Merges two columns. Of two descriptions from the same time, the greater version is kept.
pub(super) fn merge(mine: Option<String>, theirs: Option<String>) -> Option<String> {
    if mine.is_none() || theirs.is_none() || mine == theirs {
        return mine.or(theirs);
    }
    let [mine, theirs] = [mine, theirs].map(|column| set::texts(column.as_deref()));
    let all: BTreeSet<&str> = mine.iter().chain(&theirs).map(String::as_str).collect();
    let mut kept: Vec<&str> = Vec::with_capacity(all.len());
    for text in all {
        if kept.last().is_some_and(|last| last.get(..TIME_DIGITS) == text.get(..TIME_DIGITS)) {
            kept.pop();
        }
        kept.push(text);
    }
    set::from_texts(kept)
}

/// The roles between `since` (inclusive) and `until` (exclusive), in microseconds, oldest first.
/// Of consecutive spellings of the same role, the last. Empty if no event describes the role that
/// early.
#[must_use]
pub fn roles(column: Option<&str>, since: Option<i64>, until: Option<i64>) -> Vec<String> {
    let texts = set::texts(column);
    let begins: Vec<(i64, &str)> = texts.iter().filter_map(|text| read(text)).collect();
    let mut held: Vec<String> = Vec::new();
    for (place, (from, role)) in begins.iter().enumerate() {
        let next = begins.get(place + 1).map(|(next, _)| *next);
        let begins_in_time = until.is_none_or(|until| *from < until);
        let ends_in_time = since.is_none_or(|since| next.is_none_or(|next| next > since));
        if begins_in_time && ends_in_time && !role.is_empty() {
            held.pop_if(|last| short_role(last) == short_role(role));
            held.push((*role).to_owned());
        }
    }
    held
}

/// The start time and the value.
fn read(text: &str) -> Option<(i64, &str)> {
    let (version, word) = text.split_once(WORD_SEPARATOR)?;
    Some((version.get(..TIME_DIGITS)?.parse().ok()?, word))
}
