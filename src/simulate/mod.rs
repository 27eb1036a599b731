//! Realistic Clerk traffic, signed and sent like Svix: for trying an endpoint, for tests and for
//! benchmarks. A history is pure and depends on its seed alone; only [`send`](send::send) reads a
//! clock and opens connections.

mod accounts;
mod body;
pub mod connection;
mod delivery;
mod devices;
mod disorder;
mod entities;
mod event_writer;
mod history;
mod json;
mod ksuid;
mod latency;
mod mix;
mod organizations;
mod paced_queue;
mod people;
pub mod report;
pub mod send;
mod sessions;
pub mod target;
pub mod test_event;
mod world;

use std::{collections::HashSet, sync::LazyLock};

pub use self::{
    delivery::{Delivery, Message},
    disorder::{Arrival, Disorder, PlannedDelivery, deliveries},
    event_writer::Timeline,
    history::{History, HistoryOptions},
    mix::Mix,
    report::Report,
    send::{SendError, SendOptions, send},
    target::Target,
};

/// Every word in simulated bodies that names somebody, something or some place.
#[must_use]
pub fn names() -> &'static HashSet<&'static str> {
    static NAMES: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| people::names().chain(devices::city_names()).filter(|name| name.len() > 3).collect());
    &NAMES
}
