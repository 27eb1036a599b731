//! Warns about recent events that answers leave out, since their instance is not configured: once
//! for each new instance, again when they are all recent events of a source, and daily.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use crate::{
    access::SourceAccess,
    api::LiveConfig,
    clock::{Clock, Timestamp},
    query::hidden_instances::{self, RecentCounts},
    storage::Store,
};

/// Short at first: after a change of the configuration the operator is watching.
const PAUSE_MIN: Duration = Duration::from_millis(200);
const PAUSE_MAX: Duration = Duration::from_secs(30);
/// A notice is repeated after this time.
const REMIND_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

#[derive(Default)]
struct LastNotice {
    instances: BTreeSet<String>,
    all: bool,
    at: Option<Timestamp>,
}

/// Checks for ever, with a growing pause.
pub(super) async fn watch(store: Arc<Store>, live_config: Arc<LiveConfig>, clock: Clock) {
    let mut notices: BTreeMap<String, LastNotice> = BTreeMap::new();
    let mut pause = PAUSE_MIN;
    loop {
        tokio::time::sleep(pause).await;
        pause = (pause + pause / 2).min(PAUSE_MAX);
        let instances = live_config.sources().instances.clone();
        match hidden_instances::recent_events(&store, &instances, &SourceAccess::All).await {
            Ok(found) => {
                for recent in found.unwrap_or_default() {
                    notices.entry(recent.source.clone()).or_default().update(&recent, clock.now());
                }
            }
            Err(error) => tracing::debug!(%error, "cannot check for hidden events, trying again later"),
        }
    }
}

impl LastNotice {
    fn update(&mut self, recent: &RecentCounts, now: Timestamp) {
        let all = recent.is_all_hidden();
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
