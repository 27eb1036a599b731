//! One binary for all tests, one file per guarantee.

mod api;
mod append_only;
mod architecture;
mod by_tcp;
mod command_line;
mod config;
mod decode;
mod hostile;
mod json;
mod kill;
mod log;
mod metrics;
mod migrate;
mod query_page;
mod read_audit;
mod rebuild;
mod rebuild_under_load;
mod server;
mod signature;
mod simulate;
mod status;
mod support;
mod system_events;
mod telemetry;
mod two_processes;
mod views_laws;
