//! `gatelog serve`: the service itself, until SIGTERM or Ctrl-C.

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{reload::Reload, running::Running};
use crate::{
    api::Api,
    clock::Clock,
    config::{ServeConfig, Settings},
};

/// What `serve` is told.
#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    pub(super) config: ServeConfig,
}

/// Serves until told to stop. SIGHUP reloads the configuration.
pub(super) async fn run(config: ServeConfig, settings: Settings, clock: Clock) -> anyhow::Result<()> {
    let stop = stop_on_signal()?;
    // Before the start, which may take long: a signal that nobody waits for would end the process.
    let hangups = signal(SignalKind::hangup())?;
    let running = Running::start(settings.clone(), clock.clone()).await?;
    let Api { live_config, log, store, metrics, .. } = running.api.clone();
    let reload = tokio::spawn(Reload { config, settings, live_config, log, store, metrics, clock }.at_each(hangups));
    let served = running.until(stop).await;
    reload.abort();
    served
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
