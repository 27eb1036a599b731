//! Rebuilds views: fills a new generation from the log, creates its indexes, catches up and swaps
//! it in, while the old one is served. After a kill, the next rebuild continues with the partly
//! filled generation.

use std::{sync::Arc, time::Duration};

use futures_util::future::try_join_all;

use super::{
    checkpoint,
    contract::CHAIN_COLUMNS,
    deps::Deps,
    fill::{self, GenerationBuild},
    generation::{self, Generation, GenerationState},
    progress::{Progress, Silent},
    rebuild_error::RebuildError,
    row_store::WriteMode,
    view::View,
};
use crate::{
    clock::Clock,
    event::Size,
    event_log::EventLog,
    storage::{Applied, HeldLock, Store, StoreError, tables::Method},
};

/// The last catch-up runs inside the transaction of the swap and must be short.
const TAIL_EVENTS_MAX: i64 = 500;

#[derive(Clone)]
pub struct Rebuild {
    pub store: Arc<Store>,
    pub log: EventLog,
    pub clock: Clock,
    /// The views to rebuild.
    pub views: Vec<Arc<dyn View>>,
    /// How long replaced generations are kept for a rollback. Without it they are kept only until
    /// running queries have ended.
    pub keep_previous: Option<Duration>,
}

impl Rebuild {
    pub(super) fn deps(&self) -> Deps {
        Deps { store: Arc::clone(&self.store), log: self.log.clone(), clock: self.clock.clone() }
    }

    /// Builds new generations and swaps them in. Returns the number of events that were folded.
    pub async fn run(&self, progress: &dyn Progress) -> Result<u64, RebuildError> {
        let lock = self.lock().await?;
        self.run_under(lock, progress).await
    }

    /// Takes the rebuild lock. Fails if another process has it.
    pub async fn lock(&self) -> Result<Box<dyn HeldLock>, RebuildError> {
        self.store.try_lock_rebuild().await?.ok_or(RebuildError::Elsewhere)
    }

    /// The same as [`Rebuild::run`], with the lock already taken.
    pub async fn run_under(&self, lock: Box<dyn HeldLock>, progress: &dyn Progress) -> Result<u64, RebuildError> {
        let folded = self.run_alone(progress).await?;
        lock.release().await?;
        Ok(folded)
    }

    async fn run_alone(&self, progress: &dyn Progress) -> Result<u64, RebuildError> {
        let deps = self.deps();
        let (mut builds, folded) = fill::fill(&deps, self.begin().await?, progress, None).await?;
        // Chains first: their rows change before they are in any index.
        try_join_all(builds.iter_mut().map(|build| derive_chains(&deps, build, progress))).await?;
        progress.stage("indexing");
        try_join_all(builds.iter().map(|build| index(&self.store, &*build.view, &build.generation))).await?;
        progress.stage("catching up");
        let indexed = builds.into_iter().map(|build| GenerationBuild::indexed(build.view, build.generation));
        let (builds, folded_late) = fill::fill(&deps, indexed.collect(), progress, None).await?;
        for build in builds {
            self.swap(build).await?;
        }
        Ok(folded + folded_late)
    }

    /// The generations to fill: those left by a killed run, or new ones.
    pub(super) async fn begin(&self) -> Result<Vec<GenerationBuild>, RebuildError> {
        let mut builds = Vec::with_capacity(self.views.len());
        for view in &self.views {
            builds.push(GenerationBuild::new(Arc::clone(view), self.begin_one(&**view).await?));
        }
        Ok(builds)
    }

    async fn begin_one(&self, view: &dyn View) -> Result<Generation, RebuildError> {
        let (on, tables, name) = (self.store.views(), self.store.view_tables(), view.name());
        // A write of an interrupted rebuild has ended before this returns. What is read after that
        // stays unchanged until this transaction ends.
        let exclusive = tables.exclusive(name).await?;
        let left = generation::newest(on, name, view.version(), GenerationState::Building).await?;
        if let Some(left) = left
            && tables.exists(&left.table()).await?
        {
            tracing::info!(
                projection = name,
                generation = left.number,
                checkpoint = left.checkpoint.0,
                "going on with a generation that was left unfinished"
            );
            // Filling does not update inverted indexes: they are created when all rows are there.
            for inverted in &view.table().inverted_indexes {
                exclusive.drop_table(&inverted.table(&left.table())).await?;
            }
            exclusive.commit().await?;
            return Ok(left);
        }
        let generation = generation::next(on, name, view.version(), self.clock.now()).await?;
        exclusive.execute(&generation::insert(&generation)).await?;
        exclusive.create(&generation.table(), &view.table()).await?;
        exclusive.commit().await?;
        Ok(generation)
    }

    /// Folds the last events and makes the generation live, in one transaction.
    pub(super) async fn swap(&self, mut build: GenerationBuild) -> Result<(), RebuildError> {
        let deps = self.deps();
        // Catch up first, to keep the transaction short.
        while self.log.size().await?.0 - build.generation.checkpoint.0 > TAIL_EVENTS_MAX {
            let name = build.view.name();
            let (builds, _) = fill::fill(&deps, vec![build], &Silent, None).await?;
            build = builds.into_iter().next().ok_or(RebuildError::Interfered { name })?;
        }
        let (name, version) = (build.view.name(), build.view.version());
        let exclusive = self.store.view_tables().exclusive(name).await?;
        let live = generation::live(self.store.views(), name, version).await?;
        let goal = self.log.size().await?.max(live.map_or(Size(0), |live| live.checkpoint));
        let (mut into, _) = build.destination();
        if checkpoint::catch_up(&deps, &*exclusive, &mut into, goal).await? == Applied::FenceMoved {
            return Err(RebuildError::Interfered { name });
        }
        let now = self.clock.now();
        let keep_until = self.keep_previous.map(|keep| now.plus(keep));
        if exclusive.execute(&generation::swap(into.generation, now, keep_until)).await? == 0 {
            return Err(RebuildError::Interfered { name });
        }
        exclusive.commit().await?;
        let (generation, checkpoint) = (into.generation.number, into.generation.checkpoint.0);
        tracing::info!(projection = name, generation, checkpoint, "a rebuilt generation is live");
        Ok(())
    }
}

/// Creates the index of the key, and derives chained rows that were written without their
/// neighbours. After a kill this starts again.
pub(super) async fn derive_chains(
    deps: &Deps,
    build: &mut GenerationBuild,
    progress: &dyn Progress,
) -> Result<(), RebuildError> {
    let GenerationBuild { view, generation, table, mode } = build;
    let (name, tables) = (generation.table(), deps.store.view_tables());
    tables.create_key(&name, table).await?;
    let WriteMode::Fill(cache) = mode else { return Ok(()) };
    if !view.is_chained() {
        return Ok(());
    }
    progress.stage("deriving what changed");
    for index in view.indexes().iter().filter(|index| index.columns.first() == CHAIN_COLUMNS.first()) {
        tables.create_index(&name, index.name, index.columns, Method::Sparse).await?;
    }
    tables.analyze(&name).await?;
    match view.recompute(deps, generation, table, cache.stale_chains()).await? {
        Applied::Yes => Ok(()),
        Applied::FenceMoved => Err(RebuildError::Interfered { name: view.name() }),
    }
}

/// Creates the secondary indexes after filling: updating five indexes while filling takes seven
/// times as long.
async fn index(store: &Store, view: &dyn View, generation: &Generation) -> Result<(), StoreError> {
    let (name, table, tables) = (generation.table(), view.table(), store.view_tables());
    for index in view.indexes() {
        if let Some(method) = index.kind.method() {
            tables.create_index(&name, index.name, index.columns, method).await?;
        }
    }
    for inverted in &table.inverted_indexes {
        tables.create_inverted_index(&name, &table, inverted).await?;
        tables.analyze_built(&inverted.table(&name)).await?;
    }
    tables.analyze_built(&name).await
}
