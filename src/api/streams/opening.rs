//! Opens a stream: checks where it begins and reads its first page, so that what is wrong with a
//! request is answered before the stream begins.

use std::{marker::PhantomData, sync::Arc};

use futures_util::stream;
use poem::{
    Body, IntoResponse, Request, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::{ToJSON, Type},
};
use tokio::time::Instant;

use super::{
    follower::Follower,
    pages::FilteredList,
    slots::{Full, Slot},
};
use crate::{
    api::{
        list_pages::ListEndpoint,
        middleware::{
            auth::{self, Caller},
            exchange::{Exchange, OwnedCall},
        },
        wire::{
            error::Problem,
            parameters::{DateTime, NonEmptyText},
            refusals::StreamProblem,
        },
    },
    query::follow::{self, Beginning, FollowedList},
};

const MEDIA_TYPE: &str = "text/event-stream";

/// Tells nginx, and proxies that follow it, to pass every event on at once.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Parameters of a stream itself, besides the filters of its list.
const AFTER: &str = "after";
const FROM: &str = "from";
pub(crate) const LAST_EVENT_ID: &str = "Last-Event-ID";

/// When to ask again for a stream that was one too many.
const RETRY_AFTER_SECONDS: u32 = 10;

/// Where a request begins a stream.
pub(crate) struct Start {
    pub(crate) last_event_id: Option<NonEmptyText>,
    pub(crate) after: Option<NonEmptyText>,
    pub(crate) from: Option<DateTime>,
}

/// Response of a stream of rows.
pub(crate) struct Streamed<T> {
    follower: Box<Follower>,
    slot: Slot,
    rows: PhantomData<fn() -> T>,
}

/// Opens the stream of a list.
pub(crate) async fn open<T>(
    caller: &Caller,
    request: &Request,
    list: FollowedList,
    start: Start,
) -> Result<Streamed<T>, StreamProblem> {
    let state = &caller.state;
    let (Some(exchange), Some(call), Some(endpoint)) =
        (request.data::<Arc<Exchange>>(), request.data::<Arc<OwnedCall>>(), request.data::<ListEndpoint>())
    else {
        return Err(Problem::new(StatusCode::NOT_FOUND, "there is no list to stream here").into());
    };
    let slot = state.streams.slots.take(&caller.grant.key_id).map_err(full)?;
    let limits = state.streams.limits;
    let list = FilteredList::new(list, endpoint.clone(), request.uri(), &call.given, &[AFTER, FROM], limits.page_rows);
    let beginning = match (&start.last_event_id, &start.after, start.from) {
        (Some(NonEmptyText(cursor)), _, _) => Beginning::After { cursor, name: LAST_EVENT_ID },
        (None, Some(_), Some(_)) => {
            let detail =
                "the parameter from cannot be used: a stream begins at one place; write after or from, not both";
            return Err(Problem::parameter(FROM, detail).into());
        }
        (None, Some(NonEmptyText(cursor)), None) => Beginning::After { cursor, name: AFTER },
        (None, None, Some(DateTime(time))) => Beginning::From { time, now: caller.now() },
        (None, None, None) => Beginning::Now,
    };
    let position = follow::begin(&state.store, list.list(), beginning).await.map_err(Problem::from)?;
    let cursors = follow::cursors(&state.store, list.list(), &[position]).await.map_err(Problem::from)?;
    let cursor = cursors.into_iter().next().unwrap_or_default();
    let mut folded = state.streams.folded.subscribe(&state.store, &state.log).await.map_err(Problem::from)?;
    let size = *folded.borrow_and_update();
    let permit = state.streams.reads.acquire().await;
    let first = list.page(state, &caller.grant, &cursor, size).await?;
    drop(permit);
    let now = Instant::now();
    let follower = Box::new(Follower {
        state: Arc::clone(state),
        exchange: Arc::clone(exchange),
        call: Arc::clone(call),
        list,
        credentials: auth::credentials(request.headers()),
        grant: Arc::clone(&caller.grant),
        folded,
        position,
        cursor,
        first: Some(first),
        has_ended: false,
        has_more: false,
        read_at: now,
        heartbeat_at: now,
        given_at: None,
    });
    Ok(Streamed { follower, slot, rows: PhantomData })
}

fn full(full: Full) -> Problem {
    let problem = match full {
        Full::Key(streams) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "this key has {streams} streams open, the most that one key may have; close one first, or use \
                 another key"
            ),
        ),
        Full::All(streams) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!(
                "{streams} streams are open, the most that this server holds; try again later, or read the list \
                 page by page"
            ),
        ),
    };
    problem.retry_after(RETRY_AFTER_SECONDS)
}

impl<T> IntoResponse for Streamed<T> {
    fn into_response(self) -> Response {
        let texts = stream::unfold((self.follower, self.slot), |(follower, slot)| async {
            let (text, follower) = follower.next().await?;
            Some((text, (Box::new(follower), slot)))
        });
        Response::builder()
            .content_type(MEDIA_TYPE)
            .header(BUFFERING, HeaderValue::from_static("no"))
            .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
            .body(Body::from_bytes_stream(texts))
    }
}

impl<T: ToJSON + Type> ApiResponse for Streamed<T> {
    fn meta() -> MetaResponses {
        let schema = MetaSchema {
            items: Some(Box::new(T::schema_ref())),
            ..MetaSchema::new_with_format("array", "event-stream")
        };
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Server-sent events until the client or the server ends the stream.",
                status: Some(200),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: MEDIA_TYPE,
                    schema: MetaSchemaRef::Inline(Box::new(schema)),
                }],
                headers: vec![MetaHeader {
                    name: "X-ACCEL-BUFFERING".to_owned(),
                    description: Some("`no`: proxies pass every event on at once.".to_owned()),
                    required: false,
                    deprecated: false,
                    schema: String::schema_ref(),
                }],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}
