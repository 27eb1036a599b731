//! Explains to the operator why a delivery does not verify: wrong headers, timestamp, body or
//! secret. The sender never sees this.

mod diagnosis;
mod json;
mod misreading;
mod rewrites;

pub use self::{
    diagnosis::{Cause, Diagnosis, VerificationRules, diagnose},
    misreading::Misreading,
};
