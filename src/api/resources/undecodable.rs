//! Lists undecodable events and events that projections skipped.

use poem_openapi::{Object, OpenApi, param::Query};

use crate::{
    api::{
        middleware::auth::{EventsRead, Granted},
        wire::{
            document::Tag,
            error::Problem,
            label::{Label, ProjectionLabels},
            page::{Asked, Listed, listed},
            parameters::{DateTime, Limit, NonEmptyText, Order, text},
        },
    },
    clock::Timestamp,
    query::undecodable::{self, UndecodableRow, ViewFailure},
};

pub(crate) struct Undecodable;

/// An event that at least one projection skipped. It is recorded, and its payload can be
/// downloaded unchanged.
#[derive(Debug, Object)]
struct UndecodableEvent {
    /// Position in the log.
    position: i64,
    /// Name of the source that sent the event, as configured.
    source: String,
    /// Id of the event, as the sender assigned it.
    svix_id: String,
    /// Event type. Null if the body has no usable type.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// When the event was recorded in the log.
    received_at: DateTime,
    /// Length of the body in bytes.
    body_bytes: i64,
    /// Projections that skipped the event, with the reason.
    failures: Vec<ProjectionFailure>,
}

/// A projection that skipped an event.
#[derive(Debug, Object)]
struct ProjectionFailure {
    /// Name of the projection. `activity` still has a row for the event; all others have none.
    projection: Label<ProjectionLabels>,
    /// Why the projection skipped the event.
    reason: String,
}

impl From<UndecodableRow> for UndecodableEvent {
    fn from(UndecodableRow { event, failures }: UndecodableRow) -> Self {
        Self {
            position: event.position,
            source: event.source,
            svix_id: event.svix_id,
            event_type: event.event_type,
            received_at: DateTime(Timestamp::from_micros(event.received_at)),
            body_bytes: event.body_bytes,
            failures: failures.into_iter().map(ProjectionFailure::from).collect(),
        }
    }
}

impl From<ViewFailure> for ProjectionFailure {
    fn from(ViewFailure { view, reason }: ViewFailure) -> Self {
        Self { projection: Label::new(view), reason }
    }
}

#[OpenApi(tag = "Tag::Operations")]
impl Undecodable {
    /// List undecodable events
    ///
    /// Returns verified events that a projection skipped, with the reason: the body is not JSON,
    /// not an object or not UTF-8, or it has no usable type or id. They are recorded and
    /// acknowledged like all others, because sending them again would change nothing.
    #[oai(path = "/v1/undecodable", method = "get", operation_id = "list_undecodable")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<EventsRead>,
        asked: Asked,
        /// Only events from this source.
        source: Query<Option<NonEmptyText>>,
        /// Maximum number of rows on the page.
        limit: Query<Option<Limit>>,
        /// Sort direction: `desc` returns the newest row first.
        order: Query<Option<Order>>,
        /// Cursor: return the rows after it. Take it from `page.next`.
        after: Query<Option<NonEmptyText>>,
        /// Cursor: return the rows before it. Take it from `page.prev`.
        before: Query<Option<NonEmptyText>>,
    ) -> Result<Listed<UndecodableEvent>, Problem> {
        let page = asked.page(limit, order, after, before);
        let page =
            undecodable::list(granted.store(), text(source.0).as_deref(), granted.allowed_sources(), &page).await?;
        Ok(listed(asked, page))
    }
}
