//! The webhook receiver of one source: the path of a delivery from its first byte to the log.

use std::{collections::BTreeMap, io, sync::Arc};

use bytes::Bytes;
use futures_util::Stream;
use http::HeaderMap;

use super::{
    client::TrustedProxies,
    delivery::{DeliveryError, DeliveryHead, Received, into_event},
    intake::Intake,
    networks::Networks,
    secret::Secret,
    signature::{SignatureHeaders, Window, verify},
};
use crate::{
    event::{Source, Via},
    event_log::EventLog,
    overload::bodies::Unverified,
    storage::EncodedEvent,
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
}

/// The receivers of one configuration, by source. A set never changes: a new configuration makes a
/// new set, and deliveries in progress keep the receiver they began with.
#[derive(Clone, Debug, Default)]
pub struct Receivers(BTreeMap<String, Arc<Receiver>>);

impl Receiver {
    /// Takes a delivery from its first byte to the log, and counts and logs what becomes of it.
    /// Success means that the event is on disk.
    pub async fn receive(
        self: &Arc<Self>,
        intake: &Intake,
        head: &DeliveryHead<'_>,
        body: impl Stream<Item = io::Result<Bytes>>,
    ) -> Result<Received, DeliveryError> {
        let outcome = self.record(intake, head, body).await;
        intake.report(&self.source, head, outcome.as_ref());
        outcome
    }

    async fn record(
        self: &Arc<Self>,
        intake: &Intake,
        head: &DeliveryHead<'_>,
        body: impl Stream<Item = io::Result<Bytes>>,
    ) -> Result<Received, DeliveryError> {
        self.check_network(head)?;
        let unverified = intake.bodies.read(body, head.announced()).await?;
        let event = if intake.verification.needs_permit(unverified.bytes().len()) {
            // The body counts as unverified until the call ends, even if the sender hangs up.
            let (receiver, shared, headers) = (Arc::clone(self), intake.clone(), head.headers.clone());
            intake.verification.with_permit(move || receiver.verify(&shared, &headers, &unverified)).await??
        } else {
            self.verify(intake, head.headers, &unverified)?
        };
        let (id, event_type) = (event.event.id.clone(), event.event.event_type.clone());
        let appended = self.log.append_encoded(event).await?;
        Ok(Received { id, event_type, appended })
    }

    /// Refuses a client outside the allowed networks, before the receiver reads anything of the
    /// delivery. Only this delivery is refused and no address is banned: hosted senders deliver
    /// for many customers from the same addresses.
    fn check_network(&self, head: &DeliveryHead<'_>) -> Result<(), DeliveryError> {
        let is_allowed = || {
            let client = self.proxies.client(head.peer?, head.headers)?;
            Some(self.networks.contain(client))
        };
        if self.networks.is_empty() || is_allowed() == Some(true) {
            return Ok(());
        }
        Err(DeliveryError::NetworkNotAllowed)
    }

    /// Makes an event of a delivery that is authentic. The call blocks its thread for three passes
    /// over the body, of which one compresses it, and one more for each further secret.
    fn verify(
        &self,
        intake: &Intake,
        headers: &HeaderMap,
        unverified: &Unverified,
    ) -> Result<EncodedEvent, DeliveryError> {
        let now = intake.clock.now();
        let body = unverified.bytes().clone();
        let verified = verify(&self.secrets, self.signature_headers, headers, &body, Window::Around(now))?;
        intake.verified(now, &self.source, &verified);
        let event = into_event(verified, self.source.clone(), Via::Webhook, body);
        Ok(self.log.encode(event.map_err(|_| DeliveryError::NoSalt)?))
    }
}

impl Receivers {
    pub fn get(&self, source: &str) -> Result<Arc<Receiver>, DeliveryError> {
        self.0.get(source).cloned().ok_or_else(|| {
            let is_name = Source::parse(&source.to_ascii_lowercase()).is_ok();
            let name = if is_name { source.to_owned() } else { "of this name".to_owned() };
            let known: Vec<&str> = self.0.keys().map(String::as_str).collect();
            DeliveryError::UnknownSource { name, known: known.join(", ") }
        })
    }
}

impl FromIterator<Receiver> for Receivers {
    fn from_iter<T: IntoIterator<Item = Receiver>>(receivers: T) -> Self {
        Self(receivers.into_iter().map(|receiver| (receiver.source.to_string(), Arc::new(receiver))).collect())
    }
}
