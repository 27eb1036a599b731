//! The source text of one JSON value, and its conversion to the type that the caller expects. A
//! value of another type converts to `None`.

use std::{borrow::Cow, char::REPLACEMENT_CHARACTER};

/// The source text of a well-formed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawJson<'a>(&'a [u8]);

/// The most bytes that can be missing from the last character of a cut text.
const CHARACTER_REST_BYTES_MAX: usize = char::MAX_LEN_UTF8 - 1;

impl<'a> RawJson<'a> {
    /// For the reader, which checks that the value is well formed.
    pub(super) const fn new(value: &'a [u8]) -> Self {
        Self(value)
    }

    #[must_use]
    pub const fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// A string, cut after the last character that ends within `bytes_max`. U+FFFD replaces
    /// U+0000, which PostgreSQL does not store, lone surrogates, and bytes that are not UTF-8.
    #[must_use]
    pub fn text(self, bytes_max: usize) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        if inner.contains(&b'\\') {
            return Some(Cow::Owned(unescape(inner, bytes_max)));
        }
        Some(match plain(inner, bytes_max) {
            Cow::Borrowed(text) => Cow::Borrowed(cut(text, bytes_max)),
            Cow::Owned(text) => Cow::Owned(cut(&text, bytes_max).to_owned()),
        })
    }

    /// A number of digits only (no sign, fraction or exponent) that fits into an `i64`.
    #[must_use]
    pub fn integer(self) -> Option<i64> {
        // `parse` accepts a sign.
        if !self.0.first()?.is_ascii_digit() {
            return None;
        }
        str::from_utf8(self.0).ok()?.parse().ok()
    }

    #[must_use]
    pub fn boolean(self) -> Option<bool> {
        match self.0 {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }
}

/// Bytes without escapes as text, up to the length that the cut needs.
fn plain(bytes: &[u8], bytes_max: usize) -> Cow<'_, str> {
    let bytes = &bytes[..bytes.len().min(bytes_max.saturating_add(CHARACTER_REST_BYTES_MAX))];
    // The strict conversion is tried first: it checks eight bytes at a time, the lossy one each
    // character.
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

fn cut(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}

/// The content of a string with its escapes resolved, cut like [`RawJson::text`].
pub(super) fn unescape(mut rest: &[u8], bytes_max: usize) -> String {
    let mut text = String::with_capacity(rest.len().min(bytes_max));
    while text.len() < bytes_max {
        let before = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        text.push_str(&plain(&rest[..before], bytes_max));
        rest = &rest[before..];
        let Some((character, width)) = escaped(rest) else { break };
        text.push(character);
        rest = &rest[width..];
    }
    text.truncate(text.floor_char_boundary(bytes_max));
    text
}

/// The character of the escape at the start of `rest`, and the length of the escape in bytes.
fn escaped(rest: &[u8]) -> Option<(char, usize)> {
    let short = |character| Some((character, 2));
    match *rest.get(1)? {
        b'b' => short('\u{8}'),
        b'f' => short('\u{c}'),
        b'n' => short('\n'),
        b'r' => short('\r'),
        b't' => short('\t'),
        b'u' => {
            let (first, second) = (code_unit(rest)?, rest.get(6..).and_then(code_unit));
            if let (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) = (first, second) {
                let character = char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00));
                return Some((character.unwrap_or(REPLACEMENT_CHARACTER), 12));
            }
            let character = char::from_u32(first).filter(|character| *character != '\0');
            Some((character.unwrap_or(REPLACEMENT_CHARACTER), 6))
        }
        other => short(char::from(other)),
    }
}

/// The value of `\uXXXX` at the start of `rest`.
fn code_unit(rest: &[u8]) -> Option<u32> {
    let hex = rest.strip_prefix(b"\\u")?.get(..4)?;
    u32::from_str_radix(str::from_utf8(hex).ok()?, 16).ok()
}
