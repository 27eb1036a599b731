//! `gatelog serve`: the service itself, until SIGTERM or Ctrl-C.

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::running::Running;
use crate::{
    clock::Clock,
    config::{ServeConfig, Settings},
};

/// What `serve` is told.
#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    pub(super) config: ServeConfig,
}

/// Serves until told to stop.
pub(super) async fn run(settings: Settings, clock: Clock) -> anyhow::Result<()> {
    let stop = stop_on_signal()?;
    let running = Running::start(settings, clock).await?;
    running.until(stop).await
}

/// Cancelled by SIGTERM or SIGINT.
pub(super) fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let cancel = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("told to stop: answering the requests that are in");
        cancel.cancel();
    });
    Ok(stop)
}
