//! Decodes Clerk's event bodies: one file per event family that a view uses, and the tolerant
//! field readers they share. To add a family, add its file here and its line in `FAMILIES` in
//! `body.rs`.

pub(super) mod allowed_fields;
pub mod body;
pub mod fields;
mod invitation;
mod membership;
mod occurred_at;
mod organization;
mod other;
pub mod session;
mod subjects;
mod user;

pub use body::{Body, Data};
pub use fields::DecodeError;
pub use invitation::Invitation;
pub use membership::{Member, Membership};
pub use occurred_at::{OccurredAt, OccurredAtBasis};
pub use organization::{Organization, OrganizationDeleted};
pub use other::OtherData;
pub use session::{LatestActivity, Session, SessionActor};
pub use subjects::EventSubjects;
pub use user::{User, UserDeleted};
