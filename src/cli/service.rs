//! A running Gatelog: database, log, projector and HTTP, started in order and stopped in the opposite one.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{diary::Diary, first_figures, left_out};
use crate::{
    access::Keys,
    api::{self, Api, InForce, audit::Audit, intake::IntakeLimits, state::Surface},
    clock::Clock,
    config::Settings,
    event_log::{EventLog, clock_watch},
    projection::{Projector, Rebuild, RebuildError, Silent, View, generation, retire, roll_back::drop_if_ahead},
    query::roll_back,
    server::{self, Limits},
    store::{Access, Location, Store},
    telemetry::Metrics,
    views,
};

/// A log so short that its views are built before the first request is taken; a longer one is served while they are.
const BUILT_FIRST_EVENTS_MAX: i64 = 5_000;
/// How often generations that nobody reads any more are looked for.
const RETIRE_EVERY: Duration = Duration::from_secs(30);
/// How long the end of a process waits for its last reads to be told.
const TELLING_WAITED_FOR: Duration = Duration::from_secs(5);
/// How often to look whether another process has finished a rebuild.
const ELSEWHERE_PAUSE: Duration = Duration::from_secs(2);

/// A running Gatelog.
pub(crate) struct Running {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    store: Arc<Store>,
    diary: Diary,
    listener: TcpListener,
    pub(crate) api: Api,
    stop_views: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Opens everything; takes requests only in [`Running::until`].
    pub(crate) async fn start(settings: Settings, clock: Clock) -> anyhow::Result<Self> {
        let location = Location::parse(settings.database.expose())?;
        let store = Arc::new(Store::open(&location, Access::Append).await?);
        let migrated = if settings.migrate {
            store.migrate().await?
        } else {
            store.check_migrated().await?;
            Vec::new()
        };
        let metrics = Metrics::default();
        let log = EventLog::start_measured(Arc::clone(&store), clock.clone(), metrics.clone()).await?;
        let diary = Diary::of(log.clone(), clock.clone());
        // Before anything is appended: what is compared with the clock and with the views is the log as it was found.
        clock_watch::look_at_start(&log, &clock, &metrics).await?;
        let size = log.size().await?;
        let else_folded = roll_back::folded_another_log(&store).await?;
        let dropped = drop_if_ahead(&store, &log, else_folded).await?;
        diary.migrated(&migrated).await;
        if !dropped.is_empty() {
            tracing::warn!(
                size = size.0,
                generations = dropped.len(),
                "the views had folded what the log does not hold: it was restored from a backup; they are built anew"
            );
            diary.rolled_back(size, &dropped).await;
        }
        tracing::info!(database = %store.location(), size = size.0, "the log is open");
        log_configuration(&settings);
        if settings.api_key.is_none() && Keys::of(log.clone(), clock.clone()).is_empty().await? {
            tracing::warn!(
                "there is no key, so every query is answered 401: make one with `gatelog keys create`, or set GATELOG_API_KEY"
            );
        }

        let names = settings.sources.iter().map(|settings| settings.source.clone()).collect();
        first_figures::begin(&metrics, &clock, &names);
        let mut tasks = vec![tokio::spawn(first_figures::from_log(metrics.clone(), Arc::clone(&store), names))];
        let stop_views = CancellationToken::new();
        let views = views::all();
        let build = build_missing(Arc::clone(&store), diary.clone(), views.clone());
        // Of an empty log there is nothing to build: its views are made whatever is set.
        if size.0 > 0 && !settings.auto_rebuild {
            warn_of_missing(&store, &views).await?;
        } else if size.0 <= BUILT_FIRST_EVENTS_MAX {
            build.await;
        } else {
            tasks.push(tokio::spawn(unless(stop_views.clone(), build)));
        }
        let projector = Projector::new(Arc::clone(&store), log.clone(), clock.clone(), views.clone());
        tasks.push(tokio::spawn(projector.run(stop_views.clone())));
        tasks.push(tokio::spawn(unless(
            stop_views.clone(),
            retire_often(Arc::clone(&store), clock.clone(), views.clone()),
        )));
        let watch = clock_watch::watch(log.clone(), clock.clone(), metrics.clone(), clock_watch::LOOK_EVERY);
        tasks.push(tokio::spawn(unless(stop_views.clone(), watch)));
        for view in &views {
            let live = generation::live(store.views(), view.name(), view.version()).await?;
            let (generation, checkpoint) = live.map_or((0, 0), |live| (live.number, live.checkpoint.0));
            tracing::info!(
                projection = view.name(),
                version = view.version(),
                generation,
                checkpoint,
                "a projection follows the log"
            );
        }

        let listener = TcpListener::bind(settings.listen).await.with_context(|| {
            format!(
                "cannot listen on {}: stop the program that uses this port, or set GATELOG_LISTEN to another",
                settings.listen
            )
        })?;
        let address = listener.local_addr().context("reading the address that was bound")?;
        diary.started(&settings).await;
        let audit = Arc::new(Audit::new(settings.audit_reads, clock.clone()));
        let telling = {
            let (audit, log) = (Arc::clone(&audit), log.clone());
            async move { audit.run(&log).await }
        };
        tasks.push(tokio::spawn(unless(stop_views.clone(), telling)));
        let in_force = InForce::new(&settings.sources, log.clone(), clock.clone(), metrics.clone());
        let in_force = Arc::new(in_force);
        let hidden = left_out::watch(Arc::clone(&store), Arc::clone(&in_force), clock.clone());
        tasks.push(tokio::spawn(unless(stop_views.clone(), hidden)));
        let api = Api {
            store: Arc::clone(&store),
            log: log.clone(),
            clock,
            in_force,
            surface: Surface::of(&settings),
            api_key: settings.api_key,
            ready: settings.ready,
            metrics,
            audit,
            intake: IntakeLimits::default(),
        };
        Ok(Self { address, store, diary, listener, api, stop_views, tasks })
    }

    /// Serves until told to stop; then answers what was asked, appends what is queued, and closes.
    pub(crate) async fn until(self, stop: CancellationToken) -> anyhow::Result<()> {
        tracing::info!(address = %self.address, docs = %format!("http://{}/docs", self.address), "listening");
        let audit = Arc::clone(&self.api.audit);
        let limits = Limits { connections: server::files::connections(), ..Limits::default() };
        tracing::info!(connections = limits.connections, "so many connections are held at once");
        let metrics = self.api.metrics.clone();
        let served = server::serve(self.listener, api::endpoint(self.api), stop, limits, metrics).await;
        tracing::info!("shutting down: appending what is queued");
        if tokio::time::timeout(TELLING_WAITED_FOR, audit.flush(&self.diary.log)).await.is_err() {
            tracing::error!("what was read in the last minute is not in the log: the database does not answer");
        }
        self.diary.stopped().await;
        self.diary.log.shut_down().await;
        self.stop_views.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a background task ended abnormally");
            }
        }
        self.store.close().await;
        tracing::info!("stopped");
        served.context("serving")
    }
}

/// Which sources there are, and what had better be configured otherwise.
fn log_configuration(settings: &Settings) {
    for source in &settings.sources {
        let instances = if source.instances.is_empty() { "all".to_owned() } else { source.instances.join(",") };
        tracing::info!(source = %source.source, secrets = source.secrets.len(), %instances, "deliveries of this source are taken");
    }
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
}

/// Runs work until it is done or cancelled. What it had in a transaction is rolled back.
async fn unless(stop: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}

/// Builds what has no live generation of this binary's version: on a first start, after an upgrade, or when the views
/// were lost.
async fn build_missing(store: Arc<Store>, diary: Diary, views: Vec<Arc<dyn View>>) {
    loop {
        let mut missing = Vec::new();
        for view in &views {
            match generation::live(store.views(), view.name(), view.version()).await {
                Ok(Some(_)) => {}
                Ok(None) => missing.push(Arc::clone(view)),
                Err(error) if store.is_away(&error) => missing.push(Arc::clone(view)),
                Err(error) => {
                    tracing::error!(%error, projection = view.name(), "cannot look up the live generation");
                    missing.push(Arc::clone(view));
                }
            }
        }
        if missing.is_empty() {
            return;
        }
        let names: Vec<_> = missing.iter().map(|view| view.name()).collect();
        let (log, clock) = (diary.log.clone(), diary.clock.clone());
        let since = Instant::now();
        let rebuild = Rebuild { store: Arc::clone(&store), log, clock, views: missing, keep_previous: None };
        match rebuild.run(&Silent).await {
            Ok(events) => {
                tracing::info!(projections = names.join(","), events, "projections were built from the log");
                diary.rebuilt(&names, events, since, "serve").await;
            }
            Err(RebuildError::Elsewhere) => tokio::time::sleep(ELSEWHERE_PAUSE).await,
            Err(RebuildError::Store(error)) if store.is_away(&error) => tokio::time::sleep(ELSEWHERE_PAUSE).await,
            Err(error) => {
                tracing::error!(%error, projections = names.join(","), "building projections failed, trying again");
                tokio::time::sleep(ELSEWHERE_PAUSE).await;
            }
        }
    }
}

/// Says what the operator has left to the command.
async fn warn_of_missing(store: &Store, views: &[Arc<dyn View>]) -> anyhow::Result<()> {
    for view in views {
        if generation::live(store.views(), view.name(), view.version()).await?.is_none() {
            let (projection, version) = (view.name(), view.version());
            tracing::warn!(
                projection,
                version,
                "there is no copy of this view yet: build it with `gatelog projections rebuild`"
            );
        }
    }
    Ok(())
}

async fn retire_often(store: Arc<Store>, clock: Clock, views: Vec<Arc<dyn View>>) {
    loop {
        tokio::time::sleep(RETIRE_EVERY).await;
        if let Err(error) = retire::retire(&store, &clock, &views).await
            && !store.is_away(&error)
        {
            tracing::warn!(%error, "an old generation could not be dropped, trying again later");
        }
    }
}
