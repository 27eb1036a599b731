//! Receives webhook deliveries: verifies, records and acknowledges them.

mod refusal;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use poem::{Body, Request, RequestBody, http::Method, web::Data};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, Enum, ExtractParamOptions, Object, OpenApi,
    param::Path,
    payload::Json,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef},
};

use crate::{
    api::{middleware::responses::RequestId, state::State, wire::document::Tag},
    event::Source,
    event_log::AppendOutcome,
    ingest::{
        delivery::{DeliveryError, DeliveryHead, Received},
        receiver::Receiver,
    },
};

const PREFIX: &str = "/webhooks/";

/// Aliases of `/webhooks/clerk` that guides and frameworks commonly use.
const ALIASES: [&str; 4] = ["/api/webhooks", "/api/webhooks/", "/api/webhooks/clerk", "/api/webhooks/clerk/"];
const CLERK_PATH: &str = "/webhooks/clerk";

pub(super) const OPERATION: &str = "receive_delivery";

pub(crate) struct Webhooks;

/// Result of a delivery.
#[derive(Object)]
struct DeliveryResult {
    /// What happened to the delivery.
    status: DeliveryStatus,
    /// Id of the event.
    svix_id: String,
    /// Position of the event in the log.
    position: i64,
}

/// What happened to a delivery: `recorded` (new event), `duplicate` (already recorded with the
/// same body), or `conflict` (already recorded with another body; the first stays, and this one
/// is kept as an event of its own).
#[derive(Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum DeliveryStatus {
    /// The event is new and was recorded.
    Recorded,
    /// The event was recorded before, with the same body.
    Duplicate,
    /// The event was recorded before with another body; this body is kept as an event of its own.
    Conflict,
}

/// A body that is not read yet, so that an oversized one can be refused first.
struct Delivery(Body);

#[OpenApi(tag = "Tag::Webhooks")]
impl Webhooks {
    /// Receive a webhook delivery
    ///
    /// For the webhook sender (Clerk, Svix or any Standard Webhooks sender). The delivery must be
    /// signed with a secret of this source, in the headers `svix-id`, `svix-timestamp` and
    /// `svix-signature`, or `webhook-id`, `webhook-timestamp` and `webhook-signature`. 200 means
    /// that the event is on disk. `/api/webhooks` and `/api/webhooks/clerk` are aliases of
    /// `/webhooks/clerk`.
    #[oai(
        path = "/webhooks/:source",
        method = "post",
        operation_id = "receive_delivery",
        request_header(name = "svix-id", ty = "Option<String>", description = "Id of the event."),
        request_header(
            name = "svix-timestamp",
            ty = "Option<String>",
            description = "Time of the signature, in Unix seconds."
        ),
        request_header(
            name = "svix-signature",
            ty = "Option<String>",
            description = "Signatures, for example `v1,BASE64`, separated by spaces."
        )
    )]
    async fn receive(
        &self,
        Data(state): Data<&Arc<State>>,
        request: &Request,
        /// Name of the source, as configured.
        source: Path<String>,
        /// The event. It is stored unchanged, and does not have to be JSON.
        Delivery(body): Delivery,
    ) -> Result<Json<DeliveryResult>, DeliveryError> {
        let receiver = receiver(state, &source, request)?;
        let Received { id, appended, .. } =
            receiver.receive(&state.intake, &head(request), body.into_bytes_stream()).await?;
        let (status, position) = (appended.into(), appended.position().0);
        Ok(Json(DeliveryResult { status, svix_id: id.to_string(), position }))
    }
}

/// The path that an alias stands for. Aliases are not redirected: a redirect counts as a failed
/// delivery.
pub(crate) fn canonical(path: &str) -> Option<&str> {
    if ALIASES.contains(&path) {
        return Some(CLERK_PATH);
    }
    path.strip_suffix('/').filter(|path| source_of(path).is_some())
}

/// Name of the source that receives deliveries to a path, configured or not.
pub(crate) fn source_at(path: &str) -> Option<&str> {
    source_of(canonical(path).unwrap_or(path))
}

/// Name of the source in a webhook path, configured or not.
pub(crate) fn source_of(path: &str) -> Option<&str> {
    path.strip_prefix(PREFIX).filter(|source| !source.is_empty() && !source.contains('/'))
}

/// The receiver of a source. A delivery to a source that is not configured is refused here.
pub(crate) fn receiver(state: &State, source: &str, request: &Request) -> Result<Arc<Receiver>, DeliveryError> {
    let found = state.sources().receivers.get(source);
    if let Err(error) = &found
        && request.method() == Method::POST
    {
        state.intake.report(&Source::unknown(), &head(request), Err(error));
    }
    found
}

fn head(request: &Request) -> DeliveryHead<'_> {
    DeliveryHead {
        peer: request.remote_addr().as_socket_addr().map(SocketAddr::ip),
        headers: request.headers(),
        request_id: request.data::<RequestId>().map_or("", |id| &id.0),
        began: Instant::now(),
    }
}

impl From<AppendOutcome> for DeliveryStatus {
    fn from(appended: AppendOutcome) -> Self {
        match appended {
            AppendOutcome::Recorded(_) => Self::Recorded,
            AppendOutcome::Duplicate(_) => Self::Duplicate,
            AppendOutcome::Conflict(_) => Self::Conflict,
        }
    }
}

/// An extractor of its own accepts any media type, and none.
impl<'a> ApiExtractor<'a> for Delivery {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn request_meta() -> Option<MetaRequest> {
        let schema =
            MetaSchema { description: Some("The event, as the sender wrote it."), ..MetaSchema::new("object") };
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: "application/json",
                schema: MetaSchemaRef::Inline(Box::new(schema)),
            }],
            required: true,
        })
    }

    async fn from_request(
        _request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self(body.take()?))
    }
}
