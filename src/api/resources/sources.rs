//! Lists the sources.

use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{document::Tag, error::Problem, parameters::DateTime},
    },
    query::{
        hidden_instances::{self, OtherInstance, RecentCounts},
        sources::{self, SourceRow},
    },
};

pub(crate) struct Sources;

/// A source of webhooks, configured now or in the past.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
struct Source {
    /// Name of the source, as in `/webhooks/{source}`.
    source: String,
    /// Clerk instances whose rows lists return by default. Empty means all.
    instances: Vec<String>,
    /// Start of coverage: when the first event was recorded. Null if there is none.
    #[oai(nullable)]
    coverage_from: Option<DateTime>,
    /// When the latest event was recorded. Null if there is none.
    #[oai(nullable)]
    last_event_at: Option<DateTime>,
    /// Recent events of the source. Absent while the activity view is being built.
    #[oai(skip_serializing_if_is_none)]
    recent: Option<RecentEvents>,
}

/// A source's events among the newest 1,000 events of the log.
#[derive(Debug, Default, Object)]
struct RecentEvents {
    /// Number of the newest 1,000 events that came from this source.
    events: i64,
    /// Number of these that lists leave out by default, because their instance is not configured.
    hidden: i64,
    /// Instances that send to this source but are not configured, most events first, at most 10.
    /// `instance_id=` returns their rows.
    other_instances: Vec<UnconfiguredInstance>,
    /// What is left out and which setting changes that, in one sentence. Null if nothing is left
    /// out.
    #[oai(nullable)]
    notice: Option<String>,
}

/// An instance that sends to a source but is not configured for it.
#[derive(Debug, Object)]
struct UnconfiguredInstance {
    /// Clerk instance (`ins_…`).
    instance_id: String,
    /// Number of the newest 1,000 events that belong to this instance.
    events: i64,
    /// When the first event of this instance happened, however long ago.
    since: DateTime,
    /// When its last event was received.
    last_event_at: DateTime,
}

/// All sources.
#[derive(Debug, Object)]
struct SourceList {
    /// Sorted by name.
    data: Vec<Source>,
}

impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        Self {
            source: row.source,
            instances: row.instances,
            coverage_from: row.coverage_from.map(DateTime),
            last_event_at: row.last_event_at.map(DateTime),
            recent: None,
        }
    }
}

impl From<RecentCounts> for RecentEvents {
    fn from(recent: RecentCounts) -> Self {
        Self {
            events: recent.events,
            hidden: recent.hidden,
            notice: recent.notice(),
            other_instances: recent.instances.into_iter().map(UnconfiguredInstance::from).collect(),
        }
    }
}

impl From<OtherInstance> for UnconfiguredInstance {
    fn from(OtherInstance { instance_id, events, since, last_event_at }: OtherInstance) -> Self {
        Self { instance_id, events, since: DateTime(since), last_event_at: DateTime(last_event_at) }
    }
}

#[OpenApi(tag = "Tag::Operations")]
impl Sources {
    /// List sources
    ///
    /// Returns where events come from, since when they are recorded, and what the configuration
    /// leaves out of lists.
    #[oai(path = "/v1/sources", method = "get", operation_id = "list_sources")]
    async fn list(&self, granted: Granted<ViewsRead>) -> Result<Json<SourceList>, Problem> {
        let configured = granted.state.sources();
        let rows =
            sources::list(granted.store(), &configured.names, &configured.instances, granted.allowed_sources()).await?;
        let recent =
            hidden_instances::recent_events(granted.store(), &configured.instances, granted.allowed_sources()).await?;
        let with_recent = |row: SourceRow| {
            let source = Source::from(row);
            let own = |recent: &Vec<RecentCounts>| recent.iter().find(|recent| recent.source == source.source).cloned();
            let recent = recent.as_ref().map(|recent| own(recent).map(RecentEvents::from).unwrap_or_default());
            Source { recent, ..source }
        };
        Ok(Json(SourceList { data: rows.into_iter().map(with_recent).collect() }))
    }
}
