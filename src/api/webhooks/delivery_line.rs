//! The log line of a delivery. Lines of refusals are limited. A line never contains the body, a
//! secret or an address.

use std::{fmt::Display, sync::Arc, time::Instant};

use poem::http::HeaderMap;

use super::refusal_lines::RefusalLines;
use crate::{
    api::middleware::request_id::RequestId,
    event::{EventId, EventType, Source},
    ingest::receiver::Received,
};

/// What is logged about a delivery. An invalid id is not logged: it could contain anything.
pub(crate) struct DeliveryLine<'a> {
    pub(crate) source: &'a Source,
    pub(crate) refusals: &'a Arc<RefusalLines>,
    pub(crate) request_id: &'a RequestId,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) began: Instant,
}

impl DeliveryLine<'_> {
    fn duration_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Logs a recorded delivery.
    pub(crate) fn received(&self, Received { id, event_type, appended }: &Received) {
        tracing::info!(
            event.id = id.as_str(),
            event.r#type = event_type.as_ref().map(EventType::as_str),
            verdict = appended.as_str(),
            position = appended.position().0,
            duration_ms = self.duration_ms(),
            request_id = self.request_id.0,
            "delivery {}",
            appended.as_str(),
        );
    }

    /// Logs a refused delivery.
    pub(crate) fn refused(&self, reason: &'static str, why: &impl Display) {
        if !self.refusals.allows(&(self.source.clone(), reason)) {
            return;
        }
        let id = ["svix-id", "webhook-id"].iter().find_map(|name| self.headers.get(*name));
        let id = id.and_then(|id| EventId::parse_any(id.to_str().ok()?).ok());
        tracing::warn!(
            source = %self.source,
            event.id = id.as_ref().map(EventId::as_str),
            verdict = "refused",
            reason,
            duration_ms = self.duration_ms(),
            request_id = self.request_id.0,
            "delivery refused: {why}",
        );
    }
}
