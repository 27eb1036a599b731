//! What a process keeps of statistics, all of it bounded and derived from the views.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::{
    people::People,
    quarters::{Dimension, QuarterCounts},
};

/// Counts of activity, and sessions and users. One request at a time fills or reads each: those
/// that come meanwhile find what it counted.
#[derive(Clone, Debug)]
pub struct StatsCache {
    actions: Arc<Mutex<QuarterCounts>>,
    countries: Arc<Mutex<QuarterCounts>>,
    browsers: Arc<Mutex<QuarterCounts>>,
    pub(super) people: Arc<Mutex<People>>,
}

impl Default for StatsCache {
    fn default() -> Self {
        let counts = |dimension| Arc::new(Mutex::new(QuarterCounts::new(dimension)));
        Self {
            actions: counts(Dimension::Action),
            countries: counts(Dimension::Country),
            browsers: counts(Dimension::Browser),
            people: Arc::default(),
        }
    }
}

impl StatsCache {
    pub(super) const fn activity(&self, by: Dimension) -> &Arc<Mutex<QuarterCounts>> {
        match by {
            Dimension::Action => &self.actions,
            Dimension::Country => &self.countries,
            Dimension::Browser => &self.browsers,
        }
    }
}
