//! The words every other module speaks: events, their ids, their places in the log.
//! No database, no HTTP, no clock, no async.

pub mod anchor;
pub mod clerk;
pub mod commitment;
pub mod id;
pub mod json;
pub mod position;
pub mod recorded;
pub mod shown;
pub mod source;
pub mod system;
pub mod type_name;
pub mod verified;

pub use anchor::Anchor;
pub use commitment::{Commitment, Salt};
pub use id::{EventId, EventIdError};
pub use position::{Position, Size};
pub use recorded::RecordedEvent;
pub use source::{Source, SourceError, Via};
pub use system::SystemEvent;
pub use type_name::EventType;
pub use verified::Event;
