//! Request ids: the one of the client or proxy if it is safe to log, otherwise a new one.

use poem::http::{HeaderMap, HeaderName};
use uuid::Uuid;

/// Header of the request id, in requests and responses.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is accepted, in bytes. A UUID has 36.
const TAKEN_BYTES_MAX: usize = 64;

/// Id of a request, in the response, in problems and in log lines.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    /// A new id. Later ids sort after earlier ones.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7().simple().to_string())
    }

    /// The id of a request if it has one of 1 to 64 characters `[A-Za-z0-9._-]`: a line feed or a
    /// quotation mark could forge log lines. Otherwise a new one.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(HEADER).iter();
        let (Some(given), None) = (given.next(), given.next()) else { return Self::fresh() };
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let harmless = |name: &&str| (1..=TAKEN_BYTES_MAX).contains(&name.len()) && name.as_bytes().iter().all(allowed);
        given.to_str().ok().filter(harmless).map_or_else(Self::fresh, |name| Self(name.to_owned()))
    }
}
