//! Publishes the size of the log as other processes append to it.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    event::Size,
    storage::{Store, StoreError},
};

/// How often the size is read when no notification arrives.
const SIZE_POLL_INTERVAL: Duration = Duration::from_secs(2);

/// Publishes each new size: by notification where the database has them, and always by a slow
/// poll.
pub(super) async fn follow(store: Arc<Store>, publish: Arc<watch::Sender<Size>>) {
    let mut listener = None;
    loop {
        if listener.is_none() {
            listener = store.log().listen().await.unwrap_or_else(|error| {
                if !store.is_away(&error) {
                    tracing::warn!(%error, "listening for appends of other processes failed; polling instead");
                }
                None
            });
        }
        let notified = match &mut listener {
            None => {
                tokio::time::sleep(SIZE_POLL_INTERVAL).await;
                None
            }
            Some(listening) => match tokio::time::timeout(SIZE_POLL_INTERVAL, listening.recv()).await {
                Ok(Ok(notification)) => notification.payload().parse().ok().map(Size),
                Ok(Err(error)) => {
                    let error = StoreError::from(error);
                    if !store.is_away(&error) {
                        tracing::warn!(%error, "notifications of appends by other processes stopped");
                    }
                    listener = None;
                    tokio::time::sleep(SIZE_POLL_INTERVAL).await;
                    None
                }
                Err(_elapsed) => None,
            },
        };
        match notified {
            Some(size) => publish_if_larger(&publish, size),
            None => match store.log().size().await {
                Ok(size) => publish_if_larger(&publish, size),
                Err(error) if store.is_away(&error) => {}
                Err(error) => tracing::warn!(%error, "the size of the log could not be read"),
            },
        }
    }
}

pub(super) fn publish_if_larger(publish: &watch::Sender<Size>, size: Size) {
    publish.send_if_modified(|published| {
        let larger = size > *published;
        if larger {
            *published = size;
        }
        larger
    });
}
