//! The append-only event log: append, read, subscribe. Nothing here updates or deletes.

pub mod clock_watch;
mod follow;
mod health;
mod log;
mod outcome;
mod queue;
pub mod read;
mod writer;

pub use self::{
    health::LogHealth,
    log::{EventLog, LogOptions},
    outcome::{AppendError, AppendOutcome},
};
