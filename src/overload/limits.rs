//! The limits on one connection and on all connections together, each with its reason.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Four times the slow senders of the drill in `tests/drills/flood`. With everything a connection
/// may hold at once ([`HEAD_BYTES_MAX`]) this many take a quarter of a gibibyte.
pub const CONNECTIONS_MAX: usize = 8_192;

/// Fewer would not carry the traffic of a proxy. Where the system grants fewer files than this
/// needs, the process runs out of them.
pub const CONNECTIONS_MIN: usize = 64;

/// Open files that are not connections: the databases' pools, files and locks, and what the
/// runtime needs.
const FILES_RESERVED: usize = 224;

/// A head fits in one packet or a few; a sender that needs longer holds a connection on purpose.
const HEAD_READ: Duration = Duration::from_secs(10);

/// The widest head is a signature header of 8 KiB and a long query; this leaves room for what
/// proxies add. Times [`CONNECTIONS_MAX`] it bounds the memory that heads take.
pub const HEAD_BYTES_MAX: usize = 32 * 1024;

/// 2 MiB in this time is 70 kB/s: slower than any sender of webhooks, and twice as long as
/// senders wait.
const BODY_READ: Duration = Duration::from_secs(30);

/// A lost packet is sent again within seconds; a sender that is silent for this long has stopped.
const BODY_IDLE: Duration = Duration::from_secs(10);

/// The rate of a body is checked only after this time: most bodies arrive with their head, and any
/// sender may start slowly.
const BODY_RATE_AFTER: Duration = Duration::from_secs(10);

/// The slowest telephone line is faster; a slower sender holds the body open on purpose.
const BODY_BYTES_PER_SECOND_MIN: u32 = 4 * 1024;

/// Longer than the 60 s for which load balancers keep an idle connection. The balancer must be the
/// one that closes it: otherwise it sends a request into a closing connection and reports 502.
pub const IDLE: Duration = Duration::from_secs(75);

/// A client that takes no byte of a response for this long is not reading it.
const WRITE_STALLED: Duration = Duration::from_secs(30);

/// A connection that started or was answered less than this ago is not called slow: its next
/// packet may be on its way.
const GRACE: Duration = Duration::from_secs(2);

/// Longer than any sender waits for a response, and what supervisors allow before they kill.
pub const SHUTDOWN: Duration = Duration::from_secs(30);

/// The default is for production; tests shorten the times.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Connections at once; a further one evicts the one with the highest eviction priority.
    pub connections: usize,
    /// From the first byte of a request, or the start of a connection, to the end of its head.
    pub head_read: Duration,
    /// Bytes of a request's head, and of what is read ahead.
    pub head_bytes: usize,
    /// From the end of a request's head to the end of its body.
    pub body_read: Duration,
    /// Without a byte of a body.
    pub body_idle: Duration,
    /// From the end of a request's head until its body must average `body_bytes_per_second`.
    pub body_rate_after: Duration,
    /// The lowest average rate of a body.
    pub body_bytes_per_second: u32,
    /// From a response to the next request.
    pub idle: Duration,
    /// Without a byte of a response taken by the client.
    pub write_stalled: Duration,
    /// From the start of a connection or body until it may count as slow.
    pub grace: Duration,
    /// From the start of the shutdown until open connections are cut.
    pub shutdown: Duration,
}

impl Default for ConnectionLimits {
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

/// Raises this process's limit of open files as far as needed, and returns how many connections
/// the result allows: [`CONNECTIONS_MAX`] where the system permits.
#[must_use]
pub fn connections_allowed() -> usize {
    let wanted = CONNECTIONS_MAX + FILES_RESERVED;
    connections_for_files(usize::try_from(raise_open_files(wanted as u64)).unwrap_or(usize::MAX))
}

/// How many connections a limit of open files leaves room for.
#[must_use]
pub fn connections_for_files(open_files: usize) -> usize {
    open_files.saturating_sub(FILES_RESERVED).clamp(CONNECTIONS_MIN, CONNECTIONS_MAX)
}

/// Raises the soft limit of open files to `wanted`, or to the hard limit; never lowers it. Most
/// systems start a process with 1,024 and let it take many more. Returns the limit in effect.
fn raise_open_files(wanted: u64) -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None` means unlimited.
    let held = current.unwrap_or(u64::MAX);
    let possible = wanted.min(maximum.unwrap_or(u64::MAX));
    if held >= possible {
        return held;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(possible), maximum }) {
        Ok(()) => possible,
        Err(error) => {
            tracing::warn!(%error, open_files = held, "the limit of open files cannot be raised");
            held
        }
    }
}
