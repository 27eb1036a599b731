//! Gatelog: an audit log of Clerk webhooks.
//!
//! The modules, in the order in which an event passes through them. Each imports only the modules
//! above it, which `tests/project/architecture/mod.rs` checks:
//!
//! | module | contents |
//! |---|---|
//! | [`text`] | identifiers, names and addresses, normalised for comparison |
//! | [`clock`] | timestamps and the system clock |
//! | [`event`] | events, ids and positions, and the decoding of Clerk's payloads |
//! | [`storage`] | the databases of the log and of the views |
//! | [`event_log`] | append, read, subscribe; nothing updates or deletes |
//! | [`overload`] | limits on connections, bodies, verification and log lines |
//! | [`ingest`] | verify a delivery, then append it |
//! | [`access`] | API keys, scopes and grants |
//! | [`projection`] | the framework of projections: fold, checkpoint, generation, rebuild |
//! | [`views`] | the projections: users, sessions, activity and others |
//! | [`query`] | pages of rows, without HTTP |
//! | [`config`] | file, environment and flags, merged and validated |
//! | [`web`] | the files of the page for people |
//! | [`api`] | webhooks and the query API over HTTP, with the `OpenAPI` document |
//! | [`server`] | the accept loop and the shutdown |
//! | [`simulate`] | realistic signed traffic |
//! | [`cli`] | one file per subcommand |
//!
//! All of them may import [`telemetry`], which imports none of them.

pub mod access;
pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod event;
pub mod event_log;
pub mod ingest;
pub mod overload;
pub mod projection;
pub mod query;
pub mod server;
pub mod simulate;
pub mod storage;
pub mod telemetry;
pub mod text;
pub mod views;
pub mod web;
