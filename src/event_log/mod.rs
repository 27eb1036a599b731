//! The log: appends and reads. Nothing here updates or deletes.

pub mod appended;
pub mod clock_watch;
pub mod condition;
pub mod conflict;
pub mod error;
mod follow;
pub mod log;
mod queue;
pub mod read;
mod writer;

pub use self::{
    appended::Appended,
    condition::Condition,
    error::{AppendError, LogError},
    log::EventLog,
};
