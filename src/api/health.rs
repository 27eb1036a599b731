//! Whether this process is alive, and whether its answers are current. Needs no key, and tells nothing of any event.

use std::sync::Arc;

use poem::{http::StatusCode, web::Data};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, payload::Json, registry::MetaResponses};

use super::{
    error::{Problem, refusals},
    state::State,
    tags::Tag,
};
use crate::{
    clock::Timestamp,
    config::ReadyLimits,
    event_log::LogHealth,
    query::projections::{self, Progress},
};

/// After which readiness is worth asking again, in seconds.
const RETRY_SECONDS: u32 = 2;

pub(super) struct Health;

/// This process answers.
#[derive(Object)]
struct Alive {
    /// Always `ok`.
    status: AliveStatus,
}

#[derive(Enum)]
#[oai(rename_all = "snake_case")]
enum AliveStatus {
    Ok,
}

/// The database answers, the log takes events, and every view keeps up with the log.
#[derive(Object)]
struct Ready {
    /// Always `ready`.
    status: ReadyStatus,
    /// How each view keeps up.
    projections: Vec<ReadyProjection>,
}

#[derive(Enum)]
#[oai(rename_all = "snake_case")]
enum ReadyStatus {
    Ready,
}

/// How a view keeps up.
#[derive(Object)]
struct ReadyProjection {
    /// The view.
    name: String,
    /// How many events it has still to fold.
    lag: i64,
}

/// Why the service is not ready.
struct NotReady(Problem);

#[OpenApi(tag = "Tag::Operations")]
impl Health {
    /// Alive?
    ///
    /// Answers as long as the process does. Asks nothing of the database.
    #[oai(path = "/healthz", method = "get", operation_id = "get_health")]
    #[expect(clippy::unused_async, reason = "the framework takes nothing else")]
    async fn alive(&self) -> Json<Alive> {
        Json(Alive { status: AliveStatus::Ok })
    }

    /// Ready?
    ///
    /// Ready when the database answers, the log takes events and every view is close enough behind it. Otherwise the
    /// problem says what is not. Webhooks are taken as long as the log can take them, ready or not.
    #[oai(path = "/readyz", method = "get", operation_id = "get_readiness")]
    async fn ready(&self, Data(state): Data<&Arc<State>>) -> Result<Json<Ready>, NotReady> {
        let progress = projections::progress(&state.store).await.map_err(|error| {
            // The cause is logged by whoever asks for more than readiness; a probe would fill the log.
            tracing::debug!(%error, "not ready: the database does not answer");
            NotReady::because("the database does not answer")
        })?;
        let now = state.clock.now();
        let behind = progress.iter().filter_map(|progress| why_behind(progress, &state.ready, now));
        let reasons: Vec<String> = why_not_taking(&state.log.health()).map(str::to_owned).chain(behind).collect();
        if !reasons.is_empty() {
            return Err(NotReady::because(&reasons.join("; ")));
        }
        let projections =
            progress.into_iter().map(|progress| ReadyProjection { name: progress.name.to_owned(), lag: progress.lag });
        Ok(Json(Ready { status: ReadyStatus::Ready, projections: projections.collect() }))
    }
}

/// What keeps the log from taking deliveries, if anything does.
fn why_not_taking(log: &LogHealth) -> impl Iterator<Item = &'static str> {
    let reasons = [
        (log.closed, "the service is shutting down"),
        (log.failing, "the log could not commit its last append"),
        (log.full, "the queue of the log is full"),
    ];
    reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason))
}

/// What keeps a view from being current, if anything does.
fn why_behind(progress: &Progress, limits: &ReadyLimits, now: Timestamp) -> Option<String> {
    let Progress { name, lag, .. } = progress;
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

impl NotReady {
    fn because(detail: &str) -> Self {
        Self(Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(RETRY_SECONDS))
    }
}

impl From<NotReady> for poem::Error {
    fn from(NotReady(problem): NotReady) -> Self {
        problem.into()
    }
}

impl ApiResponse for NotReady {
    fn meta() -> MetaResponses {
        refusals(&[(503, "Not ready; the problem says what is not.")])
    }

    fn register(registry: &mut poem_openapi::registry::Registry) {
        Problem::register(registry);
    }
}
