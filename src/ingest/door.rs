//! One sender's door: verifies a delivery and appends it. Answers no HTTP, and lets nothing past that is not proved.

use std::{net::IpAddr, sync::Arc};

use bytes::Bytes;
use http::HeaderMap;

use super::{
    client::TrustedProxies,
    entry::event_of,
    networks::Networks,
    secret::Secret,
    signature::{Families, Refusal, Window, verify},
    tally::Tally,
};
use crate::{
    clock::Clock,
    event::{Event, EventId, EventType, Source, Via},
    event_log::{AppendError, AppendOutcome, EventLog},
    telemetry::Metrics,
};

/// Where one source delivers.
#[derive(Clone, Debug)]
pub struct Door {
    /// Who delivers here.
    pub source: Source,
    /// Any of which verifies a delivery.
    pub secrets: Arc<[Secret]>,
    /// In which headers the signature is looked for.
    pub families: Families,
    /// From where deliveries are taken; from everywhere when there are none.
    pub networks: Networks,
    /// Who tells from where a delivery comes.
    pub proxies: TrustedProxies,
    /// Where deliveries go.
    pub log: EventLog,
    /// By which timestamps are judged.
    pub clock: Clock,
    /// What became of deliveries.
    pub metrics: Metrics,
}

/// A delivery that was verified and that the log has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The sender's id for the event.
    pub id: EventId,
    /// The event's type, where it has a usable one.
    pub event_type: Option<EventType>,
    /// What became of it.
    pub appended: AppendOutcome,
}

/// Why a delivery is not acknowledged. For the operator: whoever sent it learns less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing proves where it comes from.
    #[error(transparent)]
    Unproved(#[from] Refusal),
    /// It is authentic, and the log did not take it: it should come again.
    #[error(transparent)]
    NotAppended(#[from] AppendError),
    /// It is authentic, and the system gave no salt: it should come again.
    #[error("the system gives no random numbers")]
    NoSalt,
    /// It comes from outside of the networks that its source may deliver from. Nothing of it was looked at.
    #[error("the client's address is in none of the networks that this source may deliver from")]
    NetworkNotAllowed,
}

impl Refused {
    /// A fixed short label: for counters and log lines.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Unproved(refusal) => refusal.reason(),
            Self::NotAppended(AppendError::Busy) => "log_busy",
            Self::NotAppended(AppendError::Store) => "log_failed",
            Self::NotAppended(AppendError::Closed) => "log_closed",
            Self::NoSalt => "no_salt",
            Self::NetworkNotAllowed => "network_not_allowed",
        }
    }
}

impl Door {
    /// Refuses a client outside of the allowed networks, before anything of its delivery is read. It is refused this
    /// delivery, and never banned: hosted senders deliver for strangers from the same addresses.
    pub fn admit(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), Refused> {
        if self.networks.is_empty() {
            return Ok(());
        }
        match peer.and_then(|peer| self.proxies.client(peer, headers)) {
            Some(client) if self.networks.contain(client) => Ok(()),
            _ => {
                self.refuse(Refused::NetworkNotAllowed.reason());
                Err(Refused::NetworkNotAllowed)
            }
        }
    }

    /// Takes one delivery: answers only when the log has it on disk, or why it has not.
    pub async fn receive(&self, headers: &HeaderMap, body: Bytes) -> Result<Received, Refused> {
        let proved = self.prove(headers, body);
        self.append(proved).await
    }

    /// Appends what was proved; counts what became of a delivery, also when it was not proved.
    pub async fn append(&self, proved: Result<Event, Refused>) -> Result<Received, Refused> {
        let outcome = self.take(proved).await;
        match &outcome {
            Ok(received) => self.tally().acknowledged(self.clock.now(), &received.id, received.appended),
            Err(refused) => self.refuse(refused.reason()),
        }
        outcome
    }

    /// Counts a delivery that was refused, here or before it came this far.
    pub fn refuse(&self, reason: &'static str) {
        self.tally().refused(self.clock.now(), reason);
    }

    const fn tally(&self) -> Tally<'_> {
        Tally { metrics: &self.metrics, source: &self.source }
    }

    /// Makes an event of a delivery that is authentic. Keeps the thread busy for as long as the body needs: two passes
    /// over it and one more for each further secret.
    pub fn prove(&self, headers: &HeaderMap, body: Bytes) -> Result<Event, Refused> {
        let now = self.clock.now();
        let verified = verify(&self.secrets, self.families, headers, &body, Window::Around(now))?;
        self.tally().verified(now, verified.timestamp, &verified.secret_id);
        event_of(verified, self.source.clone(), Via::Door, body).map_err(|_| Refused::NoSalt)
    }

    async fn take(&self, proved: Result<Event, Refused>) -> Result<Received, Refused> {
        let event = proved?;
        let (id, event_type) = (event.id.clone(), event.event_type.clone());
        let appended = self.log.append(event).await?;
        Ok(Received { id, event_type, appended })
    }
}
