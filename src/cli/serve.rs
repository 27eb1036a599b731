//! `gatelog serve`: runs the service until SIGTERM or Ctrl-C.

use std::io::{self, IsTerminal as _, Write as _};

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{reload::Reload, service::Service, shutdown::Shutdown, start_summary::StartSummary};
use crate::{
    api::Api,
    clock::Clock,
    config::{ServeConfig, Settings},
    telemetry::LogFormat,
};

#[derive(Args, Debug)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) config: ServeConfig,
}

/// SIGHUP reloads the configuration.
pub(super) async fn run(config: ServeConfig, settings: Settings, clock: Clock) -> anyhow::Result<()> {
    let shutdown = Shutdown::on_signal(settings.shutdown_delay)?;
    // Registered before the start, which may take long: an unhandled SIGHUP ends the process.
    let hangups = signal(SignalKind::hangup())?;
    let service = Service::start(settings.clone(), clock.clone(), shutdown.begun).await?;
    if shows_summary(&settings) {
        let summary = StartSummary::read(&service, &settings).await?;
        // A closed standard error does not stop the service.
        drop(write!(io::stderr(), "{summary}"));
    }
    let Api { live_config, log, store, metrics, .. } = service.api.clone();
    let reload = tokio::spawn(Reload { config, settings, live_config, log, store, metrics, clock }.on_signal(hangups));
    let served = service.serve_until(shutdown.drain).await;
    reload.abort();
    served
}

/// Whether a summary for people replaces the log lines of the start.
pub(super) fn shows_summary(settings: &Settings) -> bool {
    settings.log_format == LogFormat::Text && io::stderr().is_terminal()
}
