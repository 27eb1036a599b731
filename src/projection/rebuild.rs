//! Rebuilding: a new generation is filled from the beginning of the log, indexed, caught up and swapped in, while the
//! old one is served. What a killed rebuild has filled is where the next one goes on.

use std::{sync::Arc, time::Duration};

use futures_util::future::try_join_all;

use super::{
    checkpoint,
    contract::IndexKind,
    fill::{self, Filling, Reach},
    generation::{self, Generation, State},
    progress::{Progress, Silent},
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

/// What a rebuild works with.
#[derive(Clone)]
pub struct Rebuild {
    /// The database.
    pub store: Arc<Store>,
    /// The log to fold.
    pub log: EventLog,
    /// The time.
    pub clock: Clock,
    /// The views to rebuild: all of them, or some.
    pub views: Vec<Arc<dyn View>>,
    /// How long the replaced generations are kept, so that they can be put back; else as long as somebody may read them.
    pub keep_previous: Option<Duration>,
}

impl Rebuild {
    pub(super) fn reach(&self) -> Reach<'_> {
        Reach { store: &self.store, log: &self.log, clock: &self.clock }
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
        let mut filling = self.begin().await?;
        let mut folded = fill::fill(self.reach(), &mut filling, Chains::Later, progress, None).await?;
        // Side by side on PostgreSQL, by turns on SQLite. Chains first: a row that is rewritten is in no index yet.
        let derived = filling.iter().map(|(view, made)| derive_chains(&self.store, &**view, made, progress));
        try_join_all(derived).await?;
        progress.stage("indexing");
        try_join_all(filling.iter().map(|(view, generation)| index(&self.store, &**view, generation))).await?;
        progress.stage("catching up");
        folded += fill::fill(self.reach(), &mut filling, Chains::Derived, progress, None).await?;
        for (view, generation) in filling {
            self.swap(&*view, generation).await?;
        }
        Ok(folded)
    }

    /// The generations to fill: what a killed run left, or new ones.
    pub(super) async fn begin(&self) -> Result<Filling, RebuildError> {
        let mut filling = Vec::with_capacity(self.views.len());
        for view in &self.views {
            filling.push((Arc::clone(view), self.begin_one(&**view).await?));
        }
        Ok(filling)
    }

    async fn begin_one(&self, view: &dyn View) -> Result<Generation, RebuildError> {
        let left = generation::newest(self.store.views(), view.name(), view.version(), State::Building).await?;
        if let Some(left) = left
            && tables::exists(self.store.views(), &left.table()).await?
        {
            tracing::info!(
                projection = view.name(),
                generation = left.number,
                checkpoint = left.checkpoint.0,
                "going on with a generation that was left unfinished"
            );
            return Ok(left);
        }
        let transaction = self.store.begin_views().await?;
        tables::lock_projection(&transaction, view.name()).await?;
        let generation = generation::begin(&transaction, view.name(), view.version(), self.clock.now()).await?;
        tables::create(&transaction, &generation.table(), &view.table()).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(generation)
    }

    /// Applies the last events and makes the generation live, in one transaction.
    pub(super) async fn swap(&self, view: &dyn View, mut generation: Generation) -> Result<(), RebuildError> {
        loop {
            // Shorten what is left to do under the lock.
            let size = self.log.size().await?;
            if size.0 - generation.checkpoint.0 <= TAIL_EVENTS_MAX {
                break;
            }
            let mut alone: Filling = vec![(self.shared(view)?, generation)];
            fill::fill(self.reach(), &mut alone, Chains::Derived, &Silent, None).await?;
            generation = alone.pop().map(|(_, generation)| generation).ok_or(interfered(view))?;
        }
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
            if !checkpoint::write(&transaction, view, &generation, Chains::Derived, folded, to, now).await? {
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

    fn shared(&self, view: &dyn View) -> Result<Arc<dyn View>, RebuildError> {
        self.views.iter().find(|known| known.name() == view.name()).cloned().ok_or(interfered(view))
    }
}

/// What was written without its neighbours gets its meaning, if the view has chains. A killed pass is made again.
pub(super) async fn derive_chains(
    store: &Store,
    view: &dyn View,
    generation: &Generation,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    if !view.is_chained() {
        return Ok(());
    }
    progress.stage("deriving what changed");
    let name = generation.table();
    for index in view.indexes().iter().filter(|index| index.kind == IndexKind::Sparse) {
        tables::create_index(store.views(), &name, index.name, index.columns, Method::Sparse).await?;
    }
    tables::analyze(store.views(), &name).await?;
    view.derive_all(store, Target { name: &name, table: &view.table() }).await
}

/// Secondary indexes after filling: keeping five of them up to date while filling takes seven times as long.
pub(super) async fn index(store: &Store, view: &dyn View, generation: &Generation) -> Result<(), StoreError> {
    let name = generation.table();
    for index in view.indexes() {
        let method = match index.kind {
            IndexKind::Ordered => Method::Ordered,
            IndexKind::Sparse => Method::Sparse,
            IndexKind::Equality => Method::Equality,
            IndexKind::Each => continue,
        };
        tables::create_index(store.views(), &name, index.name, index.columns, method).await?;
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
        tables::analyze(store.views(), &list.table(&name)).await?;
    }
    tables::analyze(store.views(), &name).await
}

fn interfered(view: &dyn View) -> RebuildError {
    RebuildError::Interfered { name: view.name() }
}
