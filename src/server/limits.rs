//! What a connection may take: named, with the reasons.

use std::time::Duration;

/// Four times the slow senders that the drill of `tests/drills/flood` has, and with everything a connection may hold at
/// once ([`HEAD_BYTES_MAX`]) a quarter of a gibibyte.
pub const CONNECTIONS_MAX: usize = 8_192;

/// Fewer would not carry the traffic of a proxy; where the system gives less files than this needs, they run out.
pub const CONNECTIONS_MIN: usize = 64;

/// Open files that are not for connections: the databases' pools, files and locks, and what the runtime needs.
pub const FILES_RESERVED: usize = 224;

/// A head fits in one packet or a few; who needs longer holds a connection on purpose.
pub const HEAD_READ: Duration = Duration::from_secs(10);

/// The widest head is a signature header of 8 KiB and a long query; this leaves room for what proxies add. Times
/// [`CONNECTIONS_MAX`] it is what heads can take of the memory.
pub const HEAD_BYTES_MAX: usize = 32 * 1024;

/// 2 MiB in this time is 70 kB/s: slower than any sender of webhooks, and twice as long as theirs waits.
pub const BODY_READ: Duration = Duration::from_secs(30);

/// A lost packet is sent again within seconds; who sends nothing for this long has stopped.
pub const BODY_IDLE: Duration = Duration::from_secs(10);

/// From when on [`BODY_BYTES_PER_SECOND_MIN`] is asked for: most bodies are there with their head, and any sender's
/// beginning may be slow.
pub const BODY_RATE_AFTER: Duration = Duration::from_secs(10);

/// The slowest telephone line is faster; below this a body is held open on purpose.
pub const BODY_BYTES_PER_SECOND_MIN: u32 = 4 * 1024;

/// Longer than the 60 s for which load balancers keep an idle connection: the one to close it must be they, or they send
/// a request into a closing connection and report 502.
pub const IDLE: Duration = Duration::from_secs(75);

/// Who takes nothing of an answer for this long is not reading it.
pub const WRITE_STALLED: Duration = Duration::from_secs(30);

/// A peer that began or was answered less than this ago is not called slow: its next packet may be on its way.
pub const GRACE: Duration = Duration::from_secs(2);

/// Longer than any sender waits for an answer, and what supervisors allow before they kill.
pub const SHUTDOWN: Duration = Duration::from_secs(30);

/// Limits of the accept loop. The default is for production; tests shorten the times.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; for a further one the slowest gives way.
    pub connections: usize,
    /// From the first byte of a request, or the beginning of a connection, to the end of its head.
    pub head_read: Duration,
    /// Bytes of a request's head, and of what is read ahead.
    pub head_bytes: usize,
    /// From the end of a request's head to the end of its body.
    pub body_read: Duration,
    /// Without a byte of a body.
    pub body_idle: Duration,
    /// From the end of a request's head to when its body must be as fast as `body_bytes_per_second` on average.
    pub body_rate_after: Duration,
    /// Bytes of a body per second, at least.
    pub body_bytes_per_second: u32,
    /// From an answer to the next request.
    pub idle: Duration,
    /// Without a byte of an answer taken.
    pub write_stalled: Duration,
    /// Before a peer may be called slow, and give way to others.
    pub grace: Duration,
    /// From the beginning of the shutdown to its end.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: CONNECTIONS_MAX,
            head_read: HEAD_READ,
            head_bytes: HEAD_BYTES_MAX,
            body_read: BODY_READ,
            body_idle: BODY_IDLE,
            body_rate_after: BODY_RATE_AFTER,
            body_bytes_per_second: BODY_BYTES_PER_SECOND_MIN,
            idle: IDLE,
            write_stalled: WRITE_STALLED,
            grace: GRACE,
            shutdown: SHUTDOWN,
        }
    }
}
