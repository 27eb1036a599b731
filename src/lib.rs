//! lib
#![allow(missing_docs)]
pub mod cli;
pub mod clock;
pub mod event;
pub mod ingest;
pub mod projection {
    pub mod contract;
    pub use contract::*;
}
pub mod simulate;
