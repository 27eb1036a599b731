//! How far the views are, over HTTP.

use std::{sync::Arc, time::Instant};

use poem::{http::StatusCode, web::Data};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};

use super::{
    auth::BearerKey,
    error::Problem,
    parameters::{Moment, Text},
    refusals::ChangeProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    projection::{Rebuild, RebuildError, Rebuilt, Silent},
    query::projections::{self, ProjectionRow},
    store::RebuildLock,
    text::vocabulary,
    views,
};

/// After which a rebuild that could not begin is worth another try, in seconds.
const RETRY_SECONDS: u32 = 2;

pub(super) struct ProjectionList;

/// One built copy of a view.
#[derive(Debug, Object)]
struct Projection {
    /// The view.
    name: String,
    /// By which rules this copy is built.
    version: i64,
    /// The number of the copy.
    generation: i64,
    /// `building`, `live` or `previous`.
    state: String,
    /// How many events it has folded.
    checkpoint: i64,
    /// How many events the log holds.
    size: i64,
    /// How many events it has still to fold.
    lag: i64,
    /// How many events it could not read and passed over.
    failures: i64,
    /// When state or checkpoint last changed.
    changed_at: Moment,
    /// Of a replaced copy: until when it is kept, so that it can be put back; else null.
    #[oai(nullable)]
    keep_until: Option<Moment>,
}

/// Every built copy of every view.
#[derive(Debug, Object)]
struct Projections {
    /// By name and number.
    data: Vec<Projection>,
}

impl From<ProjectionRow> for Projection {
    fn from(row: ProjectionRow) -> Self {
        Self {
            name: row.name,
            version: row.version,
            generation: row.generation,
            state: row.state,
            checkpoint: row.checkpoint,
            size: row.size,
            lag: row.lag,
            failures: row.failures,
            changed_at: Moment(row.changed_at),
            keep_until: row.keep_until.map(Moment),
        }
    }
}

/// A rebuild that runs.
#[derive(Debug, Object)]
struct Rebuilding {
    /// The view that is being built anew.
    projection: String,
}

#[derive(ApiResponse)]
enum Begun {
    /// It has begun; the list of projections shows how far it is.
    #[oai(status = 202)]
    Begun(Json<Rebuilding>),
}

#[OpenApi(tag = "Tag::Operations")]
impl ProjectionList {
    /// List projections
    ///
    /// Every built copy of every view, and how far it has come.
    #[oai(path = "/v1/projections", method = "get", operation_id = "list_projections")]
    async fn list(
        &self,
        #[oai(scope = "Scope::MetricsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
    ) -> Result<Json<Projections>, Problem> {
        let rows = projections::list(&state.store).await?;
        Ok(Json(Projections { data: rows.into_iter().map(Projection::from).collect() }))
    }
    /// Rebuild a projection
    ///
    /// Builds the view anew from the log, in the background of this process, and swaps it in when it is complete. Until
    /// then the old one is served and followed. One rebuild at a time.
    #[oai(path = "/v1/projections/:name/rebuild", method = "post", operation_id = "rebuild_projection")]
    async fn rebuild(
        &self,
        #[oai(scope = "Scope::AdminRebuild")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The view.
        name: Path<Text>,
    ) -> Result<Begun, ChangeProblem> {
        let view = views::all().into_iter().find(|view| view.name() == name.0.0);
        let view = view.ok_or_else(|| {
            let known: Vec<_> = views::all().iter().map(|view| view.name()).collect();
            Problem::new(
                StatusCode::NOT_FOUND,
                format!("there is no such projection: {}", vocabulary::unknown(&name.0.0, known)),
            )
        })?;
        let rebuild = Rebuild {
            store: Arc::clone(&state.store),
            log: state.log.clone(),
            clock: state.clock.clone(),
            views: vec![view],
            keep_previous: None,
        };
        let lock = rebuild.lock().await?;
        tokio::spawn(run(rebuild, lock, Arc::clone(grant)));
        Ok(Begun::Begun(Json(Rebuilding { projection: name.0.0 })))
    }
}

/// Rebuilds, and has the log say who did. What a stop of the process breaks off, the next rebuild goes on with.
async fn run(rebuild: Rebuild, lock: RebuildLock, grant: Arc<Grant>) {
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
