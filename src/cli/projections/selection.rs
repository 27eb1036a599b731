//! The views that a command names, with what it needs to work on them. Does none of the work.

use std::{process::ExitCode, sync::Arc};

use anyhow::bail;

use crate::{
    cli::diary::Diary,
    clock::Clock,
    event_log::EventLog,
    projection::{Rebuild, View},
    store::Store,
    text::vocabulary,
    views,
};

/// The views that a command works on, and the log that is told of it.
pub(super) struct Named {
    pub(super) rebuild: Rebuild,
    pub(super) diary: Diary,
}

impl Named {
    /// The named views, or all. The log is opened for appending, beside whatever serves it: what was done is told to it.
    pub(super) async fn open(store: Arc<Store>, clock: Clock, names: &[String]) -> anyhow::Result<Self> {
        let views = chosen(names)?;
        let log = EventLog::start(Arc::clone(&store), clock.clone()).await?;
        let diary = Diary::of(log.clone(), clock.clone());
        Ok(Self { rebuild: Rebuild { store, log, clock, views, keep_previous: None }, diary })
    }

    /// What they are called.
    pub(super) fn projections(&self) -> Vec<&'static str> {
        self.rebuild.views.iter().map(|view| view.name()).collect()
    }

    /// Ends what was opened, whatever came of the command.
    pub(super) async fn close_after(&self, code: anyhow::Result<ExitCode>) -> anyhow::Result<ExitCode> {
        self.rebuild.log.shut_down().await;
        code
    }
}

/// The named views, or all.
fn chosen(names: &[String]) -> anyhow::Result<Vec<Arc<dyn View>>> {
    let all = views::all();
    for name in names {
        check_name(name)?;
    }
    Ok(all.into_iter().filter(|view| names.is_empty() || names.iter().any(|name| name == view.name())).collect())
}

/// Refuses what is no projection, and says which there are.
pub(super) fn check_name(name: &str) -> anyhow::Result<()> {
    let known: Vec<_> = views::all().iter().map(|view| view.name()).collect();
    if !known.contains(&name) {
        bail!("there is no such projection: {}", vocabulary::unknown(name, known));
    }
    Ok(())
}
