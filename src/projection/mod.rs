//! The machinery of projections: contract, row store, checkpoints, generations, the projector, rebuilds.
//! Knows no view by name.

pub mod check;
mod checkpoint;
pub mod contract;
mod fill;
pub mod generation;
pub mod projector;
pub mod rebuild;
pub mod retire;
mod row_store;
pub mod view;

pub use check::{Difference, Wrong};
pub use contract::{Index, Projection, Row};
pub use projector::Projector;
pub use rebuild::{Progress, Rebuild, RebuildError};
pub use view::View;
