//! The running service: starts database, log, projector and HTTP server in order, and stops them
//! in reverse.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{hidden_events, initial_metrics, lifecycle_events::LifecycleEvents, listen::listen};
use crate::{
    access::KeyRegistry,
    api::{
        self, Api, LiveConfig, exports::running::Exports, middleware::audit::Audit, state::Surface,
        streams::limits::StreamLimits, viewer::Viewer,
    },
    clock::Clock,
    config::Settings,
    event_log::{EventLog, LogOptions, clock_watch},
    ingest::intake::IntakeLimits,
    overload::limits::{ConnectionLimits, connections_allowed},
    projection::{
        Projector, Rebuild, RebuildError, Silent, View, garbage, generation, log_behind_views::drop_if_ahead,
    },
    query::restored_log,
    server,
    storage::{Location, OpenMode, Store},
    telemetry::{Metrics, START_TARGET},
    views,
};

/// Views of a shorter log are built before the first request; views of a longer one while requests
/// are answered.
const BUILD_FIRST_EVENTS_MAX: i64 = 5_000;
/// The interval for dropping unused generations.
const COLLECT_GARBAGE_EVERY: Duration = Duration::from_secs(30);
/// A stopping process waits this long until its last reads are recorded.
const AUDIT_FLUSH_TIMEOUT: Duration = Duration::from_secs(5);
/// The pause before the next attempt to build views.
const BUILD_RETRY_PAUSE: Duration = Duration::from_secs(2);

pub(super) struct Service {
    pub(crate) address: SocketAddr,
    store: Arc<Store>,
    lifecycle: LifecycleEvents,
    listener: TcpListener,
    pub(crate) api: Api,
    stop_views: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Service {
    /// Opens everything and binds the port; [`Service::serve_until`] answers requests. The service
    /// is not ready once `shutting_down` is cancelled.
    pub(crate) async fn start(
        settings: Settings,
        clock: Clock,
        shutting_down: CancellationToken,
    ) -> anyhow::Result<Self> {
        let location = Location::parse(settings.database.expose())?;
        let store = Arc::new(Store::open(&location, OpenMode::Append).await?);
        let migrated = if settings.migrate {
            store.migrate().await?
        } else {
            store.check_migrated().await?;
            Vec::new()
        };
        let metrics = Metrics::default();
        let options = LogOptions { compression: settings.compression, metrics: metrics.clone() };
        let log = EventLog::start_with(Arc::clone(&store), clock.clone(), options).await?;
        let lifecycle = LifecycleEvents::new(log.clone(), clock.clone());
        // Before the first append: these compare the clock and the views with the log of the
        // previous process.
        clock_watch::check_at_start(&log, &clock, &metrics).await?;
        let size = log.size().await?;
        let else_folded = restored_log::folded_another_log(&store).await?;
        let dropped = drop_if_ahead(&store, &log, else_folded).await?;
        lifecycle.migrated(&migrated).await;
        if !dropped.is_empty() {
            tracing::warn!(
                size = size.0,
                generations = dropped.len(),
                "the views are ahead of the log, which was restored from an older backup; rebuilding the views"
            );
            lifecycle.log_behind_views(size, &dropped).await;
        }
        tracing::info!(target: START_TARGET, database = %store.location(), size = size.0, "the log is open");
        log_configuration(&settings);
        if settings.api_key.is_none() && !KeyRegistry::new(log.clone(), clock.clone()).has_valid_key().await? {
            tracing::warn!(
                "there is no key, so every query is answered 401: create one with `gatelog keys create`, or set GATELOG_API_KEY"
            );
        }

        let names = settings.sources.iter().map(|settings| settings.source.clone()).collect();
        initial_metrics::initialize(&metrics, &clock, &names);
        let last_deliveries = initial_metrics::load_last_deliveries(metrics.clone(), Arc::clone(&store), names);
        let mut tasks = vec![tokio::spawn(last_deliveries)];
        let stop_views = CancellationToken::new();
        let views = views::all();
        let build = build_missing(Arc::clone(&store), lifecycle.clone(), views.clone());
        // The views of an empty log are always built: they need no event.
        if size.0 > 0 && !settings.auto_rebuild {
            warn_about_missing(&store, &views).await?;
        } else if size.0 <= BUILD_FIRST_EVENTS_MAX {
            build.await;
        } else {
            tasks.push(tokio::spawn(run_until_cancelled(stop_views.clone(), build)));
        }
        let projector = Projector::new(Arc::clone(&store), log.clone(), clock.clone(), views.clone());
        tasks.push(tokio::spawn(projector.run(stop_views.clone())));
        tasks.push(tokio::spawn(run_until_cancelled(
            stop_views.clone(),
            collect_garbage(Arc::clone(&store), clock.clone(), views.clone()),
        )));
        let watch = clock_watch::watch(log.clone(), clock.clone(), metrics.clone(), clock_watch::CHECK_INTERVAL);
        tasks.push(tokio::spawn(run_until_cancelled(stop_views.clone(), watch)));
        for view in &views {
            let live = generation::live(store.views(), view.name(), view.version()).await?;
            let (generation, checkpoint) = live.map_or((0, 0), |live| (live.number, live.checkpoint.0));
            tracing::info!(
                target: START_TARGET,
                projection = view.name(),
                version = view.version(),
                generation,
                checkpoint,
                "a projection follows the log"
            );
        }

        let listener = listen(settings.listen).await?;
        let address = listener.local_addr().context("the system does not tell which port is used; start again")?;
        lifecycle.started(&settings).await;
        let audit = Arc::new(Audit::new(settings.audit_reads, clock.clone()));
        let auditing = {
            let (audit, log) = (Arc::clone(&audit), log.clone());
            async move { audit.run(&log).await }
        };
        tasks.push(tokio::spawn(run_until_cancelled(stop_views.clone(), auditing)));
        let live_config = LiveConfig::new(&settings.sources, log.clone());
        let live_config = Arc::new(live_config);
        let hidden = hidden_events::watch(Arc::clone(&store), Arc::clone(&live_config), clock.clone());
        tasks.push(tokio::spawn(run_until_cancelled(stop_views.clone(), hidden)));
        let api = Api {
            store: Arc::clone(&store),
            log: log.clone(),
            clock,
            live_config,
            surface: Surface::of(&settings),
            viewer: Viewer::new(settings.proxies, settings.person_header, settings.frame_ancestors),
            api_key: settings.api_key,
            ready: settings.ready,
            metrics,
            audit,
            exports: Arc::default(),
            intake: IntakeLimits::default(),
            streams: StreamLimits::default(),
            shutting_down,
            draining: CancellationToken::new(),
        };
        Ok(Self { address, store, lifecycle, listener, api, stop_views, tasks })
    }

    /// Serves until `stop`; then finishes open requests, appends queued events and closes.
    pub(super) async fn serve_until(self, stop: CancellationToken) -> anyhow::Result<()> {
        let docs = format!("http://{}/docs", self.address);
        tracing::info!(target: START_TARGET, address = %self.address, %docs, "listening");
        let audit = Arc::clone(&self.api.audit);
        let exports: Arc<Exports> = Arc::clone(&self.api.exports);
        let limits = ConnectionLimits { connections: connections_allowed(), ..ConnectionLimits::default() };
        tracing::info!(target: START_TARGET, connections = limits.connections, "connection limit");
        let metrics = self.api.metrics.clone();
        let api = Api { draining: stop.clone(), ..self.api };
        let served = server::serve(self.listener, api::endpoint(api), stop, limits, metrics).await;
        tracing::info!("shutting down: appending queued events");
        if tokio::time::timeout(AUDIT_FLUSH_TIMEOUT, exports.finished()).await.is_err() {
            tracing::error!("exports that the shutdown cut are not recorded: the database does not answer");
        }
        if tokio::time::timeout(AUDIT_FLUSH_TIMEOUT, audit.flush(&self.lifecycle.log)).await.is_err() {
            tracing::error!("the queries of the last minute are not recorded: the database does not answer");
        }
        self.lifecycle.stopped().await;
        self.lifecycle.log.shut_down().await;
        self.stop_views.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a background task ended abnormally");
            }
        }
        self.store.close().await;
        tracing::info!("stopped");
        served.context("no more requests can be taken; start again")
    }
}

fn log_configuration(settings: &Settings) {
    for source in &settings.sources {
        let instances = if source.instances.is_empty() { "all".to_owned() } else { source.instances.join(",") };
        tracing::info!(
            target: START_TARGET,
            source = %source.source,
            secrets = source.secrets.len(),
            %instances,
            "accepting deliveries of this source"
        );
    }
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
}

/// Cancellation rolls back an open transaction of the work.
async fn run_until_cancelled(stop: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = work => {}
    }
}

/// Builds the views without a live generation of this binary's version: at the first start, after
/// an upgrade, or after the loss of the views. It retries until all are built.
async fn build_missing(store: Arc<Store>, lifecycle: LifecycleEvents, views: Vec<Arc<dyn View>>) {
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
        let (log, clock) = (lifecycle.log.clone(), lifecycle.clock.clone());
        let since = Instant::now();
        let rebuild = Rebuild { store: Arc::clone(&store), log, clock, views: missing, keep_previous: None };
        match rebuild.run(&Silent).await {
            Ok(events) => {
                tracing::info!(projections = names.join(","), events, "projections were built from the log");
                lifecycle.rebuilt(&names, events, since, "serve").await;
            }
            Err(RebuildError::Elsewhere) => tokio::time::sleep(BUILD_RETRY_PAUSE).await,
            Err(RebuildError::Store(error)) if store.is_away(&error) => tokio::time::sleep(BUILD_RETRY_PAUSE).await,
            Err(error) => {
                tracing::error!(%error, projections = names.join(","), "building projections failed, trying again");
                tokio::time::sleep(BUILD_RETRY_PAUSE).await;
            }
        }
    }
}

/// Names the views that `gatelog projections rebuild` must build, since `database.auto_rebuild` is
/// off.
async fn warn_about_missing(store: &Store, views: &[Arc<dyn View>]) -> anyhow::Result<()> {
    for view in views {
        if generation::live(store.views(), view.name(), view.version()).await?.is_none() {
            let (projection, version) = (view.name(), view.version());
            tracing::warn!(projection, version, "this view is not built yet: run `gatelog projections rebuild`");
        }
    }
    Ok(())
}

async fn collect_garbage(store: Arc<Store>, clock: Clock, views: Vec<Arc<dyn View>>) {
    loop {
        tokio::time::sleep(COLLECT_GARBAGE_EVERY).await;
        if let Err(error) = garbage::collect(&store, &clock, &views).await
            && !store.is_away(&error)
        {
            tracing::warn!(%error, "an old generation could not be dropped, trying again later");
        }
    }
}
