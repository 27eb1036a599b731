//! How the bodies of deliveries are taken in when more come than can be held: memory for what has arrived and not for
//! what is announced, the slowest dropped first, and turns for large ones. Looks at no address and bans nobody: strangers
//! deliver from the same addresses as the provider.

use std::{io, pin::pin, sync::Arc, time::Duration};

use futures_util::StreamExt as _;
use poem::Body;

use super::{
    budget::{Budget, BudgetLimits, Dropped, Unverified},
    verification::{Verification, VerificationLimits},
};
use crate::telemetry::{Metrics, throttle::LogRate};

/// Four times what Svix sends at most; whatever is longer is no delivery.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Bodies not yet verified, all together: sixty-four of the longest, or fifty thousand of the usual ones. Half as much
/// again may wait for the writer.
pub const UNVERIFIED_BYTES_MAX: usize = 128 * 1024 * 1024;

/// A lost packet is sent again within a second or so: a body that began less than this ago may yet be a fast one.
pub const GRACE: Duration = Duration::from_secs(2);

/// Limits of the intake. The default is for production; tests take smaller ones.
#[derive(Clone, Copy, Debug)]
pub struct IntakeLimits {
    /// Memory for bodies.
    pub budget: BudgetLimits,
    /// Turns of large ones.
    pub verification: VerificationLimits,
    /// Log lines of refusals, for each source and reason.
    pub lines: LogRate,
}

impl Default for IntakeLimits {
    fn default() -> Self {
        let budget = BudgetLimits { bytes: UNVERIFIED_BYTES_MAX, body_bytes: BODY_BYTES_MAX, grace: GRACE };
        Self { budget, verification: VerificationLimits::default(), lines: LogRate::default() }
    }
}

/// Where bodies come in.
#[derive(Clone, Debug)]
pub struct Intake {
    budget: Arc<Budget>,
    body_bytes: usize,
    /// Turns of large bodies.
    pub verification: Verification,
}

/// Why a body is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// No delivery is that long.
    #[error("the body is over {BODY_BYTES_MAX} bytes")]
    TooLarge,
    /// The sender was slower than the limits of a connection let it be.
    #[error("the body did not come in time")]
    TooSlow,
    /// The sender hung up, or wrote what is no HTTP.
    #[error("the body did not come whole")]
    Broken,
    /// It gave way to others.
    #[error(transparent)]
    Dropped(#[from] Dropped),
}

impl Intake {
    /// Nothing has come yet.
    #[must_use]
    pub fn new(limits: IntakeLimits, metrics: Metrics) -> Self {
        let body_bytes = limits.budget.body_bytes;
        let budget = Budget::new(limits.budget, metrics);
        Self { budget, body_bytes, verification: Verification::new(limits.verification) }
    }

    /// Bytes of bodies that are not verified yet.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.budget.held()
    }

    /// Reads a body to its end, or until it has to give way.
    pub async fn read(&self, body: Body, announced: Option<u64>) -> Result<Unverified, Unread> {
        let announced = announced.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        if announced.is_some_and(|length| length > self.body_bytes) {
            return Err(Unread::TooLarge);
        }
        let growing = self.budget.begin(announced);
        let mut chunks = pin!(body.into_bytes_stream());
        loop {
            let chunk = tokio::select! {
                biased;
                () = growing.lost() => return Err(Dropped.into()),
                chunk = chunks.next() => chunk,
            };
            match chunk {
                Some(Ok(chunk)) if chunk.len() > self.body_bytes - growing.len() => return Err(Unread::TooLarge),
                Some(Ok(chunk)) => growing.push(&chunk)?,
                Some(Err(error)) if error.kind() == io::ErrorKind::TimedOut => return Err(Unread::TooSlow),
                Some(Err(_)) => return Err(Unread::Broken),
                None => return Ok(growing.finish()?),
            }
        }
    }
}

impl Unread {
    /// A fixed short label: for counters and log lines.
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
