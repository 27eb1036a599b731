//! What is audited of users, organizations, memberships, domains and roles, declared once: tables
//! like [`USER`] say of each field how it is read, when two values differ,
//! and which action that is. The snapshot in a row, the changes and actions of `activity`, the
//! sentence about them, histories and differences all follow from these tables.
//!
//! A body also holds fields that no table names: those are kept as digests, so that a change of
//! one is told by its name. Only what [`ignored`] lists, with the reason, is no change, and that an
//! empty field appears or is gone.
//!
//! What a body without a field says is declared by [`Absent`]. In general: a body that lacks a
//! field says nothing of it, so absence is never a removal. A field that an earlier body lacked
//! began empty where nobody begins otherwise (no ban, no account elsewhere); else it is told for
//! the first time, and nobody can say whether it changed.

pub mod carried;
pub mod compare;
pub mod digest;
pub mod field;
pub mod ignored;
pub mod organization;
pub mod snapshot;
pub mod user;

pub use compare::{Change, Comparison, KeyChanges, compare};
pub use field::{Absent, Elements, Field, FieldKind};
pub use organization::{DOMAIN, MEMBERSHIP, ORGANIZATION, PERMISSION, ROLE};
pub use snapshot::{Extent, Snapshot};
pub use user::USER;
