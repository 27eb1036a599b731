//! Whole lists as one answer: NDJSON or CSV, streamed page by page, with a record in the log.

pub(crate) mod accept;
pub(crate) mod columns;
mod encode;
pub(crate) mod job;
mod negotiation;
pub mod running;
