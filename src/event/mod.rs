//! Events, their ids and types, and their positions in the log. Pure: no database, no HTTP, no
//! clock.

pub mod clerk;
mod commitment;
mod event_type;
pub mod id;
pub mod json;
mod position;
mod record;
pub mod redact;
pub mod source;
pub mod system;

pub use commitment::{Commitment, Salt};
pub use event_type::EventType;
pub use id::{EventId, EventIdError};
pub use position::{Anchor, Position, Size};
pub use record::{BodyDamage, Event, RecordedBody, RecordedEvent};
pub use source::{Source, SourceError, Via};
pub use system::SystemEvent;
