//! The error of a rebuild, a check or a rollback.

use tokio::task::JoinError;

use crate::storage::StoreError;

/// A filled generation stays; the next rebuild continues with it.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error(
        "another process is rebuilding at the moment; wait for it to end (`gatelog projections` shows its progress)"
    )]
    Elsewhere,
    #[error("{name} has no copy in use that could be checked; run `gatelog projections rebuild {name}` first")]
    NotLive { name: &'static str },
    #[error(
        "{name} has no previous copy to put back: none was kept by `gatelog projections rebuild --keep-previous`, or its time is up; `gatelog projections status` lists the copies there are"
    )]
    NotKept { name: &'static str },
    #[error("another process changed the copy of {name} that was being built; run the command again")]
    Interfered { name: &'static str },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the rebuild broke off; the log lines before this one say why, and running it again is safe")]
    Fold(JoinError),
}

impl From<JoinError> for RebuildError {
    fn from(error: JoinError) -> Self {
        Self::Fold(error)
    }
}
