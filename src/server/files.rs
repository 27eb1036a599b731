//! How many connections the system lets this process have. It raises the limit as far as it may, and no further than is
//! wanted.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::limits::{CONNECTIONS_MAX, CONNECTIONS_MIN, FILES_RESERVED};

/// How many connections may be open at once: as many as are wanted where the system gives the open files for them.
#[must_use]
pub fn connections() -> usize {
    let wanted = CONNECTIONS_MAX + FILES_RESERVED;
    connections_of(usize::try_from(raise(wanted as u64)).unwrap_or(usize::MAX))
}

/// How many connections so many open files are enough for.
#[must_use]
pub fn connections_of(files: usize) -> usize {
    files.saturating_sub(FILES_RESERVED).clamp(CONNECTIONS_MIN, CONNECTIONS_MAX)
}

/// Raises the soft limit of open files to what is wanted, or to the hard limit; never lowers it. Most systems give 1,024
/// and let a process take many more. Returns what holds now.
fn raise(wanted: u64) -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None` is without a limit.
    let held = current.unwrap_or(u64::MAX);
    let possible = wanted.min(maximum.unwrap_or(u64::MAX));
    if held >= possible {
        return held;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(possible), maximum }) {
        Ok(()) => possible,
        Err(error) => {
            tracing::warn!(%error, files = held, "the limit of open files cannot be raised");
            held
        }
    }
}
