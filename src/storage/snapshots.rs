//! The limit on snapshots.

/// [Snapshots](super::Store::snapshot) at once. Each keeps old rows alive on a server, and lets the
/// write-ahead log of `SQLite` grow.
pub const SNAPSHOTS_MAX: u32 = 4;
