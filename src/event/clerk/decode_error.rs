//! Why an event of a family that views use says nothing to them. It is recorded and shown all the same.

/// Longest id kept in a view, in bytes; Clerk's have 32. An index entry of PostgreSQL ends at 2.7 KB.
pub const ID_BYTES_MAX: usize = 256;

/// Why a body, or the `data` of an event of a family that views use, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Nothing there.
    #[error("the body is empty")]
    Empty,
    /// No JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// JSON, and no object.
    #[error("the body is JSON, but no object")]
    NotObject,
    /// Bytes that are no characters. What can be read is read all the same.
    #[error("the body is not UTF-8; what is no character in it is read as U+FFFD")]
    NotUtf8,
    /// No type that the log could keep.
    #[error("the body has no usable `type`: 1 to 128 characters of A-Z a-z 0-9 . _ -, and not - alone")]
    NoType,
    /// No object under `data`.
    #[error("`data` is missing or no object")]
    NoData,
    /// The id that a row would be keyed by is not there.
    #[error("`{field}` is missing or no text")]
    NoId {
        /// Path of the field in the body.
        field: &'static str,
    },
    /// An id over 256 bytes.
    #[error("`{field}` is longer than {max} bytes", max = ID_BYTES_MAX)]
    IdTooLong {
        /// Path of the field in the body.
        field: &'static str,
    },
}
