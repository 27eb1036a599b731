//! API keys: their text, their scopes and sources, and the registry of the keys that the log
//! records. Nothing here keeps the text of a key.

mod grant;
pub mod key_events;
mod key_registry;
mod key_text;
mod new_api_key;
mod scope;
mod viewer_sessions;

pub use self::{
    grant::{ENVIRONMENT_KEY_ID, Grant, SourceAccess},
    key_events::{KeyCreated, KeyRevoked},
    key_registry::{AccessError, Authentication, KeyRegistry, KeyStatus, RegisteredKey},
    key_text::{KEY_PREFIX, KeyDigest, KeyError, KeyId, KeyText},
    new_api_key::{NewApiKey, NewApiKeyError},
    scope::{Preset, Scope, Scopes},
    viewer_sessions::{IDLE_SECONDS, LIFE_SECONDS, SessionKey, ViewerSessions},
};
