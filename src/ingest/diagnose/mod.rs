//! Explains to the operator why a delivery does not verify: wrong headers, timestamp, body or
//! secret. The sender never sees this.

pub mod diagnosis;
mod json;
pub mod misreading;
pub mod rewrites;

pub use self::diagnosis::{Cause, Diagnosis, VerificationRules, diagnose};
