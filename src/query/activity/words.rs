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

pub(super) fn elements(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array).into_iter().flatten().map(shown).collect()
}

/// `oauth_google eac_1` is an account at `google`; an address stays as it is.
pub(super) fn provider(element: String) -> String {
    match element.split_once(' ') {
        Some((provider, _)) => provider.strip_prefix("oauth_").unwrap_or(provider).to_owned(),
        None => element,
    }
}

pub(super) fn role(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(|role| short_role(role).to_owned())
}

pub(super) fn short_role(role: &str) -> &str {
    role.strip_prefix("org:").unwrap_or(role)
}
