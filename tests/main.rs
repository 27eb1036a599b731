//! One binary for all tests, one file per guarantee.

mod config;
mod decode;
mod json;
mod server;
mod signature;
mod simulate;
mod telemetry;
mod views_laws;
