//! What a connection may take: named, with the reasons.

use std::time::Duration;

/// Below the 1,024 open files that most systems give a process, with room for the databases.
pub const CONNECTIONS_MAX: usize = 800;

/// A head fits in one packet or a few; who needs longer holds a connection on purpose.
pub const HEAD_READ: Duration = Duration::from_secs(10);

/// The widest head is a signature header of 8 KiB and a long query; this leaves room for what proxies add.
pub const HEAD_BYTES_MAX: usize = 64 * 1024;

/// 2 MiB in this time is 70 kB/s: slower than any sender of webhooks, and twice as long as theirs waits.
pub const BODY_READ: Duration = Duration::from_secs(30);

/// Longer than the 60 s for which load balancers keep an idle connection: the one to close it must be they, or they send
/// a request into a closing connection and report 502.
pub const IDLE: Duration = Duration::from_secs(75);

/// Who takes nothing of an answer for this long is not reading it.
pub const WRITE_STALLED: Duration = Duration::from_secs(30);

/// Longer than any sender waits for an answer, and what supervisors allow before they kill.
pub const SHUTDOWN: Duration = Duration::from_secs(30);

/// Limits of the accept loop. The default is for production; tests shorten the times.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; further ones wait to be accepted.
    pub connections: usize,
    /// From the first byte of a request, or the beginning of a connection, to the end of its head.
    pub head_read: Duration,
    /// Bytes of a request's head, and of what is read ahead.
    pub head_bytes: usize,
    /// From the end of a request's head to the end of its body.
    pub body_read: Duration,
    /// From an answer to the next request.
    pub idle: Duration,
    /// Without a byte of an answer taken.
    pub write_stalled: Duration,
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
            idle: IDLE,
            write_stalled: WRITE_STALLED,
            shutdown: SHUTDOWN,
        }
    }
}
