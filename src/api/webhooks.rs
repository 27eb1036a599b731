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
    intake::{Intake, Unread},
    request_id::RequestId,
    state::State,
    tags::Tag,
    verification::QueueFull,
};
use crate::{
    event::Event,
    event_log::AppendOutcome,
    ingest::{
        door::{Door, Received, Refused},
        signature::RefusalKind,
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
struct NotTaken(Problem);

/// A body that is not read yet: for its size it can be refused before.
struct Delivery(Body);

/// Why a delivery did not come to be verified, or not to be recorded. For the operator.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum Untaken {
    #[error(transparent)]
    Unread(#[from] Unread),
    #[error(transparent)]
    QueueFull(#[from] QueueFull),
    #[error(transparent)]
    Refused(#[from] Refused),
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
    ) -> Result<Json<Receipt>, NotTaken> {
        let began = Instant::now();
        let door = state.sources().doors.of(&source).ok_or_else(|| NotTaken(addresses::no_such_source()))?;
        let line = DeliveryLine { request_id, headers, began, source: &door.source, refusals: &state.refusals };
        if let Err(refused) = door.admit(remote.as_socket_addr().map(SocketAddr::ip), headers) {
            line.refused(refused.reason(), &refused);
            return Err(refused.into());
        }
        match delivery.take(&state.intake, &door, headers).await {
            Ok(received) => {
                line.received(&received);
                let Received { id, appended, .. } = received;
                let receipt =
                    Receipt { status: appended.into(), svix_id: id.to_string(), position: appended.position().0 };
                Ok(Json(receipt))
            }
            Err(untaken) => {
                line.refused(untaken.reason(), &untaken);
                Err(untaken.into())
            }
        }
    }
}

impl Delivery {
    /// Reads the body within the memory that all share, has it verified when it is its turn, and appended.
    async fn take(self, intake: &Intake, door: &Door, headers: &HeaderMap) -> Result<Received, Untaken> {
        match self.prove(intake, door, headers).await {
            Ok(proved) => Ok(door.append(proved).await?),
            Err(untaken) => {
                door.refuse(untaken.reason());
                Err(untaken)
            }
        }
    }

    async fn prove(self, intake: &Intake, door: &Door, headers: &HeaderMap) -> Result<Result<Event, Refused>, Untaken> {
        let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let unverified = intake.read(self.0, announced).await?;
        let body = unverified.bytes().clone();
        if !intake.verification.takes_turns(body.len()) {
            return Ok(door.prove(headers, body));
        }
        let (door, headers) = (door.clone(), headers.clone());
        let prove = move || {
            // Counts as unverified until here, also when its sender has hung up.
            let _unverified = unverified;
            door.prove(&headers, body)
        };
        Ok(intake.verification.in_turn(prove).await?)
    }
}

impl Untaken {
    const fn reason(&self) -> &'static str {
        match self {
            Self::Unread(unread) => unread.reason(),
            Self::QueueFull(_) => "verification_queue_full",
            Self::Refused(refused) => refused.reason(),
        }
    }
}

impl From<AppendOutcome> for ReceiptStatus {
    fn from(appended: AppendOutcome) -> Self {
        match appended {
            AppendOutcome::Recorded(_) => Self::Recorded,
            AppendOutcome::Duplicate(_) => Self::Duplicate,
            AppendOutcome::Conflict(_) => Self::Conflict,
        }
    }
}

impl NotTaken {
    fn retry(detail: &str) -> Self {
        Self(Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(RETRY_SECONDS))
    }
}

/// One fixed text for each status: what exactly was wrong would help whoever tries to forge a delivery.
impl From<Refused> for NotTaken {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unproved(refusal) => Self(match refusal.kind() {
                RefusalKind::Malformed => {
                    Problem::new(StatusCode::BAD_REQUEST, "the signature headers are missing or malformed")
                }
                RefusalKind::Unverified => Problem::new(StatusCode::UNAUTHORIZED, "the delivery could not be verified"),
            }),
            Refused::NetworkNotAllowed => Self(Problem::new(
                StatusCode::FORBIDDEN,
                "deliveries are taken from the sender's networks only, and this address is in none of them",
            )),
            Refused::NotAppended(_) | Refused::NoSalt => Self::retry("the event was not recorded; send it again"),
        }
    }
}

impl From<Untaken> for NotTaken {
    fn from(untaken: Untaken) -> Self {
        match untaken {
            Untaken::Refused(refused) => refused.into(),
            Untaken::QueueFull(_) | Untaken::Unread(Unread::Dropped(_)) => {
                Self::retry("there is more to receive than can be held; send it again")
            }
            Untaken::Unread(Unread::TooLarge) => {
                Self(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is over 2 MiB"))
            }
            Untaken::Unread(Unread::TooSlow | Unread::Broken) => {
                Self(Problem::new(StatusCode::REQUEST_TIMEOUT, "the body did not come whole and in time"))
            }
        }
    }
}

impl From<NotTaken> for poem::Error {
    fn from(NotTaken(problem): NotTaken) -> Self {
        problem.into()
    }
}

impl ApiResponse for NotTaken {
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
