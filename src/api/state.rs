//! What the operations share. Made once, handed to each request.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::{
    audit::Audit,
    in_force::{InForce, Sources},
    intake::{Intake, IntakeLimits},
    refusal_lines::{RefusalKinds, refusal_lines},
};
use crate::{
    access::{KeyDigest, KeyRegistry},
    clock::Clock,
    config::{ReadyLimits, Settings},
    event_log::EventLog,
    query::Instances,
    store::Store,
    telemetry::Metrics,
};

/// What [`super::endpoint`] is made of.
#[derive(Clone, Debug)]
pub struct Api {
    /// Where questions are asked.
    pub store: Arc<Store>,
    /// Where Gatelog's own events go.
    pub log: EventLog,
    /// What time it is.
    pub clock: Clock,
    /// Who may deliver, and where that goes.
    pub in_force: Arc<InForce>,
    /// The one key that holds every scope, where one was configured; others are in the log.
    pub api_key: Option<SecretString>,
    /// When the service is not ready.
    pub ready: ReadyLimits,
    /// What `/metrics` shows.
    pub metrics: Metrics,
    /// Who reads what, and who is refused.
    pub audit: Arc<Audit>,
    /// What is open, and to which pages.
    pub surface: Surface,
    /// How deliveries are taken in when more come than can be held.
    pub intake: IntakeLimits,
}

/// What is open besides the door and the questions.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Whether there are `/docs` and the other pages for people.
    pub docs_enabled: bool,
    /// Whether there is `/metrics`.
    pub metrics_enabled: bool,
    /// The exact origins whose pages may ask; empty means none.
    pub cors_origins: Vec<String>,
}

impl Default for Surface {
    fn default() -> Self {
        Self { docs_enabled: true, metrics_enabled: true, cors_origins: Vec::new() }
    }
}

impl Surface {
    /// As configured.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self {
            docs_enabled: settings.docs_enabled,
            metrics_enabled: settings.metrics_enabled,
            cors_origins: settings.cors_origins.clone(),
        }
    }
}

/// The same, worked out.
#[derive(Debug)]
pub(super) struct State {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    /// Of the key that Gatelog was started with.
    pub(super) environment_key: Option<KeyDigest>,
    pub(super) keys: KeyRegistry,
    pub(super) ready: ReadyLimits,
    pub(super) log: EventLog,
    pub(super) metrics: Metrics,
    pub(super) audit: Arc<Audit>,
    pub(super) surface: Surface,
    pub(super) intake: Intake,
    pub(super) refusals: Arc<RefusalKinds>,
    in_force: Arc<InForce>,
}

impl State {
    pub(super) fn new(api: Api) -> Arc<Self> {
        let Api { store, log, clock, in_force, api_key, ready, metrics, audit, surface, intake } = api;
        let refusals = refusal_lines(intake.lines);
        let intake = Intake::new(intake, metrics.clone());
        let environment_key = api_key.map(|key| KeyDigest::from_text(key.expose_secret()));
        let keys = KeyRegistry::new(log.clone(), clock.clone());
        Arc::new(Self {
            store,
            clock,
            environment_key,
            keys,
            ready,
            log,
            metrics,
            audit,
            surface,
            intake,
            refusals,
            in_force,
        })
    }

    /// The sources that are configured at this moment.
    pub(super) fn sources(&self) -> Arc<Sources> {
        self.in_force.sources()
    }

    /// Which instances are shown by default at this moment.
    pub(super) fn instances(&self) -> Instances {
        self.sources().instances.clone()
    }
}
