//! What keys there are, folded from the log and kept in memory. Asks the database at most once a second for what changed,
//! however many requests there are and whatever they present; keeps digests only.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use super::{
    event::{self, KeyCreated, KeyEvent, KeyRevoked},
    grant::Grant,
    key::{Key, KeyDigest, KeyId},
};
use crate::{
    clock::{Clock, Timestamp},
    event::Position,
    event_log::{AppendError, AppendOutcome, EventLog, LogError},
};

/// How old what is known of keys may be: a revocation by another process holds after this.
const FRESH: Duration = Duration::from_secs(1);

/// How often a second a key that is not known may be looked for: one that another process has just made opens at the
/// first try, and a stranger with many made-up keys does not keep the database busy.
const MISSES_MAX: u32 = 10;

/// Most keys that can be used at a time: a bound for what is kept in memory, and more than anybody can oversee.
pub const KEYS_MAX: usize = 1_000;

/// The keys that the log tells of.
#[derive(Clone, Debug)]
pub struct Keys(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    log: EventLog,
    clock: Clock,
    known: RwLock<Known>,
    /// Held by the one that asks the database.
    asking: tokio::sync::Mutex<()>,
    /// Since when, and how many unknown keys were looked for.
    misses: Mutex<(Option<Instant>, u32)>,
    /// The last day on which each key is known to be recorded as used.
    used: Mutex<HashMap<KeyId, i64>>,
}

#[derive(Debug, Default)]
struct Known {
    keys: BTreeMap<KeyId, KnownKey>,
    /// From where on the log was not looked through.
    from: i64,
    at: Option<Instant>,
}

/// A key that the log tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// As it was made.
    pub created: KeyCreated,
    /// Its end, where it was revoked.
    pub revoked: Option<KeyRevoked>,
}

/// What is found out about a presented key.
#[derive(Clone, Debug)]
pub enum Identified {
    /// It is good.
    Good(Grant),
    /// There is no such key, it is not its text, or it was revoked: whoever presents it is not told which.
    Unknown,
    /// It was good once. Told only to whoever presents the whole key.
    Expired(KeyId, Timestamp),
}

/// Why a key is not made, revoked or found.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The log did not take it.
    #[error("the log did not take it")]
    Append(#[from] AppendError),
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// No randomness.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// Over [`KEYS_MAX`].
    #[error("there are {KEYS_MAX} keys in use, which is the limit; revoke some first")]
    TooMany,
}

impl KnownKey {
    /// Whether it opens anything at a moment.
    #[must_use]
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && !self.has_expired(now)
    }

    fn has_expired(&self, now: Timestamp) -> bool {
        self.created.expires_at.is_some_and(|expires_at| now >= expires_at)
    }
}

impl Keys {
    /// Those of a log. Nothing is asked yet.
    #[must_use]
    pub fn of(log: EventLog, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            log,
            clock,
            known: RwLock::default(),
            asking: tokio::sync::Mutex::default(),
            misses: Mutex::default(),
            used: Mutex::default(),
        }))
    }

    /// Whether somebody presents a good key, and what that may do. A first use on a day is recorded, beside the answer.
    pub async fn identify(&self, key: &Key) -> Result<Identified, AccessError> {
        self.refresh(FRESH).await?;
        let mut known = self.find(key.id());
        if known.is_none() && self.may_look_again() {
            self.refresh(Duration::ZERO).await?;
            known = self.find(key.id());
        }
        // Compared in any case: how long it takes says nothing about what there is.
        let digest = known.as_ref().map_or(KeyDigest::NONE, |known| known.created.digest);
        let same = key.digest().is(&digest);
        let Some(known) = known.filter(|known| same && known.revoked.is_none()) else {
            return Ok(Identified::Unknown);
        };
        let now = self.0.clock.now();
        if let Some(expires_at) = known.created.expires_at.filter(|_| known.has_expired(now)) {
            return Ok(Identified::Expired(known.created.id, expires_at));
        }
        self.note_use(&known.created.id, now);
        Ok(Identified::Good(Grant {
            key_id: known.created.id.to_string(),
            scopes: known.created.scopes,
            sources: known.created.sources,
            expires_at: known.created.expires_at,
        }))
    }

    /// Every key, good or not, by id.
    pub async fn all(&self) -> Result<Vec<KnownKey>, AccessError> {
        self.refresh(Duration::ZERO).await?;
        Ok(self.known(|known| known.keys.values().cloned().collect()))
    }

    /// One key, good or not.
    pub async fn one(&self, id: &KeyId) -> Result<Option<KnownKey>, AccessError> {
        self.refresh(Duration::ZERO).await?;
        Ok(self.find(id))
    }

    /// Whether there is none that is good; as of a second ago at the most.
    pub async fn is_empty(&self) -> Result<bool, AccessError> {
        self.refresh(FRESH).await?;
        let now = self.0.clock.now();
        Ok(self.known(|known| !known.keys.values().any(|key| key.is_good(now))))
    }

    /// The start of the last day on which a key was used.
    pub async fn last_used(&self, id: &KeyId) -> Result<Option<Timestamp>, AccessError> {
        let last = self.0.log.last_system_event(&event::uses(id)).await?;
        Ok(last.map(|event| Timestamp::from_seconds(event.svix_timestamp)))
    }

    /// Records a key that was made.
    pub async fn record_created(&self, created: &KeyCreated) -> Result<(), AccessError> {
        self.refresh(Duration::ZERO).await?;
        let now = self.0.clock.now();
        if self.known(|known| known.keys.values().filter(|key| key.is_good(now)).count()) >= KEYS_MAX {
            return Err(AccessError::TooMany);
        }
        self.0.log.record(created.to_event()).await?;
        self.refresh(Duration::ZERO).await
    }

    /// Records that a key is revoked. That somebody else did so at the same moment is as good.
    pub async fn record_revoked(&self, revoked: &KeyRevoked) -> Result<(), AccessError> {
        let appended = self.0.log.record(revoked.to_event()).await?;
        if let AppendOutcome::Conflict(position) = appended {
            tracing::info!(key.id = %revoked.id, position = position.0, "the key was revoked by somebody else meanwhile");
        }
        self.refresh(Duration::ZERO).await
    }

    fn may_look_again(&self) -> bool {
        let mut misses = self.0.misses.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = &mut *misses;
        if since.is_none_or(|since| since.elapsed() >= FRESH) {
            (*since, *count) = (Some(Instant::now()), 0);
        }
        *count += 1;
        *count <= MISSES_MAX
    }

    fn find(&self, id: &KeyId) -> Option<KnownKey> {
        self.known(|known| known.keys.get(id).cloned())
    }

    fn known<T>(&self, look: impl FnOnce(&Known) -> T) -> T {
        look(&self.0.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks for what the log tells since it was last looked through, unless that is less than `age` ago.
    async fn refresh(&self, age: Duration) -> Result<(), AccessError> {
        let is_fresh = |known: &Known| known.at.is_some_and(|at| at.elapsed() < age);
        if self.known(is_fresh) {
            return Ok(());
        }
        let _asked = self.0.asking.lock().await;
        // Whoever waited here was answered by the one before, unless it must see what it has just done itself.
        if self.known(is_fresh) {
            return Ok(());
        }
        let at = Instant::now();
        let from = Position(self.known(|known| known.from));
        let events = self.0.log.system_events(event::NAMES, from).await?;
        let mut known = self.0.known.write().unwrap_or_else(PoisonError::into_inner);
        for recorded in &events {
            known.from = known.from.max(recorded.position.0 + 1);
            let Some(told) = event::read(recorded) else {
                tracing::warn!(
                    position = recorded.position.0,
                    "an event about a key is not understood, and passed over"
                );
                continue;
            };
            known.fold(told);
        }
        known.at = Some(at);
        Ok(())
    }

    /// Once for each key and day; whether it comes to pass is not worth an answer's time.
    fn note_use(&self, id: &KeyId, now: Timestamp) {
        let today = event::day(now);
        {
            let mut used = self.0.used.lock().unwrap_or_else(PoisonError::into_inner);
            if used.insert(id.clone(), today) == Some(today) {
                return;
            }
        }
        let (log, event, id, inner) = (self.0.log.clone(), event::used(id, now), id.clone(), Arc::clone(&self.0));
        tokio::spawn(async move {
            if let Err(error) = log.record(event).await {
                tracing::warn!(%error, key.id = %id, "the use of a key was not recorded; its next use is");
                inner.used.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            }
        });
    }
}

impl Known {
    /// A key's events come in the order of their positions within a look, and a revocation never before its key.
    fn fold(&mut self, told: KeyEvent) {
        match told {
            KeyEvent::Created(created) => {
                self.keys.entry(created.id.clone()).or_insert(KnownKey { created, revoked: None });
            }
            KeyEvent::Revoked(revoked) => {
                if let Some(key) = self.keys.get_mut(&revoked.id) {
                    key.revoked.get_or_insert(revoked);
                }
            }
        }
    }
}
