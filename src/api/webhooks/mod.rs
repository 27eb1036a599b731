//! Receives webhook deliveries: verifies, records and acknowledges them.
//!
//! The sender only learns which kind of mistake a refused delivery has, not the details.

pub(crate) mod addresses;
pub mod budget;
mod delivery_line;
pub mod intake;
pub(crate) mod refusal_lines;
pub mod verification;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use poem::{
    Body, Request, RequestBody,
    http::{HeaderMap, StatusCode, header},
    web::{Data, RemoteAddr},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ApiResponse, Enum, ExtractParamOptions, Object, OpenApi,
    param::Path,
    payload::Json,
    registry::{MetaMediaType, MetaRequest, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};

use self::{
    delivery_line::DeliveryLine,
    intake::{BodyError, Intake},
    verification::QueueFull,
};
use crate::{
    api::{
        middleware::request_id::RequestId,
        state::State,
        wire::{
            document::Tag,
            error::{Problem, refusals},
        },
    },
    event::Event,
    event_log::AppendOutcome,
    ingest::{
        receiver::{DeliveryError, Received, Receiver},
        signature::VerifyErrorKind,
    },
};

/// Retry-After of a delivery that was not recorded, in seconds. Svix has its own schedule.
const RETRY_SECONDS: u32 = 2;

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

/// Error response to a delivery.
struct DeliveryProblem(Problem);

/// A body that is not read yet, so that an oversized one can be refused first.
struct Delivery(Body);

/// Why a delivery was not recorded, for the operator.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub enum WebhookError {
    /// Its body is not known.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// Its body is large, and others wait already.
    #[error(transparent)]
    QueueFull(#[from] QueueFull),
    /// It was read, and is not acknowledged.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

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
        Data(request_id): Data<&RequestId>,
        remote: &RemoteAddr,
        headers: &HeaderMap,
        /// Name of the source, as configured.
        source: Path<String>,
        /// The event. It is stored unchanged, and does not have to be JSON.
        delivery: Delivery,
    ) -> Result<Json<DeliveryResult>, DeliveryProblem> {
        let began = Instant::now();
        let receiver =
            state.sources().receivers.get(&source).ok_or_else(|| DeliveryProblem(addresses::no_such_source()))?;
        let line = DeliveryLine { request_id, headers, began, source: &receiver.source, refusals: &state.refusals };
        if let Err(error) = receiver.check_network(remote.as_socket_addr().map(SocketAddr::ip), headers) {
            line.refused(error.reason(), &error);
            return Err(WebhookError::from(error).into());
        }
        match delivery.receive(&state.intake, &receiver, headers).await {
            Ok(delivery) => {
                line.received(&delivery);
                let Received { id, appended, .. } = delivery;
                let result = DeliveryResult {
                    status: appended.into(),
                    svix_id: id.to_string(),
                    position: appended.position().0,
                };
                Ok(Json(result))
            }
            Err(error) => {
                line.refused(error.reason(), &error);
                Err(error.into())
            }
        }
    }
}

impl Delivery {
    /// Reads, verifies and appends the delivery.
    async fn receive(
        self,
        intake: &Intake,
        receiver: &Receiver,
        headers: &HeaderMap,
    ) -> Result<Received, WebhookError> {
        match self.verify(intake, receiver, headers).await {
            Ok(verified) => Ok(receiver.append(verified).await?),
            Err(error) => {
                receiver.count_refused(error.reason());
                Err(error)
            }
        }
    }

    async fn verify(
        self,
        intake: &Intake,
        receiver: &Receiver,
        headers: &HeaderMap,
    ) -> Result<Result<Event, DeliveryError>, WebhookError> {
        let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let unverified = intake.read(self.0, announced).await?;
        let body = unverified.bytes().clone();
        if !intake.verification.needs_permit(body.len()) {
            return Ok(receiver.verify(headers, body));
        }
        let (receiver, headers) = (receiver.clone(), headers.clone());
        let verify = move || {
            // The body counts as unverified until here, even if the sender hangs up.
            let _unverified = unverified;
            receiver.verify(&headers, body)
        };
        Ok(intake.verification.with_permit(verify).await?)
    }
}

impl WebhookError {
    const fn reason(&self) -> &'static str {
        match self {
            Self::Body(error) => error.reason(),
            Self::QueueFull(_) => "verification_queue_full",
            Self::Delivery(error) => error.reason(),
        }
    }

    /// The answer to the sender: one fixed text for each status, since details would help to forge
    /// a delivery. The owner of the endpoint reads it at the provider, and finds the reason in the
    /// log of the server.
    #[must_use]
    pub fn problem(self) -> Problem {
        let retry = |detail| Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(RETRY_SECONDS);
        match self {
            Self::Delivery(DeliveryError::Unverified(error)) => match error.kind() {
                VerifyErrorKind::Malformed => Problem::new(
                    StatusCode::BAD_REQUEST,
                    "the signature headers (id, timestamp and signature) are missing or malformed; send each of them \
                     once and unchanged, and see the log of the server for the reason",
                ),
                VerifyErrorKind::Unverified => Problem::new(
                    StatusCode::UNAUTHORIZED,
                    "the delivery could not be verified: its signature or its timestamp does not hold; see the log of \
                     the server for the reason",
                ),
            },
            Self::Delivery(DeliveryError::NetworkNotAllowed) => Problem::new(
                StatusCode::FORBIDDEN,
                "deliveries are taken from the sender's networks only, and this address is in none of them; if it \
                 should be, add it to the configuration of the server",
            ),
            Self::Delivery(DeliveryError::NotAppended(_) | DeliveryError::NoSalt) => {
                retry("the event was not recorded; send it again")
            }
            Self::QueueFull(_) | Self::Body(BodyError::Dropped(_)) => {
                retry("more deliveries arrive than can be held; send this one again")
            }
            Self::Body(BodyError::TooLarge) => Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is over 2 MiB, the most that a delivery may have; send a smaller one, or leave this type of \
                 event out",
            ),
            Self::Body(BodyError::TooSlow | BodyError::Broken) => {
                Problem::new(StatusCode::REQUEST_TIMEOUT, "the body did not arrive complete and in time; send it again")
            }
        }
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

impl From<WebhookError> for DeliveryProblem {
    fn from(error: WebhookError) -> Self {
        Self(error.problem())
    }
}

impl From<DeliveryProblem> for poem::Error {
    fn from(DeliveryProblem(problem): DeliveryProblem) -> Self {
        problem.into()
    }
}

impl ApiResponse for DeliveryProblem {
    fn meta() -> MetaResponses {
        refusals(&[
            (400, "The signature headers are missing or malformed."),
            (401, "The signature or the timestamp is invalid."),
            (403, "The client address is not in the networks of this source."),
            (404, "No source has this name."),
            (408, "The body did not arrive completely and in time."),
            (413, "The body is over 2 MiB."),
            (503, "The event was not recorded. Send it again."),
        ])
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
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
