//! A stored user, and how two rows of one user merge.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::sign_ins::SignIns;
use crate::{
    projection::{Row, stored_whole},
    views::{
        search_words, set,
        version::{Version, smallest_known, take},
    },
};

/// A user, or what one event reports about them. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// `user_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub instance_id: Option<String>,

    /// The origin of the description
    /// ([`DESCRIBED_BY_OWN`](crate::views::version::DESCRIBED_BY_OWN) or another); the greater
    /// value wins before the version.
    pub described_by: i16,
    /// Version of the description: when the user was updated.
    pub version_at: Option<i64>,
    /// Version: when the describing event happened.
    pub version_occurred_at: Option<i64>,
    pub version_rank: Option<i16>,
    pub version_id: Option<String>,
    pub primary_email: Option<String>,
    /// The identifiers in the description, as a set of tagged texts; see
    /// [`identifiers`](crate::views::identifiers).
    pub current_identifiers: Option<String>,
    pub primary_phone: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub username: Option<String>,
    /// The customer's own id for the user.
    pub external_id: Option<String>,
    pub banned: Option<bool>,
    pub locked: Option<bool>,
    /// When the lock-out ends by itself; null for a locked user means never.
    pub lockout_expires_at: Option<i64>,
    pub deprovisioned: Option<bool>,
    pub password_enabled: Option<bool>,
    /// True if a second factor is required.
    pub two_factor_enabled: Option<bool>,
    /// True if an authenticator app is one.
    pub totp_enabled: Option<bool>,
    pub backup_code_enabled: Option<bool>,
    /// Position of the describing event, whose body has the fields that are only presented. Null
    /// if it has no more fields.
    pub described_position: Option<i64>,
    pub created_at: Option<i64>,
    pub updated_at: Option<i64>,

    /// All identifiers that were ever seen, as sent.
    pub identifiers: Option<String>,
    /// The terms that find them.
    pub identifier_terms: Option<String>,
    /// The words that find the user, of all names and identifiers that were ever seen and of the
    /// id; see [`search_words`](crate::views::search_words).
    pub words: Option<String>,

    /// The last sign-in in person that is known for certain, or [`NEVER`](super::NEVER).
    pub settled_sign_in_at: i64,
    /// Later sessions that may be sign-ins or not; see `sign_ins`.
    pub unsettled_sign_ins: Option<String>,
    /// The last sign-in in person as far as known, which follows from both.
    pub last_sign_in_at: i64,

    /// When the user was deleted. This is final, because ids are not reused.
    pub deleted_at: Option<i64>,
}

pub type UserRow = Model;

/// Views refer to each other by id only: a session may arrive before its user.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// An event of the user itself wins over snapshots, then the newest version wins.
    fn description(&self) -> (i16, Option<Version<'_>>) {
        let id = self.version_id.as_deref();
        let version = Version::stored(self.version_at, self.version_occurred_at, self.version_rank, id);
        (self.described_by, version)
    }

    fn sign_ins(&self) -> SignIns {
        SignIns { settled_at: self.settled_sign_in_at, unsettled: self.unsettled_sign_ins.clone() }
    }

    pub(super) fn set_sign_ins(&mut self, sign_ins: SignIns) {
        self.last_sign_in_at = sign_ins.last();
        self.settled_sign_in_at = sign_ins.settled_at;
        self.unsettled_sign_ins = sign_ins.unsettled;
    }
}

impl Row for Model {
    type Entity = Entity;
    stored_whole!();

    const KEY_COLUMN: &'static str = "user_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.user_id)
    }

    fn merge(mut self, other: Self) -> Self {
        let describes = other.description() > self.description();
        let sign_ins = self.sign_ins().merge(other.sign_ins());

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        if describes {
            take!(self from other:
                described_by, version_at, version_occurred_at, version_rank, version_id,
                primary_email, current_identifiers, primary_phone, first_name, last_name, username, external_id,
                banned, locked, lockout_expires_at, deprovisioned, password_enabled, two_factor_enabled,
                totp_enabled, backup_code_enabled, described_position, created_at, updated_at);
        }
        // Former identifiers find the user too, so all are kept.
        self.identifiers = set::union(self.identifiers, other.identifiers);
        self.identifier_terms = set::union(self.identifier_terms, other.identifier_terms);
        self.words = search_words::union(self.words, other.words);
        self.set_sign_ins(sign_ins);
        // Independent of the description, which is still updated: a late update does not revive
        // the user.
        self.deleted_at = smallest_known(self.deleted_at, other.deleted_at);
        self
    }
}
