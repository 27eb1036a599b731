//! Lists the generations of the projections and rebuilds them.

use std::{sync::Arc, time::Instant};

use poem::http::StatusCode;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};

use crate::{
    access::Grant,
    api::{
        middleware::auth::{AdminRebuild, Granted, MetricsRead},
        wire::{
            document::Tag,
            error::Problem,
            label::{GenerationStateLabels, Label},
            parameters::{DateTime, ProjectionName},
            refusals::ChangeProblem,
        },
    },
    projection::{Rebuild, RebuildError, Rebuilt, Silent},
    query::projections::{self, ProjectionRow},
    storage::HeldLock,
    text::vocabulary,
    views,
};

/// Retry-After of a rebuild that could not start, in seconds.
const RETRY_SECONDS: u32 = 2;

pub(crate) struct Projections;

/// A generation of a projection: one built copy of its view.
#[derive(Debug, Object)]
struct Projection {
    /// Name of the projection.
    name: String,
    /// Version of the rules that built this generation.
    version: i64,
    /// Number of the generation.
    generation: i64,
    /// State of the generation.
    state: Label<GenerationStateLabels>,
    /// Number of events that the generation has processed.
    checkpoint: i64,
    /// Number of events in the log.
    size: i64,
    /// Number of events that are not processed yet.
    lag: i64,
    /// Number of events that the projection skipped. `/v1/undecodable` lists them.
    failures: i64,
    /// When `state` or `checkpoint` last changed.
    changed_at: DateTime,
    /// For a `previous` generation: until when it is kept for a rollback. Null otherwise.
    #[oai(nullable)]
    keep_until: Option<DateTime>,
}

/// All generations of all projections.
#[derive(Debug, Object)]
struct ProjectionList {
    /// Sorted by name and generation.
    data: Vec<Projection>,
}

impl From<ProjectionRow> for Projection {
    fn from(row: ProjectionRow) -> Self {
        Self {
            name: row.name,
            version: row.version,
            generation: row.generation,
            state: Label::new(row.state),
            checkpoint: row.checkpoint,
            size: row.size,
            lag: row.lag,
            failures: row.failures,
            changed_at: DateTime(row.changed_at),
            keep_until: row.keep_until.map(DateTime),
        }
    }
}

/// A rebuild that has started.
#[derive(Debug, Object)]
struct RebuildStarted {
    /// Name of the projection that is being rebuilt.
    projection: String,
}

#[derive(ApiResponse)]
enum Accepted {
    /// The rebuild has started. `GET /v1/projections` shows its progress.
    #[oai(status = 202)]
    Accepted(Json<RebuildStarted>),
}

#[OpenApi(tag = "Tag::Operations")]
impl Projections {
    /// List projections
    ///
    /// Returns every generation of every projection, with its progress.
    #[oai(path = "/v1/projections", method = "get", operation_id = "list_projections")]
    async fn list(&self, granted: Granted<MetricsRead>) -> Result<Json<ProjectionList>, Problem> {
        let rows = projections::list(granted.store()).await?;
        Ok(Json(ProjectionList { data: rows.into_iter().map(Projection::from).collect() }))
    }
    /// Rebuild a projection
    ///
    /// Builds a new generation of the view from the log in the background of this process, and
    /// swaps it in when it is complete. Until then the live generation answers queries and
    /// follows the log. Only one rebuild runs at a time; a second one is answered 409.
    #[oai(path = "/v1/projections/:name/rebuild", method = "post", operation_id = "rebuild_projection")]
    async fn rebuild(
        &self,
        granted: Granted<AdminRebuild>,
        /// Name of the projection.
        name: Path<ProjectionName>,
    ) -> Result<Accepted, ChangeProblem> {
        let view = views::all().into_iter().find(|view| view.name() == name.0.0);
        let view = view.ok_or_else(|| {
            let known: Vec<_> = views::all().iter().map(|view| view.name()).collect();
            Problem::new(StatusCode::NOT_FOUND, vocabulary::no_such("projection", &name.0.0, known))
        })?;
        let rebuild = Rebuild {
            store: Arc::clone(&granted.state.store),
            log: granted.state.log.clone(),
            clock: granted.state.clock.clone(),
            views: vec![view],
            keep_previous: None,
        };
        let lock = rebuild.lock().await?;
        tokio::spawn(run(rebuild, lock, Arc::clone(&granted.grant)));
        Ok(Accepted::Accepted(Json(RebuildStarted { projection: name.0.0 })))
    }
}

/// Runs the rebuild and records in the log who started it. If the process stops meanwhile, the
/// next rebuild continues.
async fn run(rebuild: Rebuild, lock: Box<dyn HeldLock>, grant: Arc<Grant>) {
    let Some(name) = rebuild.views.first().map(|view| view.name()) else { return };
    let begun = Instant::now();
    let events = match rebuild.run_under(lock, &Silent).await {
        Ok(events) => events,
        Err(error) => {
            tracing::error!(%error, projection = name, "a rebuild that was asked for over HTTP failed");
            return;
        }
    };
    tracing::info!(projection = name, events, "a rebuild that was asked for over HTTP is done");
    rebuild.log.record_best_effort(Rebuilt::new(&[name], events, begun, &grant.key_id).event(&rebuild.clock)).await;
}

impl From<RebuildError> for Problem {
    fn from(error: RebuildError) -> Self {
        if matches!(error, RebuildError::Elsewhere) {
            return Self::new(
                StatusCode::CONFLICT,
                "a rebuild is running; GET /v1/projections shows how far it is, try again when it is done",
            );
        }
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the rebuild could not begin; try again")
            .retry_after(RETRY_SECONDS)
            .because(&error)
    }
}
