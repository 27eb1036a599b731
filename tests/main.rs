//! One binary for all tests, one file per guarantee.

mod append_only;
mod architecture;
mod config;
mod decode;
mod json;
mod log;
mod migrate;
mod server;
mod signature;
mod support;
mod telemetry;
mod views_laws;
