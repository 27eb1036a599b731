//! The log: appends and reads. Nothing here updates or deletes.

pub mod conflict;
pub mod error;
pub mod log;
mod queue;
mod read;
mod writer;

pub use self::{
    error::{AppendError, LogError},
    log::{Appended, EventLog},
};
