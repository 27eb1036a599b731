//! The whole suite in one binary.

mod signature;
mod simulate;
