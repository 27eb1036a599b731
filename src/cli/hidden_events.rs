//! Says in the log lines what configuration hides: at once when it begins, again when it becomes all of a source, and as a
//! reminder each day.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use crate::{
    access::Sources,
    api::InForce,
    clock::{Clock, Timestamp},
    query::left_out::{self, Recent},
    store::Store,
};

/// The first pause between two looks: the operator who has just configured it is watching.
const PAUSE_MIN: Duration = Duration::from_millis(200);
/// The longest: what is hidden for long is told within this.
const PAUSE_MAX: Duration = Duration::from_secs(30);
/// What was said is said again after so long, in microseconds.
const REMIND_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// What was said of a source.
#[derive(Default)]
struct Said {
    instances: BTreeSet<String>,
    all: bool,
    at: Option<Timestamp>,
}

/// Looks for ever, less and less often.
pub(super) async fn watch(store: Arc<Store>, in_force: Arc<InForce>, clock: Clock) {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    let mut pause = PAUSE_MIN;
    loop {
        tokio::time::sleep(pause).await;
        pause = (pause + pause / 2).min(PAUSE_MAX);
        let instances = in_force.sources().instances.clone();
        match left_out::look(&store, &instances, &Sources::All).await {
            Ok(found) => {
                for recent in found.unwrap_or_default() {
                    said.entry(recent.source.clone()).or_default().say(&recent, clock.now());
                }
            }
            Err(error) => tracing::debug!(%error, "what configuration hides is not known at the moment"),
        }
    }
}

impl Said {
    fn say(&mut self, recent: &Recent, now: Timestamp) {
        let all = recent.is_all_left_out();
        let Some(notice) = recent.notice() else {
            *self = Self::default();
            return;
        };
        let is_due = self.at.is_none_or(|at| now.micros() - at.micros() >= REMIND_MICROS);
        let is_new = recent.instances.iter().any(|other| !self.instances.contains(&other.instance_id));
        if is_due || is_new || all && !self.all {
            if all {
                tracing::error!(source = recent.source, "{notice}");
            } else {
                tracing::warn!(source = recent.source, "{notice}");
            }
            self.at = Some(now);
        }
        self.instances.extend(recent.instances.iter().map(|other| other.instance_id.clone()));
        self.all = all;
    }
}
