//! Why a delivery does not verify: what is wrong with its headers, its time, its body or the secret. Pure, and for
//! operators only: at the door nobody learns this.

pub mod misreading;
pub mod rewrites;
mod style;
mod tree;
pub mod verdict;

pub use self::verdict::{Cause, Diagnosis, diagnose};
