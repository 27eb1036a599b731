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
    /// SIGTERM or SIGINT begins the shutdown. A further signal ends the delay, and one after that
    /// the process at once: what is acknowledged is on disk, and senders retry the rest.
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
                    "shutting down: not ready, accepting requests for {seconds} s more; a second signal ends this delay"
                );
                tokio::select! {
                    () = tokio::time::sleep(delay) => {}
                    () = next(&mut signals) => tracing::info!("a second signal ends the shutdown delay"),
                }
            }
            tracing::info!("stopping: finishing open requests; a further signal ends the process at once");
            drain.cancel();
            next(&mut signals).await;
            tracing::warn!("a further signal ends the process; requests that are still open get no answer");
            std::process::exit(1);
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
