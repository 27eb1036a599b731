//! What the operations share. Made once, handed to each request.

use std::sync::Arc;

use secrecy::SecretString;

use super::{
    intake::{Intake, IntakeLimits},
    webhooks::{RefusalKinds, refusal_lines},
};
use crate::{
    clock::Clock,
    config::{ReadyLimits, SourceSettings},
    event_log::EventLog,
    ingest::door::Door,
    query::Instances,
    store::Store,
    telemetry::Counters,
};

/// What [`super::endpoint`] is made of.
#[derive(Clone, Debug)]
pub struct Api {
    /// Where questions are asked.
    pub store: Arc<Store>,
    /// Where deliveries go.
    pub log: EventLog,
    /// What time it is.
    pub clock: Clock,
    /// Who may deliver: at least one. The first has the door.
    pub sources: Vec<SourceSettings>,
    /// The bearer key of the query API; without one every question is refused.
    pub api_key: Option<SecretString>,
    /// When the service is not ready.
    pub ready: ReadyLimits,
    /// What became of deliveries.
    pub counters: Arc<Counters>,
    /// How deliveries are taken in when more come than can be held.
    pub intake: IntakeLimits,
}

/// The same, worked out.
#[derive(Debug)]
pub(super) struct State {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) api_key: Option<SecretString>,
    pub(super) ready: ReadyLimits,
    pub(super) intake: Intake,
    pub(super) refusals: Arc<RefusalKinds>,
    /// Where the first source delivers.
    pub(super) door: Option<Door>,
    /// The names of the configured sources.
    pub(super) sources: Vec<String>,
    pub(super) instances: Instances,
}

impl State {
    pub(super) fn new(api: Api) -> Arc<Self> {
        let Api { store, log, clock, sources, api_key, ready, counters, intake } = api;
        let refusals = refusal_lines(intake.lines);
        let intake = Intake::new(intake, Arc::clone(&counters));
        let names = sources.iter().map(|settings| settings.source.to_string()).collect();
        let instances =
            Instances::new(sources.iter().map(|settings| (settings.source.clone(), settings.instances.clone())));
        let door = sources.into_iter().next().map(|settings| Door {
            source: settings.source,
            secrets: settings.secrets.into(),
            families: settings.families,
            log,
            clock: clock.clone(),
            counters,
        });
        Arc::new(Self { store, clock, api_key, ready, intake, refusals, door, sources: names, instances })
    }
}
