//! What the writer of the log reads and writes, whatever the database.

use crate::{
    clock::Timestamp,
    event::{Commitment, Event, Position, Salt, Size},
    store::body::StoredBody,
};

/// The one row of `log_head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: Size,
    /// When the last one was received.
    pub received_at: Timestamp,
}

/// An event about to be inserted.
#[derive(Debug)]
pub struct NewEvent<'a> {
    pub position: Position,
    pub received_at: Timestamp,
    pub event: &'a Event,
    pub body: StoredBody<'a>,
}

/// What is known of an event that the log holds already.
#[derive(Clone, Debug)]
pub struct Existing {
    pub svix_id: String,
    pub position: Position,
    pub commitment: Commitment,
    /// Salt and signature of its payload; `None` once that is erased.
    pub opening: Option<(Salt, String)>,
}
