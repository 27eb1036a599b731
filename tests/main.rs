//! One binary for all tests, one file per guarantee.

mod api;
mod append_only;
mod architecture;
mod by_tcp;
mod check_delivery;
mod command_line;
mod config;
mod decode;
mod hostile;
mod import;
mod json;
mod kill;
mod log;
mod migrate;
mod query_page;
mod rebuild;
mod rebuild_under_load;
mod saved;
mod send_test;
mod server;
mod signature;
mod simulate;
mod support;
mod telemetry;
mod two_processes;
mod views_laws;
