//! How single values are said in a sentence. Knows neither events nor fields.

use serde_json::Value;

/// `Macintosh` and `iPhone`, but `a desktop`.
pub(super) fn with_article(device: &str) -> String {
    if device.chars().all(|letter| letter.is_ascii_lowercase()) { format!("a {device}") } else { device.to_owned() }
}

pub(super) fn turned(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("changed from {from} to {to}"),
        (None, Some(to)) => format!("was set to {to}"),
        (Some(from), None) => format!("was removed; it was {from}"),
        (None, None) => "changed".to_owned(),
    }
}

pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `oauth_google` is an account at `google`; an address stays as it is.
pub(super) fn provider(word: &str) -> &str {
    word.strip_prefix("oauth_").unwrap_or(word)
}

/// Names that are said in a sentence; of more, how many there are is.
const NAMES_MAX: usize = 10;

/// Names, the first of them if there are many.
pub(super) fn some_of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(NAMES_MAX);
    let said = names.take(NAMES_MAX).collect::<Vec<_>>().join(", ");
    if more == 0 { said } else { format!("{said} and {more} more") }
}

pub(super) fn role(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(|role| without_prefix(role).to_owned())
}

/// A role as it was sent, without its prefix.
pub(super) fn without_prefix(role: &str) -> &str {
    role.strip_prefix("org:").unwrap_or(role)
}
