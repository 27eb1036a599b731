//! Receives bodies of deliveries under load: a memory budget with eviction of the slowest, and a
//! limited number of large bodies in verification.
//!
//! It does not limit by address, because other clients may deliver from the same addresses as the
//! sender.

use std::{io, pin::pin, sync::Arc, time::Duration};

use futures_util::StreamExt as _;
use poem::Body;

use super::{
    budget::{BodyBudget, BudgetLimits, Dropped, Unverified},
    verification::{Verification, VerificationLimits},
};
use crate::telemetry::{Metrics, throttle::LogRate};

/// Maximum body: four times the largest that Svix sends.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Memory for all unverified bodies: 64 of the largest, or 50,000 of the usual size. Half as much
/// again may wait for the writer.
pub const UNVERIFIED_BYTES_MAX: usize = 128 * 1024 * 1024;

/// A lost packet is retransmitted within about a second: a younger body may still turn out to be
/// fast.
pub const GRACE: Duration = Duration::from_secs(2);

/// Limits of the intake. The default is for production; tests use smaller ones.
#[derive(Clone, Copy, Debug)]
pub struct IntakeLimits {
    /// Memory for bodies.
    pub budget: BudgetLimits,
    /// Verification of large bodies.
    pub verification: VerificationLimits,
    /// Rate of log lines about refusals, per source and reason.
    pub lines: LogRate,
}

impl Default for IntakeLimits {
    fn default() -> Self {
        let budget = BudgetLimits { bytes: UNVERIFIED_BYTES_MAX, body_bytes: BODY_BYTES_MAX, grace: GRACE };
        Self { budget, verification: VerificationLimits::default(), lines: LogRate::default() }
    }
}

/// Receives bodies.
#[derive(Clone, Debug)]
pub struct Intake {
    budget: Arc<BodyBudget>,
    body_bytes: usize,
    /// Permits for verifying large bodies.
    pub verification: Verification,
}

/// Why a body was not received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The body is too large.
    #[error(
        "the body is over {BODY_BYTES_MAX} bytes, the most that a delivery may have; leave this type of event out \
         at the sender"
    )]
    TooLarge,
    /// The sender was slower than the connection limits allow.
    #[error("the body did not arrive in time; its sender will try again")]
    TooSlow,
    /// The connection ended, or the request is not HTTP.
    #[error(
        "the body broke off, since the client closed the connection or sent invalid HTTP; its sender will try again"
    )]
    Broken,
    /// The body was evicted.
    #[error(transparent)]
    Dropped(#[from] Dropped),
}

impl Intake {
    /// An intake without bodies.
    #[must_use]
    pub fn new(limits: IntakeLimits, metrics: Metrics) -> Self {
        let body_bytes = limits.budget.body_bytes;
        let budget = BodyBudget::new(limits.budget, metrics);
        Self { budget, body_bytes, verification: Verification::new(limits.verification) }
    }

    /// Bytes of unverified bodies.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.budget.held()
    }

    /// Reads a body to its end, or until it is evicted.
    pub async fn read(&self, body: Body, announced: Option<u64>) -> Result<Unverified, BodyError> {
        let announced = announced.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        if announced.is_some_and(|length| length > self.body_bytes) {
            return Err(BodyError::TooLarge);
        }
        let buffer = self.budget.begin(announced);
        let mut chunks = pin!(body.into_bytes_stream());
        loop {
            let chunk = tokio::select! {
                biased;
                () = buffer.lost() => return Err(Dropped.into()),
                chunk = chunks.next() => chunk,
            };
            match chunk {
                Some(Ok(chunk)) if chunk.len() > self.body_bytes - buffer.len() => return Err(BodyError::TooLarge),
                Some(Ok(chunk)) => buffer.push(&chunk)?,
                Some(Err(error)) if error.kind() == io::ErrorKind::TimedOut => return Err(BodyError::TooSlow),
                Some(Err(_)) => return Err(BodyError::Broken),
                None => return Ok(buffer.finish()?),
            }
        }
    }
}

impl BodyError {
    /// Label for metrics and log lines.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::TooSlow => "body_too_slow",
            Self::Broken => "body_broke_off",
            Self::Dropped(_) => "body_dropped",
        }
    }
}
