//! The registry of API keys: folded from the log's system events and cached in memory.
//!
//! It queries the database at most once a second for new events, however many requests arrive and
//! whatever keys they present.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use super::{
    grant::Grant,
    key_events::{self, KeyCreated, KeyEvent, KeyRevoked},
    key_text::{KeyDigest, KeyId, KeyText},
};
use crate::{
    clock::{Clock, Timestamp},
    event::Position,
    event_log::{AppendError, AppendOutcome, EventLog},
    storage::StoreError,
};

/// A revocation by another process takes effect after this time.
const CACHE_MAX_AGE: Duration = Duration::from_secs(1);

/// Refreshes per [`CACHE_MAX_AGE`] for unknown keys. A key that another process has just created
/// works at once, and a client with many invented keys does not keep the database busy.
const REFRESHES_FOR_UNKNOWN_KEYS_MAX: u32 = 10;

/// Valid keys at a time. Bounds the memory, and is more than an operator can oversee.
const KEYS_MAX: usize = 1_000;

/// The keys that the log records. Clones share one cache.
#[derive(Clone, Debug)]
pub struct KeyRegistry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    log: EventLog,
    clock: Clock,
    cache: RwLock<KeyCache>,
    /// Held during a refresh, so that concurrent requests share one query.
    refresh_lock: tokio::sync::Mutex<()>,
    unknown_keys: Mutex<UnknownKeyWindow>,
    /// The last day ([`key_events::day_number`]) on which this process recorded a use of each key.
    recorded_uses: Mutex<HashMap<KeyId, i64>>,
}

#[derive(Debug, Default)]
struct KeyCache {
    keys: BTreeMap<KeyId, RegisteredKey>,
    /// The position of the first event that is not folded yet.
    next: i64,
    refreshed_at: Option<Instant>,
}

/// Counts the unknown keys that were presented since `start`.
#[derive(Debug, Default)]
struct UnknownKeyWindow {
    start: Option<Instant>,
    count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredKey {
    pub created: KeyCreated,
    pub revoked: Option<KeyRevoked>,
}

#[derive(Clone, Debug)]
pub enum Authentication {
    Valid(Grant),
    /// The key does not exist, its secret is wrong, or it was revoked. The client does not learn
    /// which.
    Unknown,
    /// The key was presented whole and has expired.
    Expired(KeyId, Timestamp),
}

/// Why a key cannot be created, revoked or looked up.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("the change of the key is not recorded: {0}")]
    Append(#[from] AppendError),
    #[error(transparent)]
    Log(#[from] StoreError),
    #[error("the system gives no random numbers; try again")]
    Random(getrandom::Error),
    #[error("there are {KEYS_MAX} keys in use, which is the limit; revoke some first")]
    TooMany,
}

impl From<getrandom::Error> for AccessError {
    fn from(error: getrandom::Error) -> Self {
        Self::Random(error)
    }
}

/// Whether a key is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStatus {
    Valid,
    Expired,
    Revoked,
}

impl KeyStatus {
    pub const ALL: [Self; 3] = [Self::Valid, Self::Expired, Self::Revoked];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl RegisteredKey {
    #[must_use]
    pub fn status(&self, now: Timestamp) -> KeyStatus {
        match self.revoked {
            Some(_) => KeyStatus::Revoked,
            None if self.has_expired(now) => KeyStatus::Expired,
            None => KeyStatus::Valid,
        }
    }

    /// The key as it was at a time; `None` if it was created later.
    #[must_use]
    pub fn as_of(self, at: Timestamp) -> Option<Self> {
        let revoked = self.revoked.filter(|revoked| revoked.at <= at);
        (self.created.at <= at).then_some(Self { revoked, ..self })
    }

    /// Whether the key is neither revoked nor expired.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.status(now) == KeyStatus::Valid
    }

    fn has_expired(&self, now: Timestamp) -> bool {
        self.created.expires_at.is_some_and(|expires_at| now >= expires_at)
    }
}

impl KeyRegistry {
    /// Starts with an empty cache; the first call that needs a key reads the log.
    #[must_use]
    pub fn new(log: EventLog, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            log,
            clock,
            cache: RwLock::default(),
            refresh_lock: tokio::sync::Mutex::default(),
            unknown_keys: Mutex::default(),
            recorded_uses: Mutex::default(),
        }))
    }

    /// Checks a presented key. The first use on a day is recorded in the background.
    pub async fn authenticate(&self, key: &KeyText) -> Result<Authentication, AccessError> {
        self.refresh(CACHE_MAX_AGE).await?;
        let mut registered = self.cached(key.id());
        if registered.is_none() && self.may_refresh_for_unknown_key() {
            self.refresh(Duration::ZERO).await?;
            registered = self.cached(key.id());
        }
        // Compared in every case, so that the time does not reveal whether the id exists.
        let digest = registered.as_ref().map_or(KeyDigest::NONE, |registered| registered.created.digest);
        let matches = key.digest().matches(&digest);
        Ok(self.granted(registered.filter(|_| matches)))
    }

    /// What a key grants whose text was checked before.
    pub async fn authenticate_id(&self, id: &KeyId) -> Result<Authentication, AccessError> {
        self.refresh(CACHE_MAX_AGE).await?;
        Ok(self.granted(self.cached(id)))
    }

    fn granted(&self, registered: Option<RegisteredKey>) -> Authentication {
        let Some(registered) = registered.filter(|registered| registered.revoked.is_none()) else {
            return Authentication::Unknown;
        };
        let now = self.0.clock.now();
        let expired = registered.has_expired(now);
        let KeyCreated { id, scopes, sources, expires_at, .. } = registered.created;
        if let Some(expired_at) = expires_at.filter(|_| expired) {
            return Authentication::Expired(id, expired_at);
        }
        self.record_use(&id, now);
        Authentication::Valid(Grant { key_id: id.to_string(), scopes, sources, expires_at })
    }

    /// Every key by id, including expired and revoked ones.
    pub async fn all(&self) -> Result<Vec<RegisteredKey>, AccessError> {
        self.refresh(Duration::ZERO).await?;
        Ok(self.read_cache(|cache| cache.keys.values().cloned().collect()))
    }

    /// One key, also if it is expired or revoked.
    pub async fn get(&self, id: &KeyId) -> Result<Option<RegisteredKey>, AccessError> {
        self.refresh(Duration::ZERO).await?;
        Ok(self.cached(id))
    }

    /// Whether some key is valid, as of at most a second ago.
    pub async fn has_valid_key(&self) -> Result<bool, AccessError> {
        self.refresh(CACHE_MAX_AGE).await?;
        let now = self.0.clock.now();
        Ok(self.read_cache(|cache| cache.keys.values().any(|key| key.is_valid(now))))
    }

    /// The start of the last day, up to a time, on which the key was used.
    pub async fn last_used(&self, id: &KeyId, at: Timestamp) -> Result<Option<Timestamp>, AccessError> {
        let (prefix, last) = (key_events::used_event_prefix(id), key_events::used_event_name(id, at));
        let last = self.0.log.last_system_event(&prefix, &last).await?;
        Ok(last.map(|event| Timestamp::from_seconds(event.svix_timestamp)))
    }

    pub async fn record_created(&self, created: &KeyCreated) -> Result<(), AccessError> {
        self.refresh(Duration::ZERO).await?;
        let now = self.0.clock.now();
        if self.read_cache(|cache| cache.keys.values().filter(|key| key.is_valid(now)).count()) >= KEYS_MAX {
            return Err(AccessError::TooMany);
        }
        self.0.log.record(created.to_event()).await?;
        self.refresh(Duration::ZERO).await
    }

    /// Succeeds also if another client revokes the key at the same time.
    pub async fn record_revoked(&self, revoked: &KeyRevoked) -> Result<(), AccessError> {
        let outcome = self.0.log.record(revoked.to_event()).await?;
        if let AppendOutcome::Conflict(position) = outcome {
            tracing::info!(
                key.id = %revoked.id,
                position = position.0,
                "the key was revoked by another client at the same time"
            );
        }
        self.refresh(Duration::ZERO).await
    }

    fn may_refresh_for_unknown_key(&self) -> bool {
        let mut window = self.0.unknown_keys.lock().unwrap_or_else(PoisonError::into_inner);
        if window.start.is_none_or(|start| start.elapsed() >= CACHE_MAX_AGE) {
            *window = UnknownKeyWindow { start: Some(Instant::now()), count: 0 };
        }
        window.count += 1;
        window.count <= REFRESHES_FOR_UNKNOWN_KEYS_MAX
    }

    fn cached(&self, id: &KeyId) -> Option<RegisteredKey> {
        self.read_cache(|cache| cache.keys.get(id).cloned())
    }

    fn read_cache<T>(&self, read: impl FnOnce(&KeyCache) -> T) -> T {
        read(&self.0.cache.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Folds the key events that were appended since the last refresh, unless that was less than
    /// `max_age` ago.
    async fn refresh(&self, max_age: Duration) -> Result<(), AccessError> {
        let is_fresh = |cache: &KeyCache| cache.refreshed_at.is_some_and(|at| at.elapsed() < max_age);
        if self.read_cache(is_fresh) {
            return Ok(());
        }
        let _refreshing = self.0.refresh_lock.lock().await;
        // The refresh that this one waited for is recent enough, unless `max_age` is zero.
        if self.read_cache(is_fresh) {
            return Ok(());
        }
        let started = Instant::now();
        let from = Position(self.read_cache(|cache| cache.next));
        let events = self.0.log.system_events(key_events::EVENT_NAME_PREFIX, from).await?;
        let mut cache = self.0.cache.write().unwrap_or_else(PoisonError::into_inner);
        for recorded in &events {
            cache.next = cache.next.max(recorded.position.0 + 1);
            let Some(event) = key_events::parse(recorded) else {
                tracing::warn!(position = recorded.position.0, "an event about a key is not valid and is ignored");
                continue;
            };
            cache.fold(event);
        }
        cache.refreshed_at = Some(started);
        Ok(())
    }

    /// Records the first use of a key on a day, without delaying the response. After a failure the
    /// next use is recorded.
    fn record_use(&self, id: &KeyId, now: Timestamp) {
        let today = key_events::day_number(now);
        {
            let mut recorded = self.0.recorded_uses.lock().unwrap_or_else(PoisonError::into_inner);
            if recorded.insert(id.clone(), today) == Some(today) {
                return;
            }
        }
        let (inner, event, id) = (Arc::clone(&self.0), key_events::used_event(id, now), id.clone());
        tokio::spawn(async move {
            if let Err(error) = inner.log.record(event).await {
                tracing::warn!(%error, key.id = %id, "the use of a key was not recorded; its next use will be");
                inner.recorded_uses.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            }
        });
    }
}

impl KeyCache {
    /// Events of one refresh are ordered by name, so a key's creation comes before its revocation.
    fn fold(&mut self, event: KeyEvent) {
        match event {
            KeyEvent::Created(created) => {
                self.keys.entry(created.id.clone()).or_insert(RegisteredKey { created, revoked: None });
            }
            KeyEvent::Revoked(revoked) => {
                if let Some(key) = self.keys.get_mut(&revoked.id) {
                    key.revoked.get_or_insert(revoked);
                }
            }
        }
    }
}
