//! What the sender learns of a refused delivery: which kind of mistake it has, without details.

use poem::http::StatusCode;
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
};

use crate::{
    api::wire::error::{Problem, refusals},
    ingest::{delivery::DeliveryError, signature::VerifyErrorKind},
    overload::bodies::BodyError,
};

/// Retry-After of a delivery that was not recorded, in seconds. Svix has its own schedule.
const RETRY_SECONDS: u32 = 2;

/// The answer to the sender: one fixed text for each status, since details would help to forge a
/// delivery. The owner of the endpoint reads it at the provider, and finds the reason in the log
/// of the server.
impl From<DeliveryError> for Problem {
    fn from(error: DeliveryError) -> Self {
        let (status, detail) = match error {
            DeliveryError::UnknownSource { .. } => (
                StatusCode::NOT_FOUND,
                "no source of this name is configured: deliveries go to /webhooks/ and the name of their source, and \
                 `gatelog config check` lists those there are",
            ),
            DeliveryError::NetworkNotAllowed => (
                StatusCode::FORBIDDEN,
                "deliveries are taken from the sender's networks only, and this address is in none of them; if it \
                 should be, add it to the configuration of the server",
            ),
            DeliveryError::Unverified(error) => match error.kind() {
                VerifyErrorKind::Malformed => (
                    StatusCode::BAD_REQUEST,
                    "the signature headers (id, timestamp and signature) are missing or malformed; send each of them \
                     once and unchanged, and see the log of the server for the reason",
                ),
                VerifyErrorKind::Unverified => (
                    StatusCode::UNAUTHORIZED,
                    "the delivery could not be verified: its signature or its timestamp does not hold; see the log of \
                     the server for the reason",
                ),
            },
            DeliveryError::Body(BodyError::TooLarge) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is over 2 MiB, the most that a delivery may have; send a smaller one, or leave this type of \
                 event out",
            ),
            DeliveryError::Body(BodyError::TooSlow | BodyError::Broken) => {
                (StatusCode::REQUEST_TIMEOUT, "the body did not arrive complete and in time; send it again")
            }
            DeliveryError::QueueFull(_) | DeliveryError::Body(BodyError::Dropped) => {
                (StatusCode::SERVICE_UNAVAILABLE, "more deliveries arrive than can be held; send this one again")
            }
            DeliveryError::NotAppended(_) | DeliveryError::NoSalt => {
                (StatusCode::SERVICE_UNAVAILABLE, "the event was not recorded; send it again")
            }
        };
        let problem = Self::new(status, detail);
        if status == StatusCode::SERVICE_UNAVAILABLE { problem.retry_after(RETRY_SECONDS) } else { problem }
    }
}

impl From<DeliveryError> for poem::Error {
    fn from(error: DeliveryError) -> Self {
        Problem::from(error).into()
    }
}

impl ApiResponse for DeliveryError {
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
