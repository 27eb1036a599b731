//! Who sends, over HTTP.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{Object, OpenApi, payload::Json};

use super::{auth::BearerKey, error::Problem, parameters::Moment, state::State, tags::Tag};
use crate::{
    access::{Grant, Scope},
    query::sources::{self, SourceRow},
};

pub(super) struct SourceList;

/// A sender, configured now or once.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
struct Source {
    /// Its name.
    source: String,
    /// The instances whose rows are shown by default; empty means all.
    instances: Vec<String>,
    /// From when on answers are complete: when its first event was received. Null before that.
    #[oai(nullable)]
    coverage_from: Option<Moment>,
    /// When its latest event was received.
    #[oai(nullable)]
    last_event_at: Option<Moment>,
}

/// Every sender.
#[derive(Debug, Object)]
struct Sources {
    /// By name.
    data: Vec<Source>,
}

impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        Self {
            source: row.source,
            instances: row.instances,
            coverage_from: row.coverage_from.map(Moment),
            last_event_at: row.last_event_at.map(Moment),
        }
    }
}

#[OpenApi(tag = "Tag::Operations")]
impl SourceList {
    /// List sources
    ///
    /// Who sends events, and from when on the log has them.
    #[oai(path = "/v1/sources", method = "get", operation_id = "list_sources")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
    ) -> Result<Json<Sources>, Problem> {
        let configured = state.sources();
        let rows = sources::list(&state.store, &configured.names, &configured.instances, &grant.sources).await?;
        Ok(Json(Sources { data: rows.into_iter().map(Source::from).collect() }))
    }
}
