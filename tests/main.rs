//! The whole suite in one binary.

mod config;
mod server;
mod signature;
mod telemetry;
