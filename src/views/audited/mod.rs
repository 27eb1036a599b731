//! The audited fields of users, organizations, memberships, domains and roles, declared once.
//! Tables like [`USER`] state how a field is read, when two values differ, and which action a
//! change is. Snapshots, changes, actions, sentences, histories and diffs all follow from these
//! tables.
//!
//! Undeclared fields of a body are stored as digests, so that a change is reported by name. The
//! fields in [`ignored`] are skipped, with a reason for each. An empty field that appears or
//! disappears is no change.
//!
//! [`Absent`] declares what a missing field means. By default it means unknown, so absence is
//! never a removal. If an earlier body lacked a field, the field started empty if every object
//! starts so (no ban, no connected account). Otherwise its first value is reported as first seen,
//! because it is unknown whether it changed.

pub mod carried;
pub mod compare;
pub mod digest;
pub mod field;
pub mod ignored;
pub mod organization;
pub mod snapshot;
pub mod user;

pub use carried::{CarriedFrom, CarriedOver};
pub use compare::{Change, Comparison, KeyChanges, compare};
pub use field::{Absent, Elements, Field, FieldKind};
pub use organization::{DOMAIN, MEMBERSHIP, ORGANIZATION, PERMISSION, ROLE};
pub use snapshot::{Extent, Snapshot};
pub use user::USER;
