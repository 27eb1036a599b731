//! What the views must hold, by a replay of a whole history in its true order: sorted first, then assigned field by
//! field. Shares no code with the projections, and never merges.

mod invitations;
mod memberships;
mod organizations;
mod sessions;
mod users;

use std::{borrow::Cow, collections::BTreeMap};

use gatelog::clock::Timestamp;
use sha2::{Digest as _, Sha256};

use super::history::Said;

pub use self::{
    invitations::invitations,
    memberships::{audited_memberships, memberships},
    organizations::{audited_organizations, organizations},
    sessions::{session_details, sessions},
    users::{audited_users, users},
};

pub type Order = (i64, i64, i16, String);

pub fn senders(history: &[Said]) -> impl Iterator<Item = &Said> {
    history.iter().filter(|said| said.source.as_str() != "system")
}

pub fn occurred(said: &Said) -> i64 {
    said.body.occurred_at.at.micros()
}

pub fn type_of(said: &Said) -> &str {
    said.event_type.as_ref().map_or("", |name| name.as_str())
}

pub fn order(said: &Said, updated_at: Option<Timestamp>) -> Order {
    let rank = match type_of(said).rsplit('.').next() {
        Some("created") => 0,
        Some("deleted") => 2,
        _ => 1,
    };
    (micros(updated_at).unwrap_or(occurred(said)), occurred(said), rank, said.id.clone())
}

/// The number that breaks ties between versions of one session.
fn tie(rank: i16, id: &str) -> i64 {
    let digest = Sha256::digest(id);
    let first = u64::from_be_bytes(digest[..8].try_into().expect("8 bytes"));
    i64::from(rank) * (1 << 61) + i64::try_from(first / 8).expect("61 bits")
}

/// Whether a body says nothing of a thing but which it is.
fn is_bare(object: &[u8]) -> bool {
    let fields: BTreeMap<String, serde_json::Value> = serde_json::from_slice(object).unwrap_or_default();
    fields.keys().all(|name| ["id", "object", "deleted", "updated_at", "created_at"].contains(&name.as_str()))
}

fn micros(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::micros)
}

pub fn text(text: Option<&Cow<'_, str>>) -> Option<String> {
    text.map(ToString::to_string)
}
