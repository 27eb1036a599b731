//! A set of texts or numbers in one column: a sorted JSON array, so that equal sets are equal
//! texts. Sets merge by union.

use std::collections::BTreeSet;

use serde::Serialize;

/// The column with these texts; `None` if there are none.
#[must_use]
pub fn from_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<String> {
    to_json(&texts.into_iter().collect::<BTreeSet<&str>>())
}

/// The texts of a column, sorted.
#[must_use]
pub fn texts(column: Option<&str>) -> Vec<String> {
    let texts = column.and_then(|column| serde_json::from_str::<BTreeSet<String>>(column).ok());
    texts.into_iter().flatten().collect()
}

/// The column with these numbers; `None` if there are none.
#[must_use]
pub fn from_numbers(numbers: impl IntoIterator<Item = i64>) -> Option<String> {
    to_json(&numbers.into_iter().collect::<BTreeSet<i64>>())
}

/// The numbers of a column, sorted.
#[must_use]
pub fn numbers(column: Option<&str>) -> Vec<i64> {
    column.and_then(|column| serde_json::from_str(column).ok()).unwrap_or_default()
}

#[must_use]
pub fn union(mine: Option<String>, theirs: Option<String>) -> Option<String> {
    let (Some(mine), Some(theirs)) = (&mine, &theirs) else { return mine.or(theirs) };
    if mine == theirs {
        return Some(mine.clone());
    }
    let (mine, theirs) = (texts(Some(mine)), texts(Some(theirs)));
    from_texts(mine.iter().chain(&theirs).map(String::as_str))
}

fn to_json<T: Serialize>(set: &BTreeSet<T>) -> Option<String> {
    if set.is_empty() {
        return None;
    }
    Some(serde_json::to_string(set).expect("texts and numbers are always JSON"))
}
