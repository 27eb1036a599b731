//! The machinery of projections: contract, row store, checkpoints, generations, the projector, rebuilds.
//! Knows no view by name.

mod chain;
pub mod check;
mod checkpoint;
pub mod contract;
mod fill;
pub mod generation;
mod packing;
pub mod progress;
pub mod projector;
mod put_back;
mod reach;
pub mod rebuild;
pub mod rebuild_error;
pub mod rebuilt;
pub mod remembered;
mod restored;
pub mod retire;
mod retry;
pub mod roll_back;
pub mod row_store;
mod table_rows;
pub mod view;

pub use check::{Checked, Difference, Wrong};
pub(crate) use contract::stored_whole;
pub use contract::{CHAIN_COLUMNS, Earlier, Index, IndexKind, Link, Projection, Row};
pub use progress::{Progress, Silent};
pub use projector::Projector;
pub use put_back::KEEP_PREVIOUS_MAX;
pub use rebuild::Rebuild;
pub use rebuild_error::RebuildError;
pub use rebuilt::Rebuilt;
pub use retry::Retried;
pub use view::View;
