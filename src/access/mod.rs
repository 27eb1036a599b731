//! Who may ask what: keys, their scopes, and what keys there are. Knows nothing of HTTP, and keeps no key's text.

pub mod event;
pub mod grant;
pub mod key;
pub mod keys;
pub mod scope;
pub mod wish;

pub use self::{
    event::{KeyCreated, KeyRevoked},
    grant::{Grant, Sources},
    key::{Key, KeyError, KeyId},
    keys::{AccessError, Identified, Keys, KnownKey},
    scope::{Scope, Scopes},
    wish::{KeyWish, WishError},
};
