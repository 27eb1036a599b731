//! A name for one request. Ours alone: what a client sends is not taken over, it could forge lines of the log.

use poem::http::HeaderName;
use uuid::Uuid;

/// The header that carries it in every answer.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request: in the answer, in problems, in log lines.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    /// A fresh one; later ones sort behind it.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7().simple().to_string())
    }
}
