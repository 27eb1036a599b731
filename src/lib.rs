//! Gatelog: the audit log of who came in and who went out.
//!
//! The modules, in the order of the data's path. Each imports only from those before it, which
//! `tests/architecture.rs` checks:
//!
//! | module | what it is |
//! |---|---|
//! | [`text`] | words and identifiers, compared as people mean them |
//! | [`clock`] | moments in time, and who tells them |
//! | [`event`] | the words: events, ids, positions, and what Clerk's bodies mean |
//! | [`store`] | the database: the truth and the views |
//! | [`event_log`] | append and read; nothing updates or deletes |
//! | [`ingest`] | verify, then append |
//! | [`access`] | API keys: what they are, what they may, which there are |
//! | [`projection`] | the machinery of views: fold, checkpoint, generation, rebuild |
//! | [`views`] | users, sessions, activity |
//! | [`query`] | pages of rows, without HTTP |
//! | [`config`] | what the operator sets |
//! | [`api`] | the HTTP API and its `OpenAPI` document |
//! | [`server`] | connections, limits, shutdown |
//! | [`simulate`] | believable signed traffic |
//! | [`cli`] | one file per subcommand |
//!
//! [`telemetry`] imports none of them.

pub mod access;
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
pub mod text;
pub mod views;
