//! Why a question is not answered.

use sea_orm::DbErr;

use crate::{event::Size, store::StoreError};

/// Why a question is not answered. What was not found is `None`, not an error.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The view has no built copy by this binary's rules yet.
    #[error("the view {name} is being built: {checkpoint} of {size} events")]
    Building {
        /// Which view.
        name: &'static str,
        /// How many events the copy that is being built has folded.
        checkpoint: Size,
        /// How many there are.
        size: Size,
    },
    /// A parameter that means nothing here.
    #[error("{name}: {reason}")]
    Parameter {
        /// Which parameter.
        name: &'static str,
        /// What is wrong with it and what to write instead.
        reason: String,
    },
    /// More than one source knows the id.
    #[error("the sources {} all hold this id", .sources.join(", "))]
    Ambiguous {
        /// Which ones.
        sources: Vec<String>,
    },
    /// The database says no, or not in time.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for QueryError {
    fn from(error: DbErr) -> Self {
        Self::Store(error.into())
    }
}
