//! How a process hears of the log's new sizes, its own and those of others. Reads no event.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{error::LogError, read};
use crate::{
    event::Size,
    store::{Store, StoreError},
};

/// How often the size is read again where no notice of another process's append comes through.
const SIZE_POLL: Duration = Duration::from_secs(2);

/// Publishes sizes that other processes' appends bring about: by notice where there are notices, by a slow poll always.
pub(super) async fn follow(store: Arc<Store>, publish: Arc<watch::Sender<Size>>) {
    let mut listener = None;
    loop {
        if listener.is_none() {
            listener = store.listen().await.unwrap_or_else(|error| {
                if !store.is_away(&error) {
                    tracing::warn!(%error, "no notices of appends by other processes, polling instead");
                }
                None
            });
        }
        let noticed = match &mut listener {
            None => {
                tokio::time::sleep(SIZE_POLL).await;
                None
            }
            Some(listening) => match tokio::time::timeout(SIZE_POLL, listening.recv()).await {
                Ok(Ok(notice)) => notice.payload().parse().ok().map(Size),
                Ok(Err(error)) => {
                    let error = StoreError::from(error);
                    if !store.is_away(&error) {
                        tracing::warn!(%error, "the notices of appends by other processes broke off");
                    }
                    listener = None;
                    tokio::time::sleep(SIZE_POLL).await;
                    None
                }
                Err(_nothing_for_a_while) => None,
            },
        };
        match noticed {
            Some(size) => grow(&publish, size),
            None => match read::size(&store).await {
                Ok(size) => grow(&publish, size),
                Err(LogError::Store(error)) if store.is_away(&error) => {}
                Err(error) => tracing::warn!(%error, "the size of the log could not be read"),
            },
        }
    }
}

/// Publishes a size unless a larger one is known.
pub(super) fn grow(publish: &watch::Sender<Size>, size: Size) {
    publish.send_if_modified(|known| {
        let larger = size > *known;
        if larger {
            *known = size;
        }
        larger
    });
}
