//! A lock that one process holds.

use std::fmt;

use async_trait::async_trait;

use super::error::StoreError;

/// Lapses with the process that holds it.
#[async_trait]
pub trait HeldLock: fmt::Debug + Send + Sync {
    /// Gives the lock back at once. Dropped, it lapses too, but on `PostgreSQL` only when the
    /// server notices that its connection is gone.
    async fn release(self: Box<Self>) -> Result<(), StoreError>;
}
