//! What Clerk's bodies mean: one file per family that a view uses, and the tolerant reading they share.
//! A new family is one file here and its line in `FAMILIES` (see `body.rs`).

pub mod about;
pub mod body;
mod content;
pub mod decode_error;
pub mod invitation;
pub mod json;
pub mod membership;
pub mod occurred_at;
pub mod organization;
pub mod other;
pub mod session;
pub mod shown;
pub mod user;

pub use about::About;
pub use body::{Body, Data};
pub use decode_error::DecodeError;
pub use invitation::Invitation;
pub use membership::{Member, Membership};
pub use occurred_at::{Basis, OccurredAt};
pub use organization::{Organization, OrganizationDeleted};
pub use other::Subject;
pub use session::{Actor, LatestActivity, Session};
pub use user::{User, UserDeleted};
