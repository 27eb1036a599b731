//! Lists events of the log and returns one event or its payload.

use bytes::Bytes;
use data_encoding::HEXLOWER;
use poem::{Request, http::header};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
    payload::{Binary, Response},
};

use crate::{
    access::Scope,
    api::{
        middleware::auth::{self, Caller, EventsBody, EventsRead, Granted},
        streams::opening::{self, Start, Streamed},
        wire::{
            document::Tag,
            error::Problem,
            ids::{ActorId, EventId, OrganizationId, SessionId, UserId},
            label::{Label, ViaLabels},
            page::{Asked, Listed, listed},
            parameters::{
                Action, Choice, DateTime, Limit, Network, NonEmptyText, Order, PayloadForm, RowPayload, Several,
                TypePatternParam, choice, date_time, text, texts, values,
            },
            payload::{HasPayload, Payload, WithPayload},
            refusals::{EventProblem, StreamProblem},
        },
    },
    clock::Timestamp,
    event::RecordedBody,
    query::{
        Interval,
        activity::ActivityFilter,
        events::{self, EventFilter, EventRow, WholeEvent},
        follow::FollowedList,
    },
};

pub(crate) struct Events;

/// An event in the log. `user_id`, `session_id` and `occurred_at` come from the activity view and
/// are null while that view lags behind.
#[derive(Debug, Object)]
#[expect(clippy::struct_field_names, reason = "the names of the fields are the API's")]
struct Event {
    /// Position in the log: 0, 1, 2, … without gaps.
    position: i64,
    /// Id of the event, as the sender assigned it.
    svix_id: String,
    /// Name of the source that sent the event, as configured.
    source: String,
    /// User that the event is about.
    #[oai(nullable)]
    user_id: Option<String>,
    /// Session that the event is about.
    #[oai(nullable)]
    session_id: Option<String>,
    /// When it happened.
    #[oai(nullable)]
    occurred_at: Option<DateTime>,
    /// When the event was recorded in the log. Never decreases with `position`.
    received_at: DateTime,
    /// When the recorded delivery attempt was signed.
    svix_timestamp: DateTime,
    /// How the event entered the log.
    via: Label<ViaLabels>,
    /// Event type, for example `session.created`. Null if the body has none.
    #[oai(rename = "type", nullable)]
    event_type: Option<String>,
    /// Length of the body in bytes.
    body_bytes: i64,
    /// Commitment that binds this entry to its payload: 32 bytes in hexadecimal.
    commitment: String,
    /// True if the body contains more than the payload of this row shows. Absent if the row has
    /// no payload.
    #[oai(skip_serializing_if_is_none)]
    payload_redacted: Option<bool>,
    /// Payload as text, on lists with `payload`: with `full` exactly what the sender wrote, with
    /// `redacted` the JSON of the fields that contain no secrets. Absent if nothing may be shown.
    #[oai(skip_serializing_if_is_none)]
    payload_text: Option<String>,
    /// Why a list with `payload` does not show it: `erased`, `damaged`, or `not_text` for a body
    /// that is not UTF-8, whose bytes `/v1/events/{svix_id}/payload` returns.
    #[oai(skip_serializing_if_is_none)]
    payload_missing: Option<String>,
}

/// An event with its payload.
#[derive(Debug, Object)]
struct EventWithPayload {
    #[oai(flatten)]
    event: Event,
    /// Id of the webhook secret that verified the event. Null if no secret did.
    #[oai(nullable)]
    secret_id: Option<String>,
    /// JSON body as the sender wrote it, reduced to fields that contain no secrets. Null if the
    /// body is not JSON or nothing may be shown. Complete with `payload=full`. `/payload` returns
    /// the exact bytes.
    payload: Payload,
}

impl HasPayload for EventWithPayload {
    /// Download an event's payload
    ///
    /// Returns exactly the bytes that were delivered and signed.
    fn payload(&self) -> &Payload {
        &self.payload
    }
}

/// A row of a list, with its payload in this form.
struct Listing(EventRow, PayloadForm);

impl From<Listing> for Event {
    fn from(Listing(mut event, form): Listing) -> Self {
        let (payload_text, payload_redacted, missing) = match event.body.take() {
            None => (None, None, None),
            Some(RecordedBody::Gone) => (None, None, Some("erased")),
            Some(RecordedBody::Damaged(_)) => (None, None, Some("damaged")),
            Some(RecordedBody::Kept(body)) => match (form, str::from_utf8(&body)) {
                (_, Err(_)) => (None, None, Some("not_text")),
                (PayloadForm::Full, Ok(text)) => (Some(text.to_owned()), Some(false), None),
                (PayloadForm::Redacted, Ok(_)) => {
                    let event_type = event.row.event_type.as_deref();
                    let (payload, is_partial) = Payload::redacted(&event.row.source, event_type, &body);
                    (payload.into_text(), Some(is_partial), None)
                }
            },
        };
        let payload_missing = missing.map(str::to_owned);
        Self { payload_redacted, payload_text, payload_missing, ..Self::from(event) }
    }
}

impl From<EventRow> for Event {
    fn from(EventRow { row, occurred_at, user_id, session_id, .. }: EventRow) -> Self {
        Self {
            position: row.position,
            svix_id: row.svix_id,
            source: row.source,
            via: Label::of_stored(row.via),
            event_type: row.event_type,
            occurred_at: occurred_at.map(DateTime),
            received_at: DateTime(Timestamp::from_micros(row.received_at)),
            svix_timestamp: DateTime(Timestamp::from_seconds(row.svix_timestamp)),
            user_id,
            session_id,
            body_bytes: row.body_bytes,
            commitment: HEXLOWER.encode(&row.commitment),
            payload_redacted: None,
            payload_text: None,
            payload_missing: None,
        }
    }
}

#[OpenApi(tag = "Tag::Events")]
impl Events {
    /// List events
    ///
    /// Sorted by position in the log. Gatelog's own events are returned only with
    /// `source=system`.
    #[oai(path = "/v1/events", method = "get", operation_id = "list_events")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn list(
        &self,
        granted: Granted<EventsRead>,
        asked: Asked,
        /// Only events from this source. `system` returns Gatelog's own events.
        source: Query<Option<NonEmptyText>>,
        /// Only events of this type. A trailing `*` matches a prefix.
        r#type: Query<Option<Several<TypePatternParam>>>,
        /// Only events with this action, for example `signed_in`, or of a type that has no action
        /// of its own.
        action: Query<Option<Several<Action>>>,
        /// Only events about this user.
        user_id: Query<Option<Several<UserId>>>,
        /// Only events that this user, impersonator, agent or key caused, including guesses, as
        /// `/v1/activity` shows them.
        actor_id: Query<Option<Several<ActorId>>>,
        /// Only events about this session.
        session_id: Query<Option<Several<SessionId>>>,
        /// Only events in this organization.
        organization_id: Query<Option<Several<OrganizationId>>>,
        /// Only events that name this IP address, of the request or of the session's device, or
        /// an address of this network, like `203.0.113.0/24`.
        ip: Query<Option<Several<Network>>>,
        /// Only events that involve this user in any role, also as the one who acted, invited or
        /// founded.
        involves: Query<Option<Several<UserId>>>,
        /// Only events received at this time or later.
        since: Query<Option<DateTime>>,
        /// Only events received before this time. Must be after `since`.
        until: Query<Option<DateTime>>,
        /// Add the payload of each event as `payload_text`: `redacted` or `full`, which also
        /// requires the scope `events:body`. A page then has 8 MiB of bodies at most.
        payload: Query<Option<Choice<RowPayload>>>,
        /// Maximum number of rows on the page.
        limit: Query<Option<Limit>>,
        /// Sort direction: `desc` returns the newest row first.
        order: Query<Option<Order>>,
        /// Cursor: return the rows after it. Take it from `page.next`.
        after: Query<Option<NonEmptyText>>,
        /// Cursor: return the rows before it. Take it from `page.prev`.
        before: Query<Option<NonEmptyText>>,
    ) -> Result<Listed<Event>, Problem> {
        let form = choice(payload.0).map(|RowPayload(form)| form);
        if form == Some(PayloadForm::Full) {
            auth::require(&granted.grant, Scope::EventsBody)?;
        }
        let filter = EventFilter {
            bodies: form.is_some(),
            activity: ActivityFilter {
                source: text(source.0),
                event_type: values(r#type.0).map(|TypePatternParam(pattern)| pattern),
                action: values(action.0).map(|Action(action)| action),
                user_id: texts(user_id.0),
                actor_id: texts(actor_id.0),
                session_id: texts(session_id.0),
                organization_id: texts(organization_id.0),
                involves: texts(involves.0),
                ip: values(ip.0).map(|Network(network)| network),
                ..ActivityFilter::default()
            },
            interval: Interval::new(date_time(since.0), date_time(until.0), None, granted.now())?,
        };
        let page =
            events::list(granted.store(), &filter, granted.allowed_sources(), &asked.page(limit, order, after, before))
                .await?;
        let form = form.unwrap_or(PayloadForm::Redacted);
        Ok(listed(asked, page.map(|row| Listing(row, form))))
    }

    /// Stream events
    ///
    /// Sends each event when it is recorded, as a server-sent event whose `data` is a row of the
    /// list of events, in order of position. The `id` is a cursor of that list in ascending order:
    /// a client that sends the last one again (`Last-Event-ID`, or `after`) goes on where it
    /// stopped, without a gap or a repetition.
    ///
    /// Other events have a name:
    ///
    /// - `event: heartbeat`, every 10 seconds: `position`, up to which all rows were sent. The
    ///   first one also has the `notes` of an empty list.
    /// - `event: closed`, the last one: `detail` and the `reason`, which is `key_revoked`,
    ///   `key_expired`, `key_narrowed`, `too_slow`, `shutting_down`, `restored`, `unavailable` or
    ///   `failed`.
    ///
    /// Without a place to begin, it begins now. One key may have 16 streams open.
    #[oai(path = "/v1/events/stream", method = "get", operation_id = "stream_events")]
    async fn stream(
        &self,
        granted: Granted<EventsRead>,
        request: &Request,
        /// Begin after this cursor: the `id` of an event of the stream, or `page.next` of the
        /// list in ascending order.
        after: Query<Option<NonEmptyText>>,
        /// Begin with events received at this time or later.
        from: Query<Option<DateTime>>,
        /// Begin after this cursor. Counts more than `after` and `from`, so that a client can
        /// connect again to the same address.
        #[oai(name = "Last-Event-ID")]
        last_event_id: Header<Option<NonEmptyText>>,
    ) -> Result<Streamed<Event>, StreamProblem> {
        let start = Start { last_event_id: last_event_id.0, after: after.0, from: from.0 };
        opening::open(&granted, request, FollowedList::Events, start).await
    }

    /// Get an event
    ///
    /// Includes the payload if it is JSON: for event types that Gatelog knows, the fields that
    /// contain no secrets; for all others none (`payload_redacted` is true). `payload=full`
    /// returns the complete payload and also requires the scope `events:body`.
    #[oai(path = "/v1/events/:svix_id", method = "get", operation_id = "get_event")]
    async fn one(
        &self,
        granted: Granted<EventsRead>,
        /// Id of the event, percent-encoded.
        svix_id: Path<EventId>,
        /// Source of the event. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
        /// How much of the payload to return: `redacted` or `full`.
        payload: Query<Option<Choice<PayloadForm>>>,
    ) -> Result<WithPayload<EventWithPayload>, EventProblem> {
        let is_full = choice(payload.0) == Some(PayloadForm::Full);
        if is_full {
            auth::require(&granted.grant, Scope::EventsBody)?;
        }
        let WholeEvent { event, secret_id, body } = find(&granted, svix_id, source).await?;
        let body = kept(body)?.unwrap_or_default();
        let (payload, payload_redacted) = if is_full {
            (Payload::whole(&body), false)
        } else {
            Payload::redacted(&event.row.source, event.row.event_type.as_deref(), &body)
        };
        let event = Event { payload_redacted: Some(payload_redacted), ..event.into() };
        Ok(WithPayload(EventWithPayload { event, secret_id, payload }))
    }

    /// Download an event's payload
    ///
    /// Returns exactly the bytes that were delivered and signed.
    #[oai(path = "/v1/events/:svix_id/payload", method = "get", operation_id = "get_event_payload")]
    async fn payload(
        &self,
        granted: Granted<EventsBody>,
        /// Id of the event, percent-encoded.
        svix_id: Path<EventId>,
        /// Source of the event. Required only if two sources have the same id.
        source: Query<Option<NonEmptyText>>,
    ) -> Result<Response<Binary<Bytes>>, EventProblem> {
        let WholeEvent { event, body, .. } = find(&granted, svix_id, source).await?;
        let body = kept(body)?.ok_or_else(EventProblem::gone)?;
        // A download: a browser must not interpret what the sender wrote.
        let disposition = format!("attachment; filename=\"event-{}.bin\"", event.row.position);
        Ok(Response::new(Binary(body))
            .header(header::CONTENT_DISPOSITION, disposition)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
    }
}

/// A body, or `None` once it is erased. One that the log does not give back is an error, never an
/// empty answer.
fn kept(body: RecordedBody) -> Result<Option<Bytes>, EventProblem> {
    match body {
        RecordedBody::Kept(body) => Ok(Some(body)),
        RecordedBody::Gone => Ok(None),
        RecordedBody::Damaged(damage) => Err(EventProblem::damaged(damage)),
    }
}

async fn find(
    caller: &Caller,
    svix_id: Path<EventId>,
    source: Query<Option<NonEmptyText>>,
) -> Result<WholeEvent, EventProblem> {
    let found = events::one(caller.store(), &svix_id.0.0, text(source.0).as_deref(), caller.allowed_sources()).await?;
    found.ok_or_else(EventProblem::not_found)
}
