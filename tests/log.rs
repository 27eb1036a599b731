//! What the log promises, on both databases: unchanged, once, ordered, acknowledged only when committed.

mod appends;
mod conflicts;
mod queue;
mod reads;
