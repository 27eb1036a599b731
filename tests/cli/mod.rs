//! One file per command, and the configuration.

mod check_delivery;
mod command_line;
mod config;
mod demo;
mod export;
mod import;
mod migrate;
mod piped;
mod projections;
mod secrets;
mod send_test;
mod simulate;
mod status;
mod tail;
mod verify_export;
