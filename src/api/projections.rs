//! How far the views are, over HTTP.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{Object, OpenApi, payload::Json};

use super::{auth::BearerKey, error::Problem, parameters::Moment, state::State, tags::Tag};
use crate::query::projections::{self, ProjectionRow};

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
        }
    }
}

#[OpenApi(tag = "Tag::Operations")]
impl ProjectionList {
    /// List projections
    ///
    /// Every built copy of every view, and how far it has come.
    #[oai(path = "/v1/projections", method = "get", operation_id = "list_projections")]
    async fn list(&self, _key: BearerKey, Data(state): Data<&Arc<State>>) -> Result<Json<Projections>, Problem> {
        let rows = projections::list(&state.store).await?;
        Ok(Json(Projections { data: rows.into_iter().map(Projection::from).collect() }))
    }
}
