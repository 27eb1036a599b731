//! The log over HTTP.

use std::{fmt::Write as _, sync::Arc};

use poem::{
    http::{Uri, header},
    web::Data,
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::{Binary, Response},
};

use super::{
    auth::{self, BearerKey},
    error::Problem,
    page::{self, Listed, listed},
    parameters::{Limit, Moment, Order, PayloadForm, Text, Types, Word, moment, text, word},
    payload::{HasPayload, Payload, WithPayload},
    refusals::OneProblem,
    state::State,
    tags::Tag,
};
use crate::{
    access::{Grant, Scope},
    clock::Timestamp,
    query::{
        Interval,
        events::{self, EventFilter, EventRow, WholeEvent},
    },
};

pub(super) struct Events;

/// An event, as the log has it. What it is about is taken from the activity view, and null while that lags behind.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
struct Event {
    /// Its place in the log: 0, 1, 2, … without a gap.
    position: i64,
    /// The sender's id for it.
    svix_id: String,
    /// Who sent it.
    source: String,
    /// The user it is about.
    #[oai(nullable)]
    user_id: Option<String>,
    /// The session it is about.
    #[oai(nullable)]
    session_id: Option<String>,
    /// When it happened.
    #[oai(nullable)]
    occurred_at: Option<Moment>,
    /// When the log took it; never decreases with position.
    received_at: Moment,
    /// When the recorded attempt was signed.
    svix_timestamp: Moment,
    /// By which way it came: `door`, `import`, `backfill` or `system`.
    via: String,
    /// Its type, for example `session.created`; null where the body names none.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// Length of the body.
    body_bytes: i64,
    /// What binds this entry to its payload, in hexadecimal.
    commitment: String,
}

/// An event with its payload.
#[derive(Debug, Object)]
struct EventWithPayload {
    #[oai(flatten)]
    event: Event,
    /// Which of the configured secrets verified it.
    #[oai(nullable)]
    secret_id: Option<String>,
    /// Whether the body holds more than `payload` shows; `payload=full` shows it whole.
    payload_redacted: bool,
    /// Of the body, where it is JSON, the fields that hold no secret, as the sender wrote them; null where nothing may be
    /// shown. With `payload=full` all of it. `…/payload` has the exact bytes in any case.
    payload: Payload,
}

impl HasPayload for EventWithPayload {
    fn payload(&self) -> &Payload {
        &self.payload
    }
}

impl From<EventRow> for Event {
    fn from(EventRow { row, occurred_at, user_id, session_id }: EventRow) -> Self {
        Self {
            position: row.position,
            svix_id: row.svix_id,
            source: row.source,
            via: row.via,
            event_type: row.event_type,
            occurred_at: occurred_at.map(Moment),
            received_at: Moment(Timestamp::from_micros(row.received_at)),
            svix_timestamp: Moment(Timestamp::from_seconds(row.svix_timestamp)),
            user_id,
            session_id,
            body_bytes: row.body_bytes,
            commitment: hexadecimal(&row.commitment),
        }
    }
}

#[OpenApi(tag = "Tag::Events")]
impl Events {
    /// List events
    ///
    /// In the order of their arrival. Gatelog's own events are left out unless `source=system` asks for them.
    #[oai(
        path = "/v1/events",
        method = "get",
        operation_id = "list_events",
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
        /// Of this type, or, with `*` at the end, of every type that begins so: `session.*`.
        r#type: Query<Option<Types>>,
        /// About this user.
        user_id: Query<Option<Text>>,
        /// About this session.
        session_id: Query<Option<Text>>,
        /// Received then or later.
        since: Query<Option<Moment>>,
        /// Received before then, which is after `since`.
        until: Query<Option<Moment>>,
        /// How many rows at most.
        limit: Query<Option<Limit>>,
        /// Which end comes first; newest, if nothing is said.
        order: Query<Option<Order>>,
        /// The page after this cursor.
        after: Query<Option<Text>>,
        /// The page before this cursor.
        before: Query<Option<Text>>,
    ) -> Result<Listed<Event>, Problem> {
        let filter = EventFilter {
            source: text(source.0),
            event_type: r#type.0.map(|Types(pattern)| pattern),
            user_id: text(user_id.0),
            session_id: text(session_id.0),
            interval: Interval::new(moment(since.0), moment(until.0), None)?,
        };
        let page =
            events::list(&state.store, &filter, &grant.sources, &page::request(limit, order, after, before)).await?;
        Ok(listed(uri, page))
    }

    /// Get an event
    ///
    /// With its payload, where that is JSON: of families that Gatelog knows the fields that hold no secret, of all others
    /// nothing (`payload_redacted` is true then). `payload=full` shows all of it, and needs the scope `events:body` too.
    #[oai(path = "/v1/events/:svix_id", method = "get", operation_id = "get_event")]
    async fn one(
        &self,
        #[oai(scope = "Scope::EventsRead")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the event, percent-encoded.
        svix_id: Path<Text>,
        /// Who sent it; needed only where two sources hold the id.
        source: Query<Option<Text>>,
        /// How much of the payload is shown; only what holds no secret, if nothing is said.
        payload: Query<Option<Word<PayloadForm>>>,
    ) -> Result<WithPayload<EventWithPayload>, OneProblem> {
        let is_full = word(payload.0) == Some(PayloadForm::Full);
        if is_full {
            auth::require(grant, Scope::EventsBody)?;
        }
        let WholeEvent { event, secret_id, body } = find(state, grant, svix_id, source).await?;
        let body = body.unwrap_or_default();
        let (payload, payload_redacted) = if is_full {
            (Payload::whole(&body), false)
        } else {
            Payload::redacted(&event.row.source, event.row.event_type.as_deref(), &body)
        };
        Ok(WithPayload(EventWithPayload { event: event.into(), secret_id, payload_redacted, payload }))
    }

    /// Get the payload of an event
    ///
    /// The exact bytes that were delivered and signed.
    #[oai(path = "/v1/events/:svix_id/payload", method = "get", operation_id = "get_event_payload")]
    async fn payload(
        &self,
        #[oai(scope = "Scope::EventsBody")] _key: BearerKey,
        Data(state): Data<&Arc<State>>,
        Data(grant): Data<&Arc<Grant>>,
        /// The id of the event, percent-encoded.
        svix_id: Path<Text>,
        /// Who sent it; needed only where two sources hold the id.
        source: Query<Option<Text>>,
    ) -> Result<Response<Binary<Vec<u8>>>, OneProblem> {
        let WholeEvent { event, body, .. } = find(state, grant, svix_id, source).await?;
        let body = body.ok_or_else(|| OneProblem::gone("the payload of this event was erased"))?;
        // Saved, never shown: a body is whatever its sender wrote.
        let disposition = format!("attachment; filename=\"event-{}.bin\"", event.row.position);
        Ok(Response::new(Binary(body))
            .header(header::CONTENT_DISPOSITION, disposition)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
    }
}

async fn find(
    state: &State,
    grant: &Grant,
    svix_id: Path<Text>,
    source: Query<Option<Text>>,
) -> Result<WholeEvent, OneProblem> {
    let found = events::one(&state.store, &svix_id.0.0, text(source.0).as_deref(), &grant.sources).await?;
    found.ok_or_else(|| OneProblem::not_found("event"))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}
