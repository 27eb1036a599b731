//! The guarantees of README.md, one file or folder per row of its table.

mod append_only;
pub mod as_of;
mod durable;
mod never_blocking;
mod once;
pub mod order_insensitive;
mod ordered;
pub mod rebuildable;
mod unchanged;
mod verified;
