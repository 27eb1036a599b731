//! Events that could not be read, over HTTP.

use std::sync::Arc;

use poem::{http::Uri, web::Data};
use poem_openapi::{Object, OpenApi, param::Query};

use super::{
    auth::BearerKey,
    error::Problem,
    page::{self, Listed, listed},
    parameters::{Limit, Moment, Order, Text, text},
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::undecodable::{self, Fault, UndecodableRow},
};

pub(super) struct UndecodableList;

/// An event that could not be read, or not wholly. It is recorded whole, and its payload can be had bit for bit.
#[derive(Debug, Object)]
struct UndecodableEvent {
    /// Its place in the log.
    position: i64,
    /// Who sent it.
    source: String,
    /// The id of the event.
    svix_id: String,
    /// Its type; null where the body has no usable one.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// When the log took it.
    received_at: Moment,
    /// Length of the body.
    body_bytes: i64,
    /// What is wrong with it, by view.
    faults: Vec<ViewFault>,
}

/// What one view could not read of an event.
#[derive(Debug, Object)]
struct ViewFault {
    /// The view. `activity` has a row of the event all the same; every other view has none.
    view: String,
    /// Why it could not read the event.
    reason: String,
}

impl From<UndecodableRow> for UndecodableEvent {
    fn from(UndecodableRow { event, faults }: UndecodableRow) -> Self {
        Self {
            position: event.position,
            source: event.source,
            svix_id: event.svix_id,
            event_type: event.event_type,
            received_at: Moment(Timestamp::from_micros(event.received_at)),
            body_bytes: event.body_bytes,
            faults: faults.into_iter().map(|Fault { view, reason }| ViewFault { view, reason }).collect(),
        }
    }
}

#[OpenApi(tag = "Tag::Operations")]
impl UndecodableList {
    /// List undecodable events
    ///
    /// Authentic events that are of no use to a view, each with the reason: no JSON, no object, not UTF-8, no usable type,
    /// or no readable id where a view needs one. They are acknowledged and recorded like any other, since sending them
    /// again would change nothing.
    #[oai(
        path = "/v1/undecodable",
        method = "get",
        operation_id = "list_undecodable",
        response_header(name = "link", ty = "Option<String>", description = "The pages beside this one (RFC 8288).")
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        #[oai(scope = "Scope::EventsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        uri: &Uri,
        /// Sent by this source.
        source: Query<Option<Text>>,
        /// How many rows at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; newest, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<UndecodableEvent>, Problem> {
        let page = page::request(limit, order, after, before);
        let page = undecodable::list(&state.store, text(source.0).as_deref(), &grant.sources, &page).await?;
        Ok(listed(uri, page))
    }
}
