//! The limits of streams, each with its reason.

use std::time::Duration;

/// A program that follows the log needs one or two, and one more while it reconnects. Each holds a
/// connection that is never evicted.
const STREAMS_PER_KEY_MAX: usize = 16;

/// A small part of the connections, so that deliveries always find one, and of the processor's
/// time: each stream reads a page for every few events.
const STREAMS_MAX: usize = 256;

/// Shorter than the idle time-out of any common proxy, and than the 15 s that the API promises.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The rows of a page were read under the key as it was then. A client that has not taken them
/// after this time is disconnected, and begins anew where it stopped.
const PAGE_TAKEN: Duration = Duration::from_secs(15);

/// Between two pages of a stream that is at the end of the log. A page of fifty rows costs little
/// more than one of five, so under load pages grow instead.
const GATHER: Duration = Duration::from_millis(20);

/// Rows of a page. More are not read faster, and would be held longer in memory.
const PAGE_ROWS: u64 = 200;

/// Pages that streams read at the same time: connections to the database, and processors, that
/// remain for deliveries and other queries.
const READS_MAX: usize = 4;

/// The default is for production; tests shorten the times.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimits {
    /// Streams at once with one key.
    pub per_key: usize,
    /// Streams at once.
    pub total: usize,
    /// Between heartbeats.
    pub heartbeat: Duration,
    /// Until the client must have taken the rows of a page.
    pub page_taken: Duration,
    /// Between two pages at the end of the log.
    pub gather: Duration,
    /// Rows of a page.
    pub page_rows: u64,
    /// Pages read at the same time.
    pub reads: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self {
            per_key: STREAMS_PER_KEY_MAX,
            total: STREAMS_MAX,
            heartbeat: HEARTBEAT,
            page_taken: PAGE_TAKEN,
            gather: GATHER,
            page_rows: PAGE_ROWS,
            reads: READS_MAX,
        }
    }
}
