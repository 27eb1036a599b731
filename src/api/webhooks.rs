//! Where the provider delivers: bytes in, one word out. Keeps the body as it came, and tells whoever sent it no more
//! than which kind of mistake it was.

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

use super::{
    addresses,
    delivery_line::DeliveryLine,
    error::{Problem, refusals},
    intake::{BodyError, Intake},
    request_id::RequestId,
    state::State,
    tags::Tag,
    verification::QueueFull,
};
use crate::{
    event::Event,
    event_log::Appended,
    ingest::{
        receiver::{DeliveryError, Received, Receiver},
        signature::VerifyErrorKind,
    },
};

/// After which a delivery is worth sending again, in seconds; Svix has its own schedule.
const RETRY_SECONDS: u32 = 2;

pub(super) struct Webhooks;

/// What became of a delivery.
#[derive(Object)]
struct Receipt {
    /// What became of it.
    status: ReceiptStatus,
    /// The id of the event.
    svix_id: String,
    /// Its place in the log.
    position: i64,
}

/// What became of a delivery.
#[derive(Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum ReceiptStatus {
    /// It is in the log now.
    Recorded,
    /// It was in the log already.
    Duplicate,
    /// Another body was recorded under its id before; this one is kept beside it.
    Conflict,
}

/// Why a delivery is not acknowledged.
struct DeliveryProblem(Problem);

/// A body that is not read yet: for its size it can be refused before.
struct Delivery(Body);

/// Why a delivery did not come to be verified, or not to be recorded. For the operator; what its sender is told is
/// [`WebhookError::problem`].
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
    /// Deliver an event
    ///
    /// For your identity provider. The delivery must carry a signature that a secret of this source verifies, in the headers
    /// `svix-id`, `svix-timestamp` and `svix-signature`, or the same three beginning `webhook-`. Success means that the
    /// event is on disk. `/api/webhooks` and `/api/webhooks/clerk` are the same as `/webhooks/clerk`.
    #[oai(
        path = "/webhooks/:source",
        method = "post",
        operation_id = "receive_delivery",
        request_header(name = "svix-id", ty = "Option<String>", description = "The id of the event."),
        request_header(
            name = "svix-timestamp",
            ty = "Option<String>",
            description = "When this attempt was signed, in seconds."
        ),
        request_header(
            name = "svix-signature",
            ty = "Option<String>",
            description = "Signatures `v1,BASE64`, separated by spaces."
        )
    )]
    async fn receive(
        &self,
        Data(state): Data<&Arc<State>>,
        Data(request_id): Data<&RequestId>,
        remote: &RemoteAddr,
        headers: &HeaderMap,
        /// The name of the source, as configured.
        source: Path<String>,
        /// The event, kept bit for bit. It need not be JSON, nor say that it is.
        delivery: Delivery,
    ) -> Result<Json<Receipt>, DeliveryProblem> {
        let began = Instant::now();
        let receiver =
            state.sources().receivers.get(&source).ok_or_else(|| DeliveryProblem(addresses::no_such_source()))?;
        let line = DeliveryLine { request_id, headers, began, source: &receiver.source, refusals: &state.refusals };
        if let Err(error) = receiver.check_network(remote.as_socket_addr().map(SocketAddr::ip), headers) {
            line.refused(error.reason(), &error);
            return Err(WebhookError::from(error).into());
        }
        match delivery.receive(&state.intake, &receiver, headers).await {
            Ok(received) => {
                line.received(&received);
                let Received { id, appended, .. } = received;
                let receipt =
                    Receipt { status: appended.into(), svix_id: id.to_string(), position: appended.position().0 };
                Ok(Json(receipt))
            }
            Err(error) => {
                line.refused(error.reason(), &error);
                Err(error.into())
            }
        }
    }
}

impl Delivery {
    /// Reads the body within the memory that all share, has it verified when it is its turn, and appended.
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
        if !intake.verification.takes_turns(body.len()) {
            return Ok(receiver.verify(headers, body));
        }
        let (receiver, headers) = (receiver.clone(), headers.clone());
        let verify = move || {
            // Counts as unverified until here, also when its sender has hung up.
            let _unverified = unverified;
            receiver.verify(&headers, body)
        };
        Ok(intake.verification.in_turn(verify).await?)
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

    /// What its sender is told: one fixed text for each status, since what exactly was wrong would help to forge a
    /// delivery. Whoever owns the endpoint reads it at the provider, and finds the reason in the log of the server.
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

impl From<Appended> for ReceiptStatus {
    fn from(appended: Appended) -> Self {
        match appended {
            Appended::Recorded(_) => Self::Recorded,
            Appended::Duplicate(_) => Self::Duplicate,
            Appended::Conflict(_) => Self::Conflict,
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
            (401, "No signature or no timestamp holds."),
            (403, "The client's address is not in the networks that this source may deliver from."),
            (404, "No source of this name is configured."),
            (408, "The body did not come whole and in time."),
            (413, "The body is over 2 MiB."),
            (503, "The log cannot take it now; nothing is lost if it is sent again."),
        ])
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

/// As an extractor of its own it takes any media type, and none: senders write what they like there.
impl<'a> ApiExtractor<'a> for Delivery {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn request_meta() -> Option<MetaRequest> {
        let schema =
            MetaSchema { description: Some("An event as the provider sends it."), ..MetaSchema::new("object") };
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
