//! The guarantees of the log on both databases: events are unchanged, recorded once, ordered, and
//! acknowledged only after the commit.

mod appends;
mod conflicts;
mod queue;
mod reads;
