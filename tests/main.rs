//! One binary for all tests, one file per guarantee.

mod api;
mod append_only;
mod architecture;
mod bad_inputs;
mod by_tcp;
mod command_line;
mod config;
mod decode;
mod deploy;
mod hostile;
mod json;
mod kill;
mod log;
mod migrate;
mod query_page;
mod rebuild;
mod rebuild_under_load;
mod server;
mod shown;
mod signature;
mod simulate;
mod support;
mod telemetry;
mod two_processes;
mod vectors;
mod views_laws;
