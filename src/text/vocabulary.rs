//! Suggests the word of a closed set that a mistyped word, or another word for the same, probably
//! stands for.

use std::fmt::Write as _;

/// An error repeats and compares this many characters of an unknown word: more than any known word
/// has.
const WORD_CHARACTERS_MAX: usize = 64;

/// Shortest word that is searched inside the known ones.
const PART_CHARACTERS_MIN: usize = 3;

/// Words that people write, and the words that mean the same here: the first that is in the set
/// counts.
const SYNONYMS: &[(&str, &[&str])] = &[
    // Statuses.
    ("open", &["active", "pending"]),
    ("current", &["active"]),
    ("online", &["active"]),
    ("live", &["active"]),
    ("closed", &["ended", "revoked"]),
    ("finished", &["ended"]),
    ("inactive", &["ended"]),
    ("terminated", &["revoked"]),
    ("cancelled", &["revoked"]),
    ("canceled", &["revoked"]),
    ("withdrawn", &["revoked"]),
    ("timed_out", &["expired"]),
    ("sent", &["pending"]),
    ("joined", &["accepted"]),
    // Actions, and statuses of sessions.
    ("login", &["signed_in", "active"]),
    ("logged_in", &["signed_in", "active"]),
    ("signin", &["signed_in", "active"]),
    ("sign_in", &["signed_in", "active"]),
    ("signed_in", &["active"]),
    ("logout", &["signed_out", "removed"]),
    ("logged_out", &["signed_out", "removed"]),
    ("signout", &["signed_out", "removed"]),
    ("sign_out", &["signed_out", "removed"]),
    ("signed_out", &["removed"]),
    ("signup", &["user_created"]),
    ("signed_up", &["user_created"]),
    ("registered", &["user_created"]),
    ("impersonation", &["impersonation_started"]),
    ("impersonated", &["impersonation_started"]),
    // Parameters.
    ("from", &["since"]),
    ("start", &["since"]),
    ("begin", &["since"]),
    ("to", &["until"]),
    ("end", &["until"]),
    ("at", &["active_at", "as_of"]),
    ("date", &["as_of", "since"]),
    ("time", &["as_of", "since"]),
    ("tz", &["time_zone"]),
    ("timezone", &["time_zone"]),
    ("granularity", &["interval"]),
    ("bucket", &["interval"]),
    ("group_by", &["by"]),
    ("org", &["organization_id"]),
    ("org_id", &["organization_id"]),
    ("uid", &["user_id"]),
    ("id", &["svix_id", "user_id"]),
    ("by", &["actor_id"]),
    ("address", &["ip", "email"]),
    ("ip_address", &["ip"]),
    ("mail", &["email"]),
    ("search", &["q"]),
    ("query", &["q"]),
    ("name", &["q"]),
    ("first_name", &["q"]),
    ("last_name", &["q"]),
    ("inactive_since", &["last_sign_in_before"]),
    ("two_factor_enabled", &["mfa"]),
    ("event", &["type", "svix_id"]),
    ("kind", &["type"]),
    ("state", &["status"]),
    ("cursor", &["after"]),
    ("page", &["after"]),
    ("offset", &["after"]),
    ("next", &["after"]),
    ("prev", &["before"]),
    ("per_page", &["limit"]),
    ("page_size", &["limit"]),
    ("size", &["limit"]),
    ("count", &["limit"]),
    ("sort", &["order"]),
    ("sort_by", &["order_by", "order"]),
    ("direction", &["order"]),
    // Directions.
    ("ascending", &["asc"]),
    ("descending", &["desc"]),
    ("oldest", &["asc"]),
    ("newest", &["desc"]),
];

/// The error text for a word that is not in the set: the suggestion, and all known words.
#[must_use]
pub fn unknown<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let word_start = shortened(word);
    let all = known.join(", ");
    if let Some(same) = known.iter().find(|known| known.eq_ignore_ascii_case(word)) {
        return format!("write {same}: {word_start:?} differs from it in capital letters only; known are {all}");
    }
    if let [one, other] = known[..] {
        return format!("write {one} or {other}; {word_start:?} is not known here");
    }
    format!("{word_start:?} is not known here{}", suggested(word, &known))
}

/// The error text for a thing that does not exist, by the noun and the name: the suggestion, and
/// all known names.
#[must_use]
pub fn no_such<'a>(noun: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    format!("there is no {noun} {:?}{}", shortened(name), suggested(name, &known))
}

fn suggested(word: &str, known: &[&str]) -> String {
    let mut text = String::new();
    if let Some(meant) = suggestion(word, known) {
        _ = write!(text, "; the nearest is {meant}");
    }
    _ = write!(text, "; known are {}", known.join(", "));
    text
}

/// The known word that a word probably stands for: one that means the same, one that differs in a
/// few characters, or one that is longer or shorter by whole parts (`user_id` for `user`).
#[must_use]
pub fn suggestion<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = shortened(word).to_lowercase().replace(['-', ' '], "_");
    let synonyms = SYNONYMS.iter().find(|(synonym, _)| *synonym == word).map(|(_, meant)| *meant);
    let same = synonyms.into_iter().flatten().find_map(|meant| known.iter().copied().find(|known| known == meant));
    let part = || {
        let holders =
            known.iter().copied().filter(|known| begins(known, &word) || holds(known, &word) || holds(&word, known));
        holders.min_by_key(|known| strsim::damerau_levenshtein(&word, &known.to_lowercase()))
    };
    same.or_else(|| nearest(&word, known.iter().copied())).or_else(part)
}

/// The known word with the smallest edit distance in proportion to its length, if at most a third
/// of the characters differ; the first of several.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = shortened(word).to_lowercase();
    let differ_max = Ord::max(word.chars().count() / 3, 1);
    let mut best = None;
    for known in known {
        // The beginning of event types, session.*, is compared as the word before the full stop.
        let compared = known.trim_end_matches(".*").to_lowercase();
        if strsim::damerau_levenshtein(&word, &compared) > differ_max {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(&word, &compared);
        if best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, known));
        }
    }
    best.map(|(_, known)| known)
}

/// Whether a word goes on where another one ends.
fn begins(whole: &str, word: &str) -> bool {
    word.chars().count() >= PART_CHARACTERS_MIN && whole.to_lowercase().starts_with(word)
}

/// Whether one word consists of another and more parts before or behind it.
fn holds(whole: &str, part: &str) -> bool {
    let parts = format!("_{}_", whole.to_lowercase().replace(['.', '-', ' '], "_"));
    part.chars().count() >= PART_CHARACTERS_MIN && parts.contains(&format!("_{}_", part.to_lowercase()))
}

fn shortened(word: &str) -> String {
    word.chars().take(WORD_CHARACTERS_MAX).collect()
}
