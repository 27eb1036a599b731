//! Reloads the configuration and the files that it names on SIGHUP, and applies the sources. A
//! configuration with a mistake changes nothing.

use std::{collections::BTreeSet, sync::Arc};

use serde::Serialize;
use tokio::signal::unix::Signal;

use super::{initial_metrics, one_line::one_line};
use crate::{
    api::LiveConfig,
    clock::Clock,
    config::{
        ServeConfig, Settings,
        changes::{ConfigChanges, SecretChange},
        environment::Environment,
    },
    event::{Source, SystemEvent, system::SystemEventKind},
    event_log::EventLog,
    ingest::intake::register_metrics,
    storage::Store,
    telemetry::Metrics,
};

pub(super) struct Reload {
    /// The flags, which no reload changes.
    pub(super) config: ServeConfig,
    /// The configuration of the last successful reload.
    pub(super) settings: Settings,
    pub(super) live_config: Arc<LiveConfig>,
    pub(super) log: EventLog,
    pub(super) store: Arc<Store>,
    pub(super) metrics: Metrics,
    pub(super) clock: Clock,
}

/// The data of a `system.configuration_changed` event.
#[derive(Serialize)]
struct ConfigurationChanged<'a> {
    /// Names of keys, never values.
    changed: &'a [String],
    /// The changed keys that take effect at the next start.
    at_next_start: &'a [String],
}

/// The data of a `system.secrets_changed` event: ids of secrets.
#[derive(Serialize)]
struct SecretsChanged<'a> {
    source: &'a str,
    added: &'a [String],
    removed: &'a [String],
    retired: &'a [String],
}

impl Reload {
    pub(super) async fn on_signal(mut self, mut hangups: Signal) {
        while hangups.recv().await.is_some() {
            self.reload().await;
        }
    }

    async fn reload(&mut self) {
        let next = match self.config.resolve(&Environment::of_process()) {
            Ok(next) => next,
            Err(error) => {
                let error = one_line(&error);
                tracing::error!(error, "the configuration was not reloaded, the previous one stays in effect");
                return;
            }
        };
        let changes = ConfigChanges::between(&self.settings, &next);
        self.live_config.replace(&next.sources);
        self.initialize_metrics(&next);
        for warning in &next.warnings {
            tracing::warn!("{warning}");
        }
        if !changes.needs_restart.is_empty() {
            tracing::warn!(
                keys = changes.needs_restart.join(","),
                "these keys changed and take effect after a restart"
            );
        }
        for SecretChange { source, added, removed, retired } in &changes.secrets {
            let (added, removed, retired) = (added.join(","), removed.join(","), retired.join(","));
            tracing::info!(%source, added, removed, retired, "the secrets of a source changed");
        }
        self.record(&changes).await;
        let what = match (changes.keys.is_empty(), changes.secrets.is_empty()) {
            (false, _) => "the configuration was reloaded",
            (true, false) => "the signing secrets were reloaded: nothing else changed",
            (true, true) => "the configuration was reloaded: nothing changed",
        };
        let sources: Vec<&str> = changes.secrets.iter().map(|change| change.source.as_str()).collect();
        tracing::info!(keys = changes.keys.join(","), secrets_of = sources.join(","), "{what}");
        self.settings = next;
    }

    /// A new source has metrics from its first moment, like a source that was there at the start.
    fn initialize_metrics(&self, next: &Settings) {
        let names = next.sources.iter().map(|settings| settings.source.clone());
        let new: BTreeSet<Source> = names.filter(|name| self.settings.source(name.as_str()).is_none()).collect();
        for source in &new {
            register_metrics(&self.metrics, source);
        }
        tokio::spawn(initial_metrics::load_last_deliveries(self.metrics.clone(), Arc::clone(&self.store), new));
    }

    async fn record(&self, changes: &ConfigChanges) {
        let now = self.clock.now();
        let mut events = Vec::new();
        for SecretChange { source, added, removed, retired } in &changes.secrets {
            let facts = SecretsChanged { source: source.as_str(), added, removed, retired };
            events.push(SystemEvent::new(SystemEventKind::SecretsChanged, now, &facts));
        }
        if !changes.keys.is_empty() {
            let facts = ConfigurationChanged { changed: &changes.keys, at_next_start: &changes.needs_restart };
            events.push(SystemEvent::new(SystemEventKind::ConfigurationChanged, now, &facts));
        }
        for event in events {
            self.log.record_best_effort(event).await;
        }
    }
}
