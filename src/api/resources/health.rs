//! Liveness and readiness probes. They need no key and return nothing about events.

use std::sync::Arc;

use poem::{http::StatusCode, web::Data};
use poem_openapi::{Enum, Object, OpenApi, payload::Json};

use crate::{
    api::{
        state::State,
        wire::{
            document::Tag,
            error::Problem,
            refusals::{NotReady, ProbeProblem},
        },
    },
    clock::Timestamp,
    config::ReadyLimits,
    event_log::LogHealth,
    query::projections::{self, ViewProgress},
};

/// Retry-After of a service that is not ready, in seconds.
const RETRY_SECONDS: u32 = 2;

const SHUTTING_DOWN: &str = "the service is shutting down";

pub(crate) struct Health;

/// The process is running.
#[derive(Object)]
struct Liveness {
    /// Always `ok`.
    status: LivenessStatus,
}

#[derive(Enum)]
#[oai(rename_all = "snake_case")]
enum LivenessStatus {
    Ok,
}

/// The database answers, the log accepts events, and every projection is close enough to the end
/// of the log.
#[derive(Object)]
struct Readiness {
    /// Always `ready`.
    status: ReadinessStatus,
    /// Lag of each projection.
    projections: Vec<ProjectionLag>,
}

#[derive(Enum)]
#[oai(rename_all = "snake_case")]
enum ReadinessStatus {
    Ready,
}

/// Lag of one projection.
#[derive(Object)]
struct ProjectionLag {
    /// Name of the projection.
    name: String,
    /// Number of events that are not processed yet.
    lag: i64,
}

#[OpenApi(tag = "Tag::Operations")]
impl Health {
    /// Liveness probe
    ///
    /// Answers 200 as long as the process runs. It does not query the database.
    #[oai(path = "/healthz", method = "get", operation_id = "get_health")]
    #[expect(clippy::unused_async, reason = "the framework takes nothing else")]
    async fn alive(&self) -> Result<Json<Liveness>, ProbeProblem> {
        Ok(Json(Liveness { status: LivenessStatus::Ok }))
    }

    /// Readiness probe
    ///
    /// Answers 200 if the database answers, the log accepts events and every projection is close
    /// enough to the end of the log. Otherwise, and from the beginning of a shutdown, it answers
    /// 503, and `detail` says why. Webhooks are received as long as the log accepts them, even if
    /// the service is not ready.
    #[oai(path = "/readyz", method = "get", operation_id = "get_readiness")]
    async fn ready(&self, Data(state): Data<&Arc<State>>) -> Result<Json<Readiness>, NotReady> {
        if state.shutting_down.is_cancelled() {
            return Err(not_ready(SHUTTING_DOWN));
        }
        let progress = projections::progress(&state.store).await.map_err(|error| {
            // Not an error: queries log the cause, and probes would fill the log.
            tracing::debug!(%error, "not ready: the database does not answer");
            not_ready("the database does not answer")
        })?;
        let now = state.clock.now();
        let behind = progress.iter().filter_map(|progress| why_behind(progress, &state.ready, now));
        let reasons: Vec<String> = why_not_taking(&state.log.health()).map(str::to_owned).chain(behind).collect();
        if !reasons.is_empty() {
            return Err(not_ready(&reasons.join("; ")));
        }
        let projections =
            progress.into_iter().map(|progress| ProjectionLag { name: progress.name.to_owned(), lag: progress.lag });
        Ok(Json(Readiness { status: ReadinessStatus::Ready, projections: projections.collect() }))
    }
}

fn why_not_taking(log: &LogHealth) -> impl Iterator<Item = &'static str> {
    let reasons = [
        (log.closed, SHUTTING_DOWN),
        (log.failing, "the log could not commit its last append"),
        (log.full, "the queue of the log is full"),
    ];
    reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason))
}

fn why_behind(progress: &ViewProgress, limits: &ReadyLimits, now: Timestamp) -> Option<String> {
    let ViewProgress { name, lag, .. } = progress;
    if !progress.live && !limits.auto_rebuild {
        return Some(format!(
            "the view {name} is not built, and database.auto_rebuild is off: run `gatelog projections rebuild {name}`"
        ));
    }
    if !progress.live {
        return Some(format!("the view {name} is being built"));
    }
    if u64::try_from(*lag).is_ok_and(|lag| lag >= limits.lag_events) && *lag > 0 {
        return Some(format!("the view {name} is {lag} events behind"));
    }
    let behind_seconds = progress.behind_since.map_or(0, |since| now.seconds() - since.seconds());
    if *lag > 0 && u64::try_from(behind_seconds).is_ok_and(|behind| behind >= limits.lag_seconds) {
        return Some(format!("the view {name} has been behind for {behind_seconds} s ({lag} events)"));
    }
    None
}

fn not_ready(detail: &str) -> NotReady {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(RETRY_SECONDS).into()
}
