//! The sources of the current configuration. A reload replaces them as a whole; a running request
//! keeps the set it started with.

use std::sync::{Arc, PoisonError, RwLock};

use crate::{
    config::SourceSettings,
    event_log::EventLog,
    ingest::receiver::{Receiver, Receivers},
    query::Instances,
};

#[derive(Debug)]
pub struct LiveConfig {
    log: EventLog,
    sources: RwLock<Arc<Sources>>,
}

#[derive(Debug)]
pub struct Sources {
    pub receivers: Receivers,
    /// Instances that lists show by default.
    pub instances: Instances,
    pub names: Vec<String>,
}

impl LiveConfig {
    /// Starts with a configuration. Receivers append to the log.
    #[must_use]
    pub fn new(sources: &[SourceSettings], log: EventLog) -> Self {
        let empty = Sources { receivers: Receivers::default(), instances: Instances::default(), names: Vec::new() };
        let live_config = Self { log, sources: RwLock::new(Arc::new(empty)) };
        live_config.replace(sources);
        live_config
    }

    #[must_use]
    pub fn sources(&self) -> Arc<Sources> {
        Arc::clone(&self.sources.read().unwrap_or_else(PoisonError::into_inner))
    }

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

    /// A receiver with the active secrets. Retired secrets verify no delivery.
    fn receiver(&self, settings: &SourceSettings) -> Receiver {
        Receiver {
            source: settings.source.clone(),
            secrets: settings.secrets.clone().into(),
            signature_headers: settings.signature_headers,
            networks: settings.networks.clone(),
            proxies: settings.proxies.clone(),
            log: self.log.clone(),
        }
    }
}
