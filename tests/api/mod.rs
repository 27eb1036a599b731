//! The HTTP API of the real binary, over real HTTP.

mod access;
pub mod asking;
mod document;
mod door;
mod filters;
mod history;
mod identifiers;
mod keys;
mod names;
mod organizations;
mod pages;
mod past;
mod pitfalls;
mod queries;
mod rebuild;
mod roles;
mod scopes;
mod security_headers;
mod sessions;
mod source_keys;
mod system_activity;
mod users;
mod ways_in;
