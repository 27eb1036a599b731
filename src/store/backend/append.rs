//! One append transaction, on whichever database: head, what exists already, insert, commit.

use super::{postgres, sqlite};
use crate::{
    event::Source,
    store::{
        error::StoreError,
        log_rows::{Existing, Head, NewEvent},
    },
};

/// Holds the lock on the log from [`AppendTransaction::head`] until it is committed or dropped.
pub struct AppendTransaction(pub(crate) Inner);

pub(crate) enum Inner {
    Sqlite(sqlite::append::AppendTransaction),
    Postgres(postgres::append::AppendTransaction),
}

impl AppendTransaction {
    /// The head, locked: no other writer appends until this transaction ends.
    pub async fn head(&mut self) -> Result<Head, StoreError> {
        match &mut self.0 {
            Inner::Sqlite(transaction) => transaction.head(),
            Inner::Postgres(transaction) => transaction.head().await,
        }
    }

    /// Which of a source's ids the log holds already.
    pub async fn existing(&mut self, source: &Source, ids: &[&str]) -> Result<Vec<Existing>, StoreError> {
        match &mut self.0 {
            Inner::Sqlite(transaction) => transaction.existing(source, ids),
            Inner::Postgres(transaction) => transaction.existing(source, ids).await,
        }
    }

    /// Both rows of each event, in the order of their positions.
    pub async fn insert(&mut self, events: &[NewEvent<'_>]) -> Result<(), StoreError> {
        match &mut self.0 {
            Inner::Sqlite(transaction) => transaction.insert(events),
            Inner::Postgres(transaction) => transaction.insert(events).await,
        }
    }

    /// Moves the head and commits. An error leaves the outcome unknown.
    pub async fn commit(self, head: Head) -> Result<(), StoreError> {
        match self.0 {
            Inner::Sqlite(transaction) => transaction.commit(head),
            Inner::Postgres(transaction) => transaction.commit(head).await,
        }
    }
}
