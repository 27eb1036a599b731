//! What the operations share. Made once, handed to each request.

use std::sync::Arc;

use secrecy::SecretString;

use super::{
    in_force::{InForce, Sources},
    intake::{Intake, IntakeLimits},
    webhooks::{RefusalKinds, refusal_lines},
};
use crate::{clock::Clock, config::ReadyLimits, query::Instances, store::Store, telemetry::Counters};

/// What [`super::endpoint`] is made of.
#[derive(Clone, Debug)]
pub struct Api {
    /// Where questions are asked.
    pub store: Arc<Store>,
    /// What time it is.
    pub clock: Clock,
    /// Who may deliver, and where that goes.
    pub in_force: Arc<InForce>,
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
    in_force: Arc<InForce>,
}

impl State {
    pub(super) fn new(api: Api) -> Arc<Self> {
        let Api { store, clock, in_force, api_key, ready, counters, intake } = api;
        let refusals = refusal_lines(intake.lines);
        let intake = Intake::new(intake, counters);
        Arc::new(Self { store, clock, api_key, ready, intake, refusals, in_force })
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
