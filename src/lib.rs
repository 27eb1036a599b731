//! Gatelog: the audit log of who came in and who went out.
pub mod clock;
pub mod event;
pub mod store;
pub mod event_log;
pub mod ingest;
pub mod projection;
pub mod views;
pub mod config;
pub mod server;
pub mod telemetry;
