//! A stored session, and how two rows of one session merge.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    projection::{Row, stored_whole},
    views::{
        set,
        version::{greatest_known, precedes, smallest_known, take},
    },
};

/// The status of a session whose user is signed in.
pub const ACTIVE: &str = "active";
/// The status of a session whose user has a task before being signed in: choose an organization,
/// reset a password, or set up a second factor.
pub const PENDING: &str = "pending";

/// A session, or what one event reports about it. Times are microseconds since 1970.
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
    /// The impersonator or agent who acts as the user.
    pub impersonator_id: Option<String>,
    /// The kind of that actor: `agent` for an AI agent.
    pub actor_kind: Option<String>,
    /// True if any event names an actor of any kind: the user did not sign in in person.
    pub has_actor: bool,
    /// `started_at` if there is an actor: an index has these sessions only.
    pub impersonated_at: Option<i64>,

    pub started_at: i64,
    /// Where `started_at` comes from; the smaller value wins.
    pub started_basis: i16,
    /// When it was first seen active.
    pub activated_at: Option<i64>,
    /// When it was first seen pending. A session that was pending and never active is no sign-in.
    pub pending_at: Option<i64>,
    /// When it was active or pending; see [`over_time`](crate::views::over_time). Null if its
    /// first event reports it active and no other event reports it open.
    pub statuses: Option<String>,

    /// The last activity that any event reports.
    pub last_active_at: Option<i64>,

    /// When it ended, by the first event that reports it. No later event changes that.
    pub ended_at: Option<i64>,
    /// How it ended, from the same event. If two happened at the same time, the first in
    /// alphabetical order.
    pub end_reason: Option<String>,

    /// The origin of the status: an event that describes the session, or a notice, which never
    /// replaces a description.
    pub described_by: i16,
    /// True if `status` ends the session; no other status follows.
    pub terminal: bool,
    /// Version of the status: when the session was updated.
    pub version_at: i64,
    /// Version: when the event happened.
    pub version_occurred_at: i64,
    /// Version: see [`tie`](crate::views::version::tie).
    pub version_tie: i64,
    pub status: Option<String>,
    /// When it ends if the user is inactive.
    pub expire_at: Option<i64>,
    /// When it ends in any case.
    pub abandon_at: Option<i64>,
    /// The organization last active in it.
    pub organization_id: Option<String>,

    /// Version of the first event: when the session was updated.
    pub first_at: i64,
    /// Version: when the event happened.
    pub first_occurred_at: i64,
    pub first_tie: i64,
    pub first_position: i64,
    /// What comes from that event, as bits; see `origin`. The columns below are null for values
    /// from this event.
    pub first_reports: i16,

    /// The first event that reports a device.
    pub device_at: Option<i64>,
    pub device_occurred_at: Option<i64>,
    pub device_tie: Option<i64>,
    pub device_position: Option<i64>,

    /// The first event that opens the session and reports its request.
    pub request_at: Option<i64>,
    pub request_occurred_at: Option<i64>,
    pub request_tie: Option<i64>,
    pub request_position: Option<i64>,

    /// The first event that names the client.
    pub client_at: Option<i64>,
    pub client_occurred_at: Option<i64>,
    pub client_tie: Option<i64>,
    pub client_position: Option<i64>,

    /// The [term](crate::views::device::device_term) of the country of the first device; likewise
    /// below.
    pub country_term: Option<i64>,
    pub city_term: Option<i64>,
    pub browser_term: Option<i64>,
    /// What later devices add to these: a JSON array of [entries](super::DeviceField::entry).
    pub other_places: Option<String>,
    /// The [addresses](crate::text::address::sortable) of all requests and devices, as a JSON
    /// array.
    pub addresses: Option<String>,
}

pub type SessionRow = Model;

/// Views refer to each other by id only: a session may arrive before its user.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// True if the sign-in was completed, as far as known: seen active, or never seen pending.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        self.activated_at.is_some() || self.pending_at.is_none()
    }

    fn start(&self) -> (i16, i64) {
        (self.started_basis, self.started_at)
    }

    fn end(&self) -> Option<(i64, &str)> {
        Some((self.ended_at?, self.end_reason.as_deref()?))
    }

    /// A description wins over a notice, then a final status wins, then the newest version.
    const fn status_priority(&self) -> (i16, bool, (i64, i64, i64)) {
        let version = (self.version_at, self.version_occurred_at, self.version_tie);
        (self.described_by, self.terminal, version)
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
        let replaces_status = other.status_priority() > self.status_priority();
        // Before any column changes, because the origins are read from several.
        let (mine, theirs) = (self.origins(), other.origins());
        match (mine.device, theirs.device) {
            (_, None) => {}
            (None, Some(_)) => {
                take!(self from other: country_term, city_term, browser_term, other_places);
            }
            (Some(first), Some(device)) => self.merge_places(&other, device < first),
        }
        let origins = mine.merge(theirs);

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        self.user_id = smallest_known(self.user_id, other.user_id);
        self.impersonator_id = smallest_known(self.impersonator_id, other.impersonator_id);
        self.actor_kind = smallest_known(self.actor_kind, other.actor_kind);
        self.has_actor |= other.has_actor;
        self.activated_at = smallest_known(self.activated_at, other.activated_at);
        self.pending_at = smallest_known(self.pending_at, other.pending_at);
        self.addresses = set::union(self.addresses, other.addresses);
        self.last_active_at = greatest_known(self.last_active_at, other.last_active_at);
        if starts {
            take!(self from other: started_at, started_basis);
        }
        self.impersonated_at = self.has_actor.then_some(self.started_at);
        if ends {
            take!(self from other: ended_at, end_reason);
        }
        if replaces_status {
            take!(self from other:
                described_by, terminal, version_at, version_occurred_at, version_tie,
                status, expire_at, abandon_at, organization_id);
        }
        self.set_origins(origins);
        self
    }
}
