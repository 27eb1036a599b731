//! The sources that are configured right now: replaced as a whole while requests run, each of which keeps the set that
//! it began with. Reads no configuration itself.

use std::sync::{Arc, PoisonError, RwLock};

use crate::{
    clock::Clock,
    config::SourceSettings,
    event_log::EventLog,
    ingest::receiver::{Receiver, Receivers},
    query::Instances,
    telemetry::Metrics,
};

/// What is in force.
#[derive(Debug)]
pub struct InForce {
    log: EventLog,
    clock: Clock,
    metrics: Metrics,
    sources: RwLock<Arc<Sources>>,
}

/// The sources of one configuration.
#[derive(Debug)]
pub struct Sources {
    /// Where they deliver.
    pub receivers: Receivers,
    /// Which instances of theirs are shown by default.
    pub instances: Instances,
    /// Their names.
    pub names: Vec<String>,
}

impl InForce {
    /// With a first configuration. Deliveries go to the log, and are counted.
    #[must_use]
    pub fn new(sources: &[SourceSettings], log: EventLog, clock: Clock, metrics: Metrics) -> Self {
        let empty = Sources { receivers: Receivers::default(), instances: Instances::default(), names: Vec::new() };
        let in_force = Self { log, clock, metrics, sources: RwLock::new(Arc::new(empty)) };
        in_force.replace(sources);
        in_force
    }

    /// The sources, as they are at this moment.
    #[must_use]
    pub fn sources(&self) -> Arc<Sources> {
        Arc::clone(&self.sources.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other sources from now on.
    pub fn replace(&self, sources: &[SourceSettings]) {
        let sources = Arc::new(Sources {
            receivers: sources.iter().map(|settings| self.receiver(settings)).collect(),
            instances: Instances::new(
                sources.iter().map(|settings| (settings.source.clone(), settings.instances.clone())),
            ),
            names: sources.iter().map(|settings| settings.source.to_string()).collect(),
        });
        *self.sources.write().unwrap_or_else(PoisonError::into_inner) = sources;
    }

    /// Retired secrets stay outside: none of them opens a door.
    fn receiver(&self, settings: &SourceSettings) -> Receiver {
        Receiver {
            source: settings.source.clone(),
            secrets: settings.secrets.clone().into(),
            signature_headers: settings.signature_headers,
            networks: settings.networks.clone(),
            proxies: settings.proxies.clone(),
            log: self.log.clone(),
            clock: self.clock.clone(),
            metrics: self.metrics.clone(),
        }
    }
}
