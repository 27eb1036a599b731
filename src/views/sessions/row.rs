//! A session as the view keeps it, and how two accounts of one session become one. Says nothing of where accounts come
//! from.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    projection::{Row, stored_whole},
    views::{
        over_time,
        version::{Version, greatest_known, precedes, smallest_known, take},
    },
};

/// A session, or what one event says of it. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// `sess_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: String,
    pub instance_id: Option<String>,
    pub user_id: Option<String>,
    pub client_id: Option<String>,
    /// Who acts as the user: an impersonator, or an agent.
    pub impersonator_id: Option<String>,
    /// What acts as the user: `agent` for an AI agent.
    pub actor_kind: Option<String>,
    /// Whether any event names an actor, of whatever shape: then the user did not sign in in person.
    pub has_actor: bool,

    pub started_at: i64,
    /// How that is known; the smaller wins.
    pub started_basis: i16,
    /// When it was first seen active.
    pub activated_at: Option<i64>,
    /// When it was first seen pending. A session that was seen pending and never active is no sign-in.
    pub pending_at: Option<i64>,
    /// Since when it was active or pending, over time: see [`over_time`].
    pub statuses: Option<String>,

    /// The last sign of life that any event tells of.
    pub last_active_at: Option<i64>,

    /// When it ended: by the first event that says so, which nothing undoes.
    pub ended_at: Option<i64>,
    /// How it ended, by that event.
    pub end_reason: Option<String>,
    pub end_id: Option<String>,

    /// What the status comes from: an event that describes the session, or a notice, which never
    /// replaces a description.
    pub described_by: i16,
    /// Whether `status` is one that ends a session; such a status is never followed by another.
    pub terminal: bool,
    /// Version of the status: when the session was updated.
    pub version_at: i64,
    /// Version: when the event happened.
    pub version_occurred_at: i64,
    pub version_rank: i16,
    pub version_id: String,
    pub status: Option<String>,
    /// When it ends if its user does nothing.
    pub expire_at: Option<i64>,
    /// When it ends whatever its user does.
    pub abandon_at: Option<i64>,
    /// The organization last active in it.
    pub organization_id: Option<String>,

    /// Version of the device: when the session was updated.
    pub activity_version_at: Option<i64>,
    /// Version of the device: when the event happened.
    pub activity_occurred_at: Option<i64>,
    /// Version of the device: created, updated or deleted.
    pub activity_rank: Option<i16>,
    /// Version of the device: the event.
    pub activity_id: Option<String>,
    /// The device's address. The address of the session is this, else `request_ip`.
    pub activity_ip: Option<String>,
    pub browser: Option<String>,
    pub browser_version: Option<String>,
    pub device_type: Option<String>,
    /// Whether it is one to carry about.
    pub is_mobile: Option<bool>,
    pub city: Option<String>,
    pub country: Option<String>,

    /// Version of the request: when the session was updated.
    pub request_version_at: Option<i64>,
    /// Version of the request: when the event happened.
    pub request_occurred_at: Option<i64>,
    /// Version of the request: created, updated or deleted.
    pub request_rank: Option<i16>,
    /// Version of the request: the event.
    pub request_id: Option<String>,
    /// The address of the request that opened the session.
    pub request_ip: Option<String>,
    /// The user agent of that request.
    pub user_agent: Option<String>,
}

pub type SessionRow = Model;

/// Views refer to each other by id only: a session may be known before its user.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether the sign-in was completed, as far as is known: seen active, or never seen pending.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        self.activated_at.is_some() || self.pending_at.is_none()
    }

    fn start(&self) -> (i16, i64) {
        (self.started_basis, self.started_at)
    }

    fn end(&self) -> Option<(i64, &str)> {
        Some((self.ended_at?, self.end_id.as_deref()?))
    }

    /// A description beats a notice, then a status that ends the session beats every other; among
    /// equals the newest version does.
    fn standing(&self) -> (i16, bool, Version<'_>) {
        let version = Version {
            at: self.version_at,
            occurred_at: self.version_occurred_at,
            rank: self.version_rank,
            id: &self.version_id,
        };
        (self.described_by, self.terminal, version)
    }

    fn activity(&self) -> Option<Version<'_>> {
        let id = self.activity_id.as_deref();
        Version::stored(self.activity_version_at, self.activity_occurred_at, self.activity_rank, id)
    }

    fn request(&self) -> Option<Version<'_>> {
        let id = self.request_id.as_deref();
        Version::stored(self.request_version_at, self.request_occurred_at, self.request_rank, id)
    }
}

impl Row for Model {
    type Entity = Entity;
    stored_whole!();

    const KEY_COLUMN: &'static str = "session_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.session_id)
    }

    fn merge(mut self, other: Self) -> Self {
        let starts = other.start() < self.start();
        let ends = precedes(other.end(), self.end());
        let stands = other.standing() > self.standing();
        let device = precedes(other.activity(), self.activity());
        let opens = precedes(other.request(), self.request());

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        self.user_id = smallest_known(self.user_id, other.user_id);
        self.client_id = smallest_known(self.client_id, other.client_id);
        self.impersonator_id = smallest_known(self.impersonator_id, other.impersonator_id);
        self.actor_kind = smallest_known(self.actor_kind, other.actor_kind);
        self.has_actor |= other.has_actor;
        self.activated_at = smallest_known(self.activated_at, other.activated_at);
        self.pending_at = smallest_known(self.pending_at, other.pending_at);
        self.statuses = over_time::merge(self.statuses, other.statuses);
        self.last_active_at = greatest_known(self.last_active_at, other.last_active_at);
        if starts {
            take!(self from other: started_at, started_basis);
        }
        if ends {
            take!(self from other: ended_at, end_reason, end_id);
        }
        if stands {
            take!(self from other:
                described_by, terminal, version_at, version_occurred_at, version_rank, version_id,
                status, expire_at, abandon_at, organization_id);
        }
        // The device of the beginning; later events mostly know none, and a later one is not where it began.
        if device {
            take!(self from other:
                activity_version_at, activity_occurred_at, activity_rank, activity_id,
                activity_ip, browser, browser_version, device_type, is_mobile, city, country);
        }
        if opens {
            take!(self from other:
                request_version_at, request_occurred_at, request_rank, request_id, request_ip, user_agent);
        }
        self
    }
}
