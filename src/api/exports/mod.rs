//! Whole lists as one answer: NDJSON or CSV, with a record in the log. Lists of events are
//! streamed page by page; lists of what is true now are read in one transaction and spooled.

pub(crate) mod accept;
pub(crate) mod columns;
pub(crate) mod count;
mod encode;
pub(crate) mod job;
pub mod ocsf;
mod pages;
mod record;
pub mod running;
mod snapshot;
mod spool;
