//! Rebuilding: a new generation is filled from the beginning of the log, indexed, caught up and swapped in, while the
//! old one is served. What a killed rebuild has filled is where the next one goes on.

use std::{sync::Arc, time::Duration};

use futures_util::future::try_join_all;

use super::{
    checkpoint,
    contract::CHAIN_COLUMNS,
    fill::{self, Filling},
    generation::{self, Generation, State},
    progress::{Progress, Silent},
    reach::Reach,
    rebuild_error::RebuildError,
    row_store::{Chains, Target},
    view::View,
};
use crate::{
    clock::Clock,
    event::{Position, Size},
    event_log::EventLog,
    store::{
        RebuildLock, Store, StoreError,
        tables::{self, Method},
    },
};

/// The last catch-up happens inside the swapping transaction, and must be short.
const TAIL_EVENTS_MAX: i64 = 500;

#[derive(Clone)]
pub struct Rebuild {
    pub store: Arc<Store>,
    pub log: EventLog,
    pub clock: Clock,
    /// The views to rebuild: all of them, or some.
    pub views: Vec<Arc<dyn View>>,
    /// How long the replaced generations are kept, so that they can be put back; else as long as somebody may read them.
    pub keep_previous: Option<Duration>,
}

impl Rebuild {
    pub(super) fn reach(&self) -> Reach {
        Reach { store: Arc::clone(&self.store), log: self.log.clone(), clock: self.clock.clone() }
    }

    /// Builds new generations and swaps them in. Returns how many events this run read and folded.
    pub async fn run(&self, progress: &dyn Progress) -> Result<u64, RebuildError> {
        let lock = self.lock().await?;
        self.run_under(lock, progress).await
    }

    /// Becomes the one rebuilder, or says that there is one.
    pub async fn lock(&self) -> Result<RebuildLock, RebuildError> {
        self.store.try_lock_rebuild().await?.ok_or(RebuildError::Elsewhere)
    }

    /// The same as [`Rebuild::run`], by whoever is the one rebuilder already.
    pub async fn run_under(&self, lock: RebuildLock, progress: &dyn Progress) -> Result<u64, RebuildError> {
        let folded = self.run_alone(progress).await?;
        lock.release().await?;
        Ok(folded)
    }

    async fn run_alone(&self, progress: &dyn Progress) -> Result<u64, RebuildError> {
        let filling = self.begin().await?;
        let (filling, folded) = fill::fill(&self.reach(), filling, Chains::Later, progress, None).await?;
        // Side by side on PostgreSQL, by turns on SQLite. Chains first: a row that is rewritten is in no index yet.
        try_join_all(filling.iter().map(|filling| derive_chains(&self.store, filling, progress))).await?;
        progress.stage("indexing");
        try_join_all(filling.iter().map(|filling| index(&self.store, &*filling.view, &filling.generation))).await?;
        progress.stage("catching up");
        let (filling, folded_late) = fill::fill(&self.reach(), filling, Chains::Derived, progress, None).await?;
        for Filling { view, generation, .. } in filling {
            self.swap(&view, generation).await?;
        }
        Ok(folded + folded_late)
    }

    /// The generations to fill: what a killed run left, or new ones.
    pub(super) async fn begin(&self) -> Result<Vec<Filling>, RebuildError> {
        let mut filling = Vec::with_capacity(self.views.len());
        for view in &self.views {
            filling.push(Filling::of(Arc::clone(view), self.begin_one(&**view).await?));
        }
        Ok(filling)
    }

    async fn begin_one(&self, view: &dyn View) -> Result<Generation, RebuildError> {
        let transaction = self.store.begin_views().await?;
        // What an interrupted rebuild was writing is committed or not, once nobody writes: only then is it read.
        tables::lock_projection(&transaction, view.name()).await?;
        let left = generation::newest(&transaction, view.name(), view.version(), State::Building).await?;
        if let Some(left) = left
            && tables::exists(&transaction, &left.table()).await?
        {
            tracing::info!(
                projection = view.name(),
                generation = left.number,
                checkpoint = left.checkpoint.0,
                "going on with a generation that was left unfinished"
            );
            // Loading keeps no lists exact: they are made again when all is there.
            for list in &view.table().lists {
                tables::drop(&transaction, &list.table(&left.table())).await?;
            }
            transaction.commit().await.map_err(StoreError::from)?;
            return Ok(left);
        }
        let generation = generation::begin(&transaction, view.name(), view.version(), self.clock.now()).await?;
        tables::create(&transaction, &generation.table(), &view.table()).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(generation)
    }

    /// Applies the last events and makes the generation live, in one transaction.
    pub(super) async fn swap(&self, view: &Arc<dyn View>, mut generation: Generation) -> Result<(), RebuildError> {
        loop {
            // Shorten what is left to do under the lock.
            let size = self.log.size().await?;
            if size.0 - generation.checkpoint.0 <= TAIL_EVENTS_MAX {
                break;
            }
            let filling = vec![Filling::of(Arc::clone(view), generation)];
            let (filling, _) = fill::fill(&self.reach(), filling, Chains::Derived, &Silent, None).await?;
            let filled = filling.into_iter().next().ok_or(interfered(&**view))?;
            generation = filled.generation;
        }
        let view = &**view;
        let transaction = self.store.begin_views().await?;
        tables::lock_projection(&transaction, view.name()).await?;
        let now = self.clock.now();
        // Never behind the generation that it replaces: whoever has read that must not see time go back.
        let live = generation::live(&transaction, view.name(), view.version()).await?;
        let goal = self.log.size().await?.max(live.map_or(Size(0), |live| live.checkpoint));
        while generation.checkpoint < goal {
            let left = u64::try_from(goal.0 - generation.checkpoint.0).unwrap_or(0);
            let events = self.log.read(Position(generation.checkpoint.0), left, fill::BATCH_BYTES_MAX).await?;
            let Some(last) = events.last() else { break };
            let to = Size(last.position.0 + 1);
            let folded = checkpoint::fold(view, &events);
            if !checkpoint::write(&self.store, &transaction, view, &generation, Chains::Derived, folded, to, now)
                .await?
            {
                return Err(interfered(view));
            }
            generation.checkpoint = to;
        }
        let keep_until = self.keep_previous.map(|keep| now.plus(keep));
        generation::swap(&transaction, &generation, now, keep_until).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        tracing::info!(
            projection = view.name(),
            generation = generation.number,
            checkpoint = generation.checkpoint.0,
            "a rebuilt generation is live"
        );
        Ok(())
    }
}

/// The rows are written: makes the index of their key, and if they form chains, what was written without its neighbours
/// gets its meaning. A killed pass is made again.
pub(super) async fn derive_chains(store: &Store, filling: &Filling, progress: &dyn Progress) -> Result<(), StoreError> {
    let Filling { view, generation, remembered } = filling;
    let (name, table) = (generation.table(), view.table());
    tables::create_key(store.views(), &name, &table).await?;
    if !view.is_chained() {
        return Ok(());
    }
    progress.stage("deriving what changed");
    for index in view.indexes().iter().filter(|index| index.columns.first() == CHAIN_COLUMNS.first()) {
        tables::create_index(store.views(), &name, index.name, index.columns, Method::Sparse).await?;
    }
    tables::analyze(store.views(), &name).await?;
    view.settle(store, Target { name: &name, table: &table }, remembered.unsettled()).await
}

/// Secondary indexes after filling: keeping five of them up to date while filling takes seven times as long.
pub(super) async fn index(store: &Store, view: &dyn View, generation: &Generation) -> Result<(), StoreError> {
    let name = generation.table();
    for index in view.indexes() {
        if let Some(method) = index.kind.method() {
            tables::create_index(store.views(), &name, index.name, index.columns, method).await?;
        }
    }
    let table = view.table();
    for list in &table.lists {
        // A killed rebuild left it whole, and what was written since has been entered.
        if tables::exists(store.views(), &list.table(&name)).await? {
            continue;
        }
        let transaction = store.begin_views().await?;
        tables::create_list(&transaction, &name, &table, list).await?;
        transaction.commit().await?;
        tables::analyze_built(store.views(), &list.table(&name)).await?;
    }
    tables::analyze_built(store.views(), &name).await
}

fn interfered(view: &dyn View) -> RebuildError {
    RebuildError::Interfered { name: view.name() }
}
