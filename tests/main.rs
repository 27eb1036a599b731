//! The whole suite in one binary.

mod config;
mod signature;
mod telemetry;
