//! lib
#![allow(missing_docs)]
pub mod clock;
pub mod event;
pub mod views;
pub mod projection {
    pub mod contract;
    pub use contract::*;
}
