//! Who sends, over HTTP.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{Object, OpenApi, payload::Json};

use super::{auth::BearerKey, error::Problem, parameters::Moment, state::State, tags::Tag};
use crate::{
    access::{Grant, Scope},
    query::{
        left_out::{self, OtherInstance, Recent},
        sources::{self, SourceRow},
    },
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
    /// What became of its recent events; null while the view `activity` is being built.
    #[oai(nullable)]
    recent: Option<RecentEvents>,
}

/// What became of a source's events among the newest 1,000 of the log.
#[derive(Debug, Default, Object)]
struct RecentEvents {
    /// How many of the newest 1,000 events are this source's.
    events: i64,
    /// How many of these every list leaves out by default, because their instance is not configured.
    left_out: i64,
    /// The instances that these are of, at most 10, those with the most events first. `instance_id=` shows their rows.
    other_instances: Vec<OtherInstances>,
    /// What is left out, and what to set if it should not be; null where nothing is.
    #[oai(nullable)]
    notice: Option<String>,
}

/// An instance that sends to this source and is not configured.
#[derive(Debug, Object)]
struct OtherInstances {
    /// The instance.
    instance_id: String,
    /// How many of the newest 1,000 events are its own.
    events: i64,
    /// When its first event happened, however long ago.
    since: Moment,
    /// When its last event was received.
    last_event_at: Moment,
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
            recent: None,
        }
    }
}

impl From<Recent> for RecentEvents {
    fn from(recent: Recent) -> Self {
        Self {
            events: recent.events,
            left_out: recent.left_out,
            notice: recent.notice(),
            other_instances: recent.instances.into_iter().map(OtherInstances::from).collect(),
        }
    }
}

impl From<OtherInstance> for OtherInstances {
    fn from(OtherInstance { instance_id, events, since, last_event_at }: OtherInstance) -> Self {
        Self { instance_id, events, since: Moment(since), last_event_at: Moment(last_event_at) }
    }
}

#[OpenApi(tag = "Tag::Operations")]
impl SourceList {
    /// List sources
    ///
    /// Who sends events, from when on the log has them, and what configuration leaves out of answers.
    #[oai(path = "/v1/sources", method = "get", operation_id = "list_sources")]
    async fn list(
        &self,
        #[oai(scope = "Scope::ViewsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
    ) -> Result<Json<Sources>, Problem> {
        let configured = state.sources();
        let rows = sources::list(&state.store, &configured.names, &configured.instances, &grant.sources).await?;
        let recent = left_out::look(&state.store, &configured.instances, &grant.sources).await?;
        let with_recent = |row: SourceRow| {
            let source = Source::from(row);
            let own = |recent: &Vec<Recent>| recent.iter().find(|recent| recent.source == source.source).cloned();
            let recent = recent.as_ref().map(|recent| own(recent).map(RecentEvents::from).unwrap_or_default());
            Source { recent, ..source }
        };
        Ok(Json(Sources { data: rows.into_iter().map(with_recent).collect() }))
    }
}
