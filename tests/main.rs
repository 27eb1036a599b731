//! One binary for all tests, one file per guarantee.

mod decode;
mod json;
mod views_laws;
//! The whole suite in one binary.

mod config;
mod server;
mod signature;
mod telemetry;
