//! What Clerk's bodies mean: one file per family that a view uses, and the tolerant reading they share.
//! A new family is one file here and its line in `FAMILIES` (see `body.rs`).

pub mod body;
pub mod decode_error;
pub mod json;
pub mod occurred_at;
pub mod other;
pub mod session;
pub mod shown;
pub mod user;

pub use body::{Body, Data};
pub use decode_error::DecodeError;
pub use occurred_at::{Basis, OccurredAt};
pub use other::Subject;
pub use session::{Actor, LatestActivity, Session};
pub use user::{User, UserDeleted};
