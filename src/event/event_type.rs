//! The type of an event: an open set of names.

use std::fmt;

use super::json::JsonReader;

/// Clerk's longest type has 31 characters.
const EVENT_TYPE_BYTES_MAX: usize = 128;

/// 1 to 128 characters of `[A-Za-z0-9._-]`, and not `-` alone. Other text could break a leaf line
/// or a database batch, so an event with such a type is recorded without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventType(String);

impl EventType {
    /// `None` if the text is no valid type.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let fits = !text.is_empty() && text.len() <= EVENT_TYPE_BYTES_MAX && text != "-" && text.bytes().all(allowed);
        fits.then(|| Self(text.to_owned()))
    }

    /// The top-level `type` of a body. The reader skips everything else without interpreting it,
    /// so that no other field can hide the type.
    #[must_use]
    pub fn from_body(body: &[u8]) -> Option<Self> {
        // Room for one more character, so that a type that is too long is not mistaken for its
        // beginning.
        const CUT_BYTES: usize = EVENT_TYPE_BYTES_MAX + char::MAX_LEN_UTF8;
        let mut name = None;
        JsonReader::read_document(body, |body| {
            body.fields(|key, field| {
                let value = field.value()?;
                if key == b"type" {
                    name = value.text(CUT_BYTES);
                }
                Ok(())
            })
        })
        .ok()?;
        Self::parse(&name?)
    }

    /// A type from the log, which was checked when it was appended.
    #[must_use]
    pub const fn recorded(text: String) -> Self {
        Self(text)
    }

    /// For example `session.created`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first full stop, for example `session`.
    #[must_use]
    pub fn family(&self) -> &str {
        self.0.split('.').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
