//! Gatelog: the audit log of who came in and who went out.
pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod event;
pub mod event_log;
pub mod ingest;
pub mod projection;
pub mod query;
pub mod server;
pub mod simulate;
pub mod store;
pub mod telemetry;
pub mod views;
