//! Which of several known words a header like `Accept` prefers (RFC 9110, section 12.5).

use poem::http::{HeaderMap, HeaderName};

/// A preference of at most 1, in thousandths.
type Quality = u16;

const QUALITY_MAX: Quality = 1_000;

/// How well a range matches: its quality, how specific it is, and how early it stands. The
/// greatest is preferred.
type Preference = (Quality, u8, std::cmp::Reverse<usize>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preferred<'a> {
    Word(&'a str),
    /// The header is absent or empty.
    Any,
    /// The header accepts none of the known words.
    None,
}

/// The preferred one of `known`; of several that are equally good the first.
pub(crate) fn preferred<'a>(headers: &HeaderMap, name: &HeaderName, known: &[&'a str]) -> Preferred<'a> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    if ranges.iter().all(|range| range.is_empty()) {
        return Preferred::Any;
    }
    let mut best: Option<(Preference, &str)> = None;
    for word in known {
        let Some(preference) = preference(word, &ranges).filter(|(quality, ..)| *quality > 0) else { continue };
        if best.is_none_or(|(known, _)| preference > known) {
            best = Some((preference, word));
        }
    }
    best.map_or(Preferred::None, |(_, word)| Preferred::Word(word))
}

/// The preference of the most specific range that holds the word.
fn preference(word: &str, ranges: &[&str]) -> Option<Preference> {
    let matching = ranges.iter().enumerate().filter_map(|(index, range)| {
        let mut parts = range.split(';').map(str::trim);
        let specific = specificity(word, parts.next()?)?;
        Some((specific, std::cmp::Reverse(index), quality(parts)))
    });
    let (specific, index, quality) = matching.max()?;
    Some((quality, specific, index))
}

/// How specific a range is, if it holds the word: all words, those of one type, or this one.
fn specificity(word: &str, range: &str) -> Option<u8> {
    if range.eq_ignore_ascii_case(word) {
        return Some(2);
    }
    match range.strip_suffix("/*").filter(|kind| *kind != "*") {
        Some(kind) => word.split_once('/').filter(|(of, _)| of.eq_ignore_ascii_case(kind)).map(|_| 1),
        None => (range == "*" || range == "*/*").then_some(0),
    }
}

/// The parameter `q`; 1 if it is absent or malformed.
fn quality<'a>(mut parameters: impl Iterator<Item = &'a str>) -> Quality {
    let given = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let parsed = given.and_then(|value| value.parse::<f32>().ok()).filter(|value| (0.0..=1.0).contains(value));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 1,000")]
    parsed.map_or(QUALITY_MAX, |value| (value * f32::from(QUALITY_MAX)).round() as Quality)
}
