//! Why an event of a family that views use says nothing to them. It is recorded and shown all the same.

/// Longest id kept in a view, in bytes; Clerk's have 32. An index entry of PostgreSQL ends at 2.7 KB.
pub const ID_BYTES_MAX: usize = 256;

/// Why the `data` of an event of a family that views use cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
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
