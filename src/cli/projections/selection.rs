//! The views that a command works on, and the open log that records its work.

use std::{process::ExitCode, sync::Arc};

use anyhow::bail;

use crate::{
    cli::lifecycle_events::LifecycleEvents,
    clock::Clock,
    event_log::EventLog,
    projection::{Rebuild, View},
    storage::Store,
    text::vocabulary,
    views,
};

pub(super) struct SelectedViews {
    pub(super) rebuild: Rebuild,
    pub(super) lifecycle: LifecycleEvents,
}

impl SelectedViews {
    /// Opens the named views, or all when `names` is empty, and the log for appending while
    /// `serve` runs.
    pub(super) async fn open(store: Arc<Store>, clock: Clock, names: &[String]) -> anyhow::Result<Self> {
        let views = select(names)?;
        let log = EventLog::start(Arc::clone(&store), clock.clone()).await?;
        let lifecycle = LifecycleEvents::new(log.clone(), clock.clone());
        Ok(Self { rebuild: Rebuild { store, log, clock, views, keep_previous: None }, lifecycle })
    }

    pub(super) fn projections(&self) -> Vec<&'static str> {
        self.rebuild.views.iter().map(|view| view.name()).collect()
    }

    /// Closes the log and returns the result of the command.
    pub(super) async fn close_after(&self, code: anyhow::Result<ExitCode>) -> anyhow::Result<ExitCode> {
        self.rebuild.log.shut_down().await;
        code
    }
}

/// The named views, or all.
fn select(names: &[String]) -> anyhow::Result<Vec<Arc<dyn View>>> {
    let all = views::all();
    for name in names {
        check_name(name)?;
    }
    Ok(all.into_iter().filter(|view| names.is_empty() || names.iter().any(|name| name == view.name())).collect())
}

/// An unknown name is an error that lists the known ones.
pub(super) fn check_name(name: &str) -> anyhow::Result<()> {
    let known = names();
    if !known.contains(&name) {
        bail!("{}", vocabulary::no_such("projection", name, known));
    }
    Ok(())
}

pub(super) fn names() -> Vec<&'static str> {
    views::all().iter().map(|view| view.name()).collect()
}
