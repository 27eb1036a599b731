//! Why a rebuild or a check ended early.

use crate::{event_log::LogError, store::StoreError};

/// Why a rebuild ended early. What it filled stays, and is where the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// One rebuilder at a time.
    #[error(
        "another process is rebuilding at the moment; wait for it to end (`gatelog projections` shows its progress)"
    )]
    Elsewhere,
    /// Nothing to compare with.
    #[error("{name} has no live generation to check; run `gatelog projections rebuild {name}`")]
    NotLive {
        /// The projection.
        name: &'static str,
    },
    /// Nothing to put back.
    #[error(
        "{name} has no previous generation to put back: none was kept by `gatelog projections rebuild --keep-previous`, or its time is up"
    )]
    NotKept {
        /// The projection.
        name: &'static str,
    },
    /// The generation was changed by somebody else meanwhile.
    #[error("{name}: the generation being built was changed by another process; run the command again")]
    Interfered {
        /// The projection.
        name: &'static str,
    },
    /// The database says no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Folding ended abnormally.
    #[error("folding ended abnormally: {0}")]
    Fold(#[from] tokio::task::JoinError),
}
