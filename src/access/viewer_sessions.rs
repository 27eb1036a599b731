//! The sessions of people who have opened the page with a key. A session is a cookie in place of
//! the key: it grants what the key grants at that moment, and ends with it. Sessions are in memory
//! only, so a restart ends them.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use super::key_text::KeyId;
use crate::clock::Timestamp;

/// A session that is not used for this long ends: someone left a browser open.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// A session ends after this time even if it is used: a working day.
pub const LIFE_SECONDS: i64 = 8 * 60 * 60;
/// Sessions at once, all people and browsers together. At the limit the one that was unused for
/// longest ends.
const SESSIONS_MAX: usize = 1_000;

const MICROS: i64 = 1_000_000;

/// 256 random bits, in the cookie of a browser or in a link.
const TOKEN_BYTES: usize = 32;

/// The key of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionKey {
    /// The key in `GATELOG_API_KEY`.
    Environment,
    Registered(KeyId),
}

#[derive(Debug)]
struct Session {
    key: SessionKey,
    began_at: i64,
    used_at: i64,
}

/// Only digests of tokens are kept.
type TokenDigest = [u8; 32];

#[derive(Debug, Default)]
pub struct ViewerSessions {
    sessions: Mutex<HashMap<TokenDigest, Session>>,
    /// Tokens of links that each begin one session with the key in `GATELOG_API_KEY`.
    links: Mutex<Vec<TokenDigest>>,
}

impl Session {
    const fn is_open(&self, now: Timestamp) -> bool {
        self.ends_at() > now.micros()
    }

    const fn ends_at(&self) -> i64 {
        let (idle, life) = (self.used_at + IDLE_SECONDS * MICROS, self.began_at + LIFE_SECONDS * MICROS);
        if idle < life { idle } else { life }
    }
}

impl ViewerSessions {
    /// Begins a session and returns its token.
    pub fn begin(&self, key: SessionKey, now: Timestamp) -> Result<String, getrandom::Error> {
        let (token, digest) = random_token()?;
        let mut sessions = self.sessions();
        sessions.retain(|_, session| session.is_open(now));
        let now = now.micros();
        if sessions.len() >= SESSIONS_MAX {
            let unused = sessions.iter().min_by_key(|(_, session)| session.used_at).map(|(digest, _)| *digest);
            unused.and_then(|digest| sessions.remove(&digest));
        }
        sessions.insert(digest, Session { key, began_at: now, used_at: now });
        Ok(token)
    }

    /// The key of a session that has not ended.
    pub fn key(&self, token: &str, now: Timestamp) -> Option<SessionKey> {
        let sessions = self.sessions();
        sessions.get(&digest_of(token)).filter(|session| session.is_open(now)).map(|session| session.key.clone())
    }

    /// Notes that a session is used now. One that has ended stays so.
    pub fn mark_used(&self, token: &str, now: Timestamp) {
        let mut sessions = self.sessions();
        if let Some(session) = sessions.get_mut(&digest_of(token)).filter(|session| session.is_open(now)) {
            session.used_at = now.micros();
        }
    }

    pub fn end(&self, token: &str) {
        self.sessions().remove(&digest_of(token));
    }

    /// The token of a link that begins one session.
    pub fn link(&self) -> Result<String, getrandom::Error> {
        let (token, digest) = random_token()?;
        self.links().push(digest);
        Ok(token)
    }

    /// Uses up a link. False if there is none, or no longer.
    pub fn follow_link(&self, token: &str) -> bool {
        let mut links = self.links();
        let found = links.iter().position(|link| *link == digest_of(token));
        found.map(|place| links.swap_remove(place)).is_some()
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<TokenDigest, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn links(&self) -> MutexGuard<'_, Vec<TokenDigest>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn random_token() -> Result<(String, TokenDigest), getrandom::Error> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    let token = BASE64URL_NOPAD.encode(&bytes);
    let digest = digest_of(&token);
    Ok((token, digest))
}

/// A lookup by digest takes no time that depends on how much of a token is right.
fn digest_of(token: &str) -> TokenDigest {
    Sha256::digest(token.as_bytes()).into()
}
