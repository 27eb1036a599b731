//! What the operations share. Made once, handed to each request.

use std::sync::Arc;

use secrecy::SecretString;

use super::in_force::{InForce, Sources};
use crate::{clock::Clock, config::ReadyLimits, query::Instances, store::Store};

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
}

/// The same, worked out.
#[derive(Debug)]
pub(super) struct State {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) api_key: Option<SecretString>,
    pub(super) ready: ReadyLimits,
    in_force: Arc<InForce>,
}

impl State {
    pub(super) fn new(api: Api) -> Arc<Self> {
        let Api { store, clock, in_force, api_key, ready } = api;
        Arc::new(Self { store, clock, api_key, ready, in_force })
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
