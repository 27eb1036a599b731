//! The shutdown of a running service, in two steps: it stops being ready, and after a delay it
//! stops accepting requests.

use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

#[derive(Clone, Debug, Default)]
pub(super) struct Shutdown {
    /// Cancelled by the first signal: the service is not ready any more.
    pub(super) begun: CancellationToken,
    /// Cancelled after the delay: the server accepts no more connections, and drains.
    pub(super) drain: CancellationToken,
}

impl Shutdown {
    /// SIGTERM or SIGINT begins the shutdown; a second signal ends the delay.
    pub(super) fn on_signal(delay: Duration) -> anyhow::Result<Self> {
        let shutdown = Self::default();
        let mut signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let Self { begun, drain } = shutdown.clone();
        tokio::spawn(async move {
            next(&mut signals).await;
            begun.cancel();
            if !delay.is_zero() {
                let seconds = delay.as_secs();
                tracing::info!(
                    shutdown_delay_seconds = seconds,
                    "shutting down: not ready, accepting requests for {seconds} s more"
                );
                tokio::select! {
                    () = tokio::time::sleep(delay) => {}
                    () = next(&mut signals) => tracing::info!("a second signal ends the shutdown delay"),
                }
            }
            tracing::info!("stopping: finishing open requests");
            drain.cancel();
        });
        Ok(shutdown)
    }
}

async fn next((terminate, interrupt): &mut (Signal, Signal)) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
