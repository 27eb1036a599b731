//! Projections: the contract, rows, checkpoints, generations, the projector, and the operations
//! that rebuild, check, retry and drop generations. Knows no view by name.

pub mod build_cache;
mod chain;
pub mod check;
mod checkpoint;
pub mod contract;
pub mod deps;
pub mod failure;
mod fill;
pub mod garbage;
pub mod generation;
pub mod log_behind_views;
mod packing;
pub mod progress;
pub mod projector;
pub mod rebuild;
pub mod rebuild_error;
pub mod rebuilt;
mod retry;
mod rollback;
pub mod row_store;
mod stored_row;
mod target_table;
pub mod view;

pub use check::{Checked, Difference, DifferenceKind};
pub(crate) use contract::stored_whole;
pub use contract::{CHAIN_COLUMNS, Index, IndexKind, Link, Predecessor, Projection, Row};
pub use deps::Deps;
pub use progress::{Progress, Silent};
pub use projector::Projector;
pub use rebuild::Rebuild;
pub use rebuild_error::RebuildError;
pub use rebuilt::Rebuilt;
pub use retry::Retried;
pub use rollback::KEEP_PREVIOUS_MAX;
pub use view::View;
