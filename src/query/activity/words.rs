//! Words for single values in a sentence.

use serde_json::Value;

use crate::views::audited::FieldKind;

/// `Macintosh` and `iPhone`, but `a desktop`.
pub(super) fn with_article(device: &str) -> String {
    if device.chars().all(|letter| letter.is_ascii_lowercase()) { format!("a {device}") } else { device.to_owned() }
}

pub(super) fn turned(noun: &str, from: Option<&str>, to: Option<&str>) -> String {
    let was = was(noun);
    match (from, to) {
        (Some(from), Some(to)) => format!("changed from {from} to {to}"),
        (None, Some(to)) => format!("{was} set to {to}"),
        (Some(from), None) => format!("{was} removed; {} {was} {from}", it(noun)),
        (None, None) => "changed".to_owned(),
    }
}

pub(super) fn is(noun: &str) -> &'static str {
    if is_plural(noun) { "are" } else { "is" }
}

pub(super) fn was(noun: &str) -> &'static str {
    if is_plural(noun) { "were" } else { "was" }
}

pub(super) fn it(noun: &str) -> &'static str {
    if is_plural(noun) { "they" } else { "it" }
}

/// Decided by the head of the noun phrase: `set` in `set of roles`.
fn is_plural(noun: &str) -> bool {
    let head = [" of ", " in "].iter().fold(noun, |head, word| head.split_once(word).map_or(head, |(head, _)| head));
    head.ends_with('s') && !head.ends_with("ss")
}

pub(super) fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), shortened)
}

/// The value of a field; `None` if it has none.
pub(super) fn valued(kind: FieldKind, value: Option<&Value>) -> Option<String> {
    let value = value.filter(|value| !value.is_null())?;
    Some(match (kind, value) {
        (FieldKind::Flag(..), Value::Bool(on)) => if *on { "on" } else { "off" }.to_owned(),
        (FieldKind::Time(_) | FieldKind::LockoutSeconds(_), Value::String(at)) => time(at),
        _ => value_text(value),
    })
}

/// An API time in words: `2026-10-13 04:12:00 UTC`.
pub(super) fn time(at: &str) -> String {
    let Some((date, time)) = at.strip_suffix('Z').and_then(|at| at.split_once('T')) else { return at.to_owned() };
    format!("{date} {} UTC", time.split_once('.').map_or(time, |(seconds, _)| seconds))
}

/// Maximum bytes of a text in a sentence. Stored names have up to 128 bytes, so truncated names
/// are longer.
const TEXT_BYTES_MAX: usize = 120;

fn shortened(text: &str) -> String {
    if text.len() <= TEXT_BYTES_MAX {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(TEXT_BYTES_MAX)])
}

/// `oauth_google` is an account at `google`; an address stays as it is.
pub(super) fn provider(word: &str) -> &str {
    word.strip_prefix("oauth_").unwrap_or(word)
}

/// Maximum number of names in a sentence; the rest is counted.
const NAMES_MAX: usize = 10;

/// Names, or the first ones if there are many.
pub(super) fn some_of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(NAMES_MAX);
    let said = names.take(NAMES_MAX).map(shortened).collect::<Vec<_>>().join(", ");
    if more == 0 { said } else { format!("{said} and {more} more") }
}

pub(super) fn role(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(|role| without_prefix(role).to_owned())
}

/// A role without its prefix.
pub(super) fn without_prefix(role: &str) -> &str {
    role.strip_prefix("org:").unwrap_or(role)
}
