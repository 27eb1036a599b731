//! The event type: an open string, never a closed list.

use std::fmt;

use super::json::Reader;

/// Longest event type kept; Clerk's longest has 31 characters.
pub const EVENT_TYPE_BYTES_MAX: usize = 128;

/// 1 to 128 characters of `[A-Za-z0-9._-]`, and not `-` alone. Anything else could break a line of the leaf or a
/// batch of the database, so the log holds no type then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventType(String);

impl EventType {
    /// A type as text; `None` when the text cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let fits = !text.is_empty() && text.len() <= EVENT_TYPE_BYTES_MAX && text != "-" && text.bytes().all(allowed);
        fits.then(|| Self(text.to_owned()))
    }

    /// The body's top-level `type`. The rest is only skipped, so that nothing in it can hide the type.
    #[must_use]
    pub fn from_body(body: &[u8]) -> Option<Self> {
        // Room for one more character, so that a type that is too long is not taken for its beginning.
        const CUT_BYTES: usize = EVENT_TYPE_BYTES_MAX + char::MAX_LEN_UTF8;
        let mut name = None;
        Reader::whole(body, |body| {
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

    /// A type as the log holds it.
    #[must_use]
    pub const fn recorded(text: String) -> Self {
        Self(text)
    }

    /// The type as text: `session.created`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the first full stop: `session`.
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
