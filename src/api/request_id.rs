//! A name for one request: the client's or the proxy's where that can do no harm in a line of the log, else ours.

use poem::http::{HeaderMap, HeaderName};
use uuid::Uuid;

/// The header that carries it, in and out.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest name taken over, in bytes: a UUID has 36.
const TAKEN_BYTES_MAX: usize = 64;

/// Names one request: in the answer, in problems, in log lines.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    /// A fresh one; later ones sort behind it.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7().simple().to_string())
    }

    /// The one that a request brings, if it is one name of 1 to 64 characters of `[A-Za-z0-9._-]`: with a line feed or a
    /// quotation mark it could forge lines of the log. Else a fresh one.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(HEADER).iter();
        let (Some(given), None) = (given.next(), given.next()) else { return Self::fresh() };
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let harmless = |name: &&str| (1..=TAKEN_BYTES_MAX).contains(&name.len()) && name.as_bytes().iter().all(allowed);
        given.to_str().ok().filter(harmless).map_or_else(Self::fresh, |name| Self(name.to_owned()))
    }
}
