//! lib
#![allow(missing_docs)]
pub mod clock;
pub mod config;
pub mod event;
pub mod ingest;
pub mod projection {
    pub mod contract;
    pub use contract::*;
}
pub mod server;
pub mod telemetry;
