//! Believable Clerk traffic, signed and sent as Svix does: for people trying their endpoint, for tests, for benchmarks.
//! The history is pure and seeded; only the sender reads a clock or opens a connection.

mod access;
mod accounts;
mod body;
mod devices;
mod entities;
mod json;
mod ksuid;
mod organizations;
mod pen;
mod people;
mod world;

pub mod connection;
pub mod delivery;
pub mod disorder;
mod feed;
pub mod history;
pub mod latency;
pub mod message;
pub mod mix;
pub mod report;
pub mod send;
pub mod target;
pub mod test_event;

pub use delivery::Delivery;
pub use disorder::{Arrival, Disorder, Planned, deliveries};
pub use history::{History, Options};
pub use message::Message;
pub use mix::Mix;
pub use pen::Pace;
pub use report::Report;
pub use send::{SendError, Sending, send};
pub use target::Target;
