//! `gatelog serve`: runs the service until SIGTERM or Ctrl-C.

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{reload::Reload, service::Service};
use crate::{
    api::Api,
    clock::Clock,
    config::{ServeConfig, Settings},
};

#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    pub(super) config: ServeConfig,
}

/// SIGHUP reloads the configuration.
pub(super) async fn run(config: ServeConfig, settings: Settings, clock: Clock) -> anyhow::Result<()> {
    let stop = stop_on_signal()?;
    // Registered before the start, which may take long: an unhandled SIGHUP ends the process.
    let hangups = signal(SignalKind::hangup())?;
    let service = Service::start(settings.clone(), clock.clone()).await?;
    let Api { live_config, log, store, metrics, .. } = service.api.clone();
    let reload = tokio::spawn(Reload { config, settings, live_config, log, store, metrics, clock }.on_signal(hangups));
    let served = service.serve_until(stop).await;
    reload.abort();
    served
}

/// SIGTERM and SIGINT cancel the token.
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
        tracing::info!("stopping: finishing open requests");
        cancel.cancel();
    });
    Ok(stop)
}
