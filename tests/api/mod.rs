//! The HTTP API of the real binary, over real HTTP.

mod access;
pub mod asking;
mod door;
mod history;
mod hygiene;
mod keys;
mod pages;
mod queries;
mod rebuild;
mod scopes;
mod source_keys;
