//! The webhook receiver of one source: it verifies a delivery and appends the event to the log.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use bytes::Bytes;
use http::HeaderMap;

use super::{
    client::TrustedProxies,
    delivery_metrics::DeliveryMetrics,
    networks::Networks,
    secret::Secret,
    signature::{SignatureHeaders, Verified, VerifyError, Window, verify},
};
use crate::{
    clock::Clock,
    event::{Event, EventId, EventType, Salt, Source, Via},
    event_log::{AppendError, AppendOutcome, EventLog},
    telemetry::Metrics,
};

#[derive(Clone, Debug)]
pub struct Receiver {
    pub source: Source,
    /// A delivery is authentic when one of these verifies it.
    pub secrets: Arc<[Secret]>,
    pub signature_headers: SignatureHeaders,
    /// Clients in these networks may deliver. Empty: every client may.
    pub networks: Networks,
    /// Proxies that are trusted to name the client's address.
    pub proxies: TrustedProxies,
    pub log: EventLog,
    pub clock: Clock,
    pub metrics: Metrics,
}

/// The receivers of one configuration, by source. A set never changes: a new configuration makes a
/// new set, and deliveries in progress keep the receiver they began with.
#[derive(Clone, Debug, Default)]
pub struct Receivers(BTreeMap<String, Arc<Receiver>>);

/// A delivery that was verified and is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub id: EventId,
    /// `None` when the body has no usable type.
    pub event_type: Option<EventType>,
    pub appended: AppendOutcome,
}

/// Why a delivery is not acknowledged. The texts are for the operator: the sender gets less
/// detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    #[error(transparent)]
    Unverified(#[from] VerifyError),
    /// The delivery is authentic, and the append failed. The sender should retry.
    #[error("the event is not recorded, and its sender will try again: {0}")]
    NotAppended(#[from] AppendError),
    /// The delivery is authentic, and the system returned no random salt. The sender should retry.
    #[error("the event is not recorded, and its sender will try again: the system gives no random numbers")]
    NoSalt,
    /// The client is outside of the networks of the source. Nothing else of the delivery was read.
    #[error(
        "the client's address is in none of the networks that this source may deliver from; if it is the sender's, add it to `networks`, and if it is a proxy's, to `trusted_proxies`"
    )]
    NetworkNotAllowed,
}

impl DeliveryError {
    /// A fixed short label for metrics and log lines.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Unverified(error) => error.reason(),
            Self::NotAppended(AppendError::Busy) => "log_busy",
            Self::NotAppended(AppendError::Store) => "log_failed",
            Self::NotAppended(AppendError::Closed) => "log_closed",
            Self::NoSalt => "no_salt",
            Self::NetworkNotAllowed => "network_not_allowed",
        }
    }
}

impl Receiver {
    /// Refuses a client outside the allowed networks, before the receiver reads anything of the
    /// delivery. Only this delivery is refused and no address is banned: hosted senders deliver
    /// for many customers from the same addresses.
    pub fn check_network(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), DeliveryError> {
        if self.networks.is_empty() {
            return Ok(());
        }
        match peer.and_then(|peer| self.proxies.client(peer, headers)) {
            Some(client) if self.networks.contain(client) => Ok(()),
            _ => {
                self.count_refused(DeliveryError::NetworkNotAllowed.reason());
                Err(DeliveryError::NetworkNotAllowed)
            }
        }
    }

    /// Makes an event of a delivery that is authentic. The call blocks its thread for two passes
    /// over the body and one more for each further secret.
    pub fn verify(&self, headers: &HeaderMap, body: Bytes) -> Result<Event, DeliveryError> {
        let now = self.clock.now();
        let verified = verify(&self.secrets, self.signature_headers, headers, &body, Window::Around(now))?;
        self.delivery_metrics().verified(now, verified.timestamp, &verified.secret_id);
        into_event(verified, self.source.clone(), Via::Webhook, body).map_err(|_| DeliveryError::NoSalt)
    }

    /// Appends a verified event and counts the outcome of the delivery, also when it did not
    /// verify. Success means that the event is on disk.
    pub async fn append(&self, verified: Result<Event, DeliveryError>) -> Result<Received, DeliveryError> {
        let outcome = self.append_event(verified).await;
        match &outcome {
            Ok(received) => self.delivery_metrics().acknowledged(self.clock.now(), &received.id, received.appended),
            Err(error) => self.count_refused(error.reason()),
        }
        outcome
    }

    /// Counts a refused delivery, also one that was refused before it was verified.
    pub fn count_refused(&self, reason: &'static str) {
        self.delivery_metrics().refused(self.clock.now(), reason);
    }

    async fn append_event(&self, verified: Result<Event, DeliveryError>) -> Result<Received, DeliveryError> {
        let event = verified?;
        let (id, event_type) = (event.id.clone(), event.event_type.clone());
        let appended = self.log.append(event).await?;
        Ok(Received { id, event_type, appended })
    }

    const fn delivery_metrics(&self) -> DeliveryMetrics<'_> {
        DeliveryMetrics { metrics: &self.metrics, source: &self.source }
    }
}

impl Receivers {
    #[must_use]
    pub fn get(&self, source: &str) -> Option<Arc<Receiver>> {
        self.0.get(source).cloned()
    }

    #[must_use]
    pub fn contains(&self, source: &str) -> bool {
        self.0.contains_key(source)
    }
}

impl FromIterator<Receiver> for Receivers {
    fn from_iter<T: IntoIterator<Item = Receiver>>(receivers: T) -> Self {
        Self(receivers.into_iter().map(|receiver| (receiver.source.to_string(), Arc::new(receiver))).collect())
    }
}

/// The event of a verified delivery, with a fresh salt and its commitment. The body stays as it
/// was sent: only its type is read.
pub(super) fn into_event(verified: Verified, source: Source, via: Via, body: Bytes) -> Result<Event, getrandom::Error> {
    let Verified { id, timestamp, signature, secret_id } = verified;
    let salt = Salt::random()?;
    let commitment = salt.commit(&signature, &body);
    let event_type = EventType::from_body(&body);
    Ok(Event { source, id, via, event_type, svix_timestamp: timestamp, signature, secret_id, salt, commitment, body })
}
