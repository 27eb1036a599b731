//! The memberships view: who belonged to which organization, with which role, and until when. The
//! query infers that a membership ends with its user or organization.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    audited::{Extent, MEMBERSHIP, Snapshot},
    over_time, set,
    version::{
        DESCRIBED_BY_NOTICE, DESCRIBED_BY_OWN, STARTED_BASIS_CREATED_AT, STARTED_BASIS_OCCURRED_AT, Version,
        greatest_known, owned, smallest_known, take, unreadable, verb,
    },
};
use crate::{
    clock::Timestamp,
    event::{
        RecordedEvent,
        clerk::{Body, Data, DecodeError, Membership},
    },
    projection::{Index, IndexKind, Projection, Row, stored_whole},
    text::spelling,
};

/// Name of the index on the roles of one membership over time.
pub const ROLES: &str = "roles";
/// Name of the index on the memberships that ever had a role, by start time.
pub const ROLES_EVER: &str = "roles_ever";

/// The projection of memberships, from the family `organizationMembership`.
#[derive(Clone, Copy, Debug)]
pub struct Memberships;

/// A membership, or what one event reports about it. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// `orgmem_…`: a member who leaves and returns gets a new one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub membership_id: String,
    pub instance_id: Option<String>,
    /// From the newest description that names one.
    pub organization_id: Option<String>,
    /// Version of that description. Null if it is the current description.
    pub organization_version: Option<String>,
    /// From the newest description that names one.
    pub user_id: Option<String>,
    /// Version of that description. Null if it is the current description.
    pub user_version: Option<String>,
    /// When it began, if reported, otherwise when its earliest event happened.
    pub started_at: i64,
    /// Where `started_at` comes from; the smaller value wins.
    pub started_basis: i16,

    /// The origin of the description: an event that describes the membership, or a notice, which
    /// never replaces a description.
    pub described_by: i16,
    /// Version of the description: when the membership was updated.
    pub version_at: i64,
    /// Version: when the describing event happened.
    pub version_occurred_at: i64,
    pub version_rank: i16,
    pub version_id: String,
    /// The role: `org:admin`.
    pub role: Option<String>,
    /// The role in short form, for searches: see [`spelling::short_role`].
    pub role_short: Option<String>,
    pub role_name: Option<String>,
    /// Position of the describing event, whose body has the fields that are only presented. Null
    /// if it has no more fields.
    pub described_position: Option<i64>,
    /// When it was updated. A deletion does not change it.
    pub updated_at: Option<i64>,

    /// The role over time; see [`over_time`].
    pub roles: Option<String>,
    /// Short forms of every role that it ever had, as a set of texts.
    pub roles_ever: Option<String>,

    /// When it was deleted, by the time of the event, because `updated_at` in a deletion is older.
    pub deleted_at: Option<i64>,
}

pub type MembershipRow = Model;

/// Views refer to each other by id only: a membership may arrive before its user and organization.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Memberships {
    const NAME: &'static str = "memberships";
    const VERSION: i32 = 5;
    const INDEXES: &'static [Index] = &[
        Index { name: "started", columns: &["started_at", "source", "membership_id"], kind: IndexKind::Ordered },
        Index {
            name: "organization",
            columns: &["organization_id", "started_at", "source", "membership_id"],
            kind: IndexKind::Ordered,
        },
        Index {
            name: "user",
            columns: &["user_id", "started_at", "source", "membership_id"],
            kind: IndexKind::Ordered,
        },
        Index {
            name: "role",
            columns: &["role_short", "started_at", "source", "membership_id"],
            kind: IndexKind::Sparse,
        },
        Index { name: ROLES, columns: &["roles"], kind: IndexKind::InvertedByRow },
        Index { name: ROLES_EVER, columns: &["roles_ever", "started_at"], kind: IndexKind::Inverted },
    ];
    type Row = MembershipRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<MembershipRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        match &body.data {
            Ok(Data::Membership(membership)) => Ok(vec![MembershipRow::from_event(event, body, membership)]),
            Ok(_) => Ok(Vec::new()),
            Err(error) => unreadable(event, error, &["organizationMembership"]),
        }
    }
}

impl Model {
    /// What one event reports about its membership.
    fn from_event(event: &RecordedEvent, body: &Body<'_>, membership: &Membership<'_>) -> Self {
        let version = Version::new(event, body, membership.updated_at);
        let occurred_at = body.occurred_at.at.micros();
        let deletes = verb(event) == Some("deleted");
        let audited = || Snapshot::read(MEMBERSHIP, membership.object, Extent::Whole, body.occurred_at.at);
        let is_bare = membership.role.is_none() && membership.role_name.is_none();
        let is_notice = membership.role.is_none() && deletes || is_bare && audited().is_bare();
        let started_at = membership.created_at.map_or(occurred_at, Timestamp::micros);
        // A membership starts with the role that it was created with.
        let role_from = if verb(event) == Some("created") { version.at.min(started_at) } else { version.at };
        let role = membership.role.as_deref();
        let role_short = role.map(spelling::short_role);
        let described_by = if is_notice { DESCRIBED_BY_NOTICE } else { DESCRIBED_BY_OWN };
        let role_version = format!("{}{}{}", over_time::sortable_time(version.occurred_at), version.rank, version.id);
        let member_id = membership.member.as_ref().map(|member| &member.user_id);
        Self {
            source: event.source.as_str().to_owned(),
            membership_id: membership.id.as_ref().to_owned(),
            instance_id: owned(body.instance_id.as_ref()),
            organization_id: owned(membership.organization_id.as_ref()),
            organization_version: None,
            user_id: owned(member_id),
            user_version: None,
            started_at,
            started_basis: membership.created_at.map_or(STARTED_BASIS_OCCURRED_AT, |_| STARTED_BASIS_CREATED_AT),

            described_by,
            version_at: version.at,
            version_occurred_at: version.occurred_at,
            version_rank: version.rank,
            version_id: version.id.to_owned(),
            role: owned(membership.role.as_ref()),
            role_short: role_short.map(str::to_owned),
            role_name: owned(membership.role_name.as_ref()),
            described_position: (!membership.object.is_empty()).then_some(event.position.0),
            updated_at: membership.updated_at.map(Timestamp::micros),

            roles: if is_notice { None } else { over_time::column(role_from, &role_version, role) },
            roles_ever: set::from_texts(role_short),

            deleted_at: deletes.then_some(occurred_at),
        }
    }

    fn start(&self) -> (i16, i64) {
        (self.started_basis, self.started_at)
    }

    /// A description wins over a notice, then the newest version wins.
    fn description(&self) -> (i16, Version<'_>) {
        let version = Version {
            at: self.version_at,
            occurred_at: self.version_occurred_at,
            rank: self.version_rank,
            id: &self.version_id,
        };
        (self.described_by, version)
    }

    /// The version of the description as a text that sorts alike.
    fn version_text(&self) -> String {
        let Self { described_by, version_at, version_occurred_at, version_rank, version_id, .. } = self;
        format!("{described_by}{version_at:019}{version_occurred_at:019}{version_rank}{version_id}")
    }

    /// Version and id of the organization and of the user, each from the newest description that
    /// names one.
    fn named(&self) -> [Option<(String, String)>; 2] {
        let named = |version: &Option<String>, id: &Option<String>| {
            Some((version.clone().unwrap_or_else(|| self.version_text()), id.clone()?))
        };
        [named(&self.organization_version, &self.organization_id), named(&self.user_version, &self.user_id)]
    }
}

/// The audited fields of the membership in an event, as a [`Snapshot`] in JSON.
#[must_use]
pub fn audited(body: &Body<'_>) -> Option<String> {
    let Ok(Data::Membership(membership)) = &body.data else { return None };
    Snapshot::column(MEMBERSHIP, membership.object, Extent::Whole, body.occurred_at.at)
}

impl Row for Model {
    type Entity = Entity;
    stored_whole!();

    const KEY_COLUMN: &'static str = "membership_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.membership_id)
    }

    fn merge(mut self, other: Self) -> Self {
        let starts = other.start() < self.start();
        let describes = other.description() > self.description();
        let [organization, user] = self.named();
        let [other_organization, other_user] = other.named();

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        if starts {
            take!(self from other: started_at, started_basis);
        }
        if describes {
            take!(self from other:
                described_by, version_at, version_occurred_at, version_rank, version_id,
                role, role_short, role_name, described_position, updated_at);
        }
        // A membership can pass to another user or organization, and not every body names both.
        let version = self.version_text();
        let own = |named: Option<(String, String)>| {
            let (named_by, id) = named.unzip();
            (named_by.filter(|named_by| *named_by != version), id)
        };
        (self.organization_version, self.organization_id) = own(greatest_known(organization, other_organization));
        (self.user_version, self.user_id) = own(greatest_known(user, other_user));
        // A late event may report a role between two others, so all are kept.
        self.roles = over_time::merge(self.roles, other.roles);
        self.roles_ever = set::union(self.roles_ever, other.roles_ever);
        // Independent of the description: a late update does not revive the membership.
        self.deleted_at = smallest_known(self.deleted_at, other.deleted_at);
        self
    }
}
