//! The machinery of projections: contract, row store, checkpoints, generations, the projector, rebuilds.
//! Knows no view by name.

pub mod contract;
pub mod generation;

pub use contract::{Index, Projection, Row};
