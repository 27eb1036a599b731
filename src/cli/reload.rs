//! SIGHUP: reads the configuration again, and the files that it names, and puts the sources into force. A configuration
//! with a mistake changes nothing.

use std::{collections::BTreeSet, sync::Arc};

use serde::Serialize;
use tokio::signal::unix::Signal;

use super::{first_figures, one_line::one_line};
use crate::{
    api::LiveConfig,
    clock::Clock,
    config::{
        ServeConfig, Settings,
        changes::{Changes, SecretChange},
        environment::Environment,
    },
    event::{Source, SystemEvent, system::SystemEventKind},
    event_log::EventLog,
    ingest::delivery_metrics::DeliveryMetrics,
    store::Store,
    telemetry::Metrics,
};

/// What is read again, and who hears of it.
pub(super) struct Reload {
    /// The flags, which stay what they are, as does the environment of a process.
    pub(super) config: ServeConfig,
    /// What is in force.
    pub(super) settings: Settings,
    /// Where other sources come into force.
    pub(super) live_config: Arc<LiveConfig>,
    /// Where changes are recorded.
    pub(super) log: EventLog,
    /// Where that is looked up which the figures of a new source begin with.
    pub(super) store: Arc<Store>,
    /// Those figures.
    pub(super) metrics: Metrics,
    /// When.
    pub(super) clock: Clock,
}

/// The facts of a `system.configuration_changed`.
#[derive(Serialize)]
struct Configuration<'a> {
    /// Names of keys, never values.
    changed: &'a [String],
    /// Those of them that the next start brings into force.
    at_next_start: &'a [String],
}

/// The facts of a `system.secrets_changed`.
#[derive(Serialize)]
struct Secrets<'a> {
    source: &'a str,
    added: &'a [String],
    removed: &'a [String],
    retired: &'a [String],
}

impl Reload {
    /// Reloads at each signal, for ever.
    pub(super) async fn at_each(mut self, mut hangups: Signal) {
        while hangups.recv().await.is_some() {
            self.reload().await;
        }
    }

    async fn reload(&mut self) {
        let next = match self.config.resolve(&Environment::of_process()) {
            Ok(next) => next,
            Err(error) => {
                let error = one_line(&error);
                tracing::error!(error, "the configuration was not reloaded, what was in force stays so");
                return;
            }
        };
        let changes = Changes::between(&self.settings, &next);
        self.live_config.replace(&next.sources);
        self.begin_figures(&next);
        for warning in &next.warnings {
            tracing::warn!("{warning}");
        }
        if !changes.not_reloaded.is_empty() {
            tracing::warn!(keys = changes.not_reloaded.join(","), "these keys changed and need a new start");
        }
        for SecretChange { source, added, removed, retired } in &changes.secrets {
            let (added, removed, retired) = (added.join(","), removed.join(","), retired.join(","));
            tracing::info!(%source, added, removed, retired, "a source has other secrets");
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

    /// A new source that never delivers must show, as one that was there at the start does.
    fn begin_figures(&self, next: &Settings) {
        let names = next.sources.iter().map(|settings| settings.source.clone());
        let new: BTreeSet<Source> = names.filter(|name| self.settings.source(name.as_str()).is_none()).collect();
        for source in &new {
            DeliveryMetrics { metrics: &self.metrics, source }.register();
        }
        tokio::spawn(first_figures::from_log(self.metrics.clone(), Arc::clone(&self.store), new));
    }

    async fn record(&self, changes: &Changes) {
        let now = self.clock.now();
        let mut events = Vec::new();
        for SecretChange { source, added, removed, retired } in &changes.secrets {
            let facts = Secrets { source: source.as_str(), added, removed, retired };
            events.push(SystemEvent::new(SystemEventKind::SecretsChanged, now, &facts));
        }
        if !changes.keys.is_empty() {
            let facts = Configuration { changed: &changes.keys, at_next_start: &changes.not_reloaded };
            events.push(SystemEvent::new(SystemEventKind::ConfigurationChanged, now, &facts));
        }
        for event in events {
            self.log.record_best_effort(event).await;
        }
    }
}
