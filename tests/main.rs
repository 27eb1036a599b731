//! One binary for all tests, one file per guarantee.

mod config;
mod decode;
mod json;
mod log;
mod query_page;
mod rebuild;
mod server;
mod signature;
mod simulate;
mod support;
mod telemetry;
mod views_laws;
