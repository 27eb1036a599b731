//! The invitations view: who was invited by whom into which organization, and the result. The
//! query infers that an invitation has expired. Links that accept an invitation are not stored.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::version::{
    STARTED_BASIS_CREATED_AT, STARTED_BASIS_OCCURRED_AT, Version, owned, precedes, smallest_known, take, unreadable,
    verb,
};
use crate::{
    clock::Timestamp,
    event::{
        RecordedEvent,
        clerk::{Body, Data, DecodeError, Invitation},
    },
    projection::{Index, IndexKind, Projection, Row, stored_whole},
    text::{identifier::IdentifierKind, spelling},
};

/// Final statuses of an invitation; also the second segments of event types.
const SETTLED: [&str; 3] = ["accepted", "expired", "revoked"];

/// The projection of invitations, from the family `organizationInvitation`.
#[derive(Clone, Copy, Debug)]
pub struct Invitations;

/// An invitation, or what one event reports about it. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// `orginv_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub invitation_id: String,
    pub instance_id: Option<String>,
    pub organization_id: Option<String>,
    pub inviter_id: Option<String>,
    pub user_id: Option<String>,
    /// When it was created, if reported, otherwise when its earliest event happened.
    pub started_at: i64,
    /// Where `started_at` comes from; the smaller value wins.
    pub started_basis: i16,

    /// How complete the description is: the number of address and role that it has. The greater
    /// value wins before the version, so that a notice does not replace a description.
    pub described_by: i16,
    /// Version of the description: when the invitation was updated.
    pub version_at: i64,
    /// Version: when the describing event happened.
    pub version_occurred_at: i64,
    pub version_rank: i16,
    pub version_id: String,
    pub email: Option<String>,
    /// The term that finds the address.
    pub email_term: Option<String>,
    pub role: Option<String>,
    /// The role in short form, for searches: see [`spelling::short_role`].
    pub role_short: Option<String>,
    pub role_name: Option<String>,
    pub status: Option<String>,
    pub expires_at: Option<i64>,
    pub updated_at: Option<i64>,

    /// When it was settled, by the first event that reports it. No later event changes that.
    pub settled_at: Option<i64>,
    /// `accepted`, `revoked` or `expired`, from the same event. If two happened at the same time,
    /// the first in alphabetical order.
    pub settled_status: Option<String>,
}

pub type InvitationRow = Model;

/// Views refer to each other by id only: an invitation may arrive before its organization.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Invitations {
    const NAME: &'static str = "invitations";
    const VERSION: i32 = 4;
    const INDEXES: &'static [Index] = &[
        Index { name: "started", columns: &["started_at", "source", "invitation_id"], kind: IndexKind::Ordered },
        Index {
            name: "organization",
            columns: &["organization_id", "started_at", "source", "invitation_id"],
            kind: IndexKind::Ordered,
        },
        Index {
            name: "inviter",
            columns: &["inviter_id", "started_at", "source", "invitation_id"],
            kind: IndexKind::Sparse,
        },
        Index {
            name: "role",
            columns: &["role_short", "started_at", "source", "invitation_id"],
            kind: IndexKind::Sparse,
        },
        Index { name: "email", columns: &["email_term"], kind: IndexKind::Equality },
    ];
    type Row = InvitationRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<InvitationRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        match &body.data {
            Ok(Data::Invitation(invitation)) => Ok(vec![InvitationRow::from_event(event, body, invitation)]),
            Ok(_) => Ok(Vec::new()),
            Err(error) => unreadable(event, error, &["organizationInvitation"]),
        }
    }
}

impl Model {
    /// What one event reports about its invitation.
    fn from_event(event: &RecordedEvent, body: &Body<'_>, invitation: &Invitation<'_>) -> Self {
        let version = Version::new(event, body, invitation.updated_at);
        let occurred_at = body.occurred_at.at.micros();
        let status = status(event, invitation);
        let settled = status.filter(|status| SETTLED.contains(status));
        Self {
            source: event.source.as_str().to_owned(),
            invitation_id: invitation.id.as_ref().to_owned(),
            instance_id: owned(body.instance_id.as_ref()),
            organization_id: owned(invitation.organization_id.as_ref()),
            inviter_id: owned(invitation.inviter_id.as_ref()),
            user_id: owned(invitation.user_id.as_ref()),
            started_at: invitation.created_at.map_or(occurred_at, Timestamp::micros),
            started_basis: invitation.created_at.map_or(STARTED_BASIS_OCCURRED_AT, |_| STARTED_BASIS_CREATED_AT),

            described_by: i16::from(invitation.email.is_some()) + i16::from(invitation.role.is_some()),
            version_at: version.at,
            version_occurred_at: version.occurred_at,
            version_rank: version.rank,
            version_id: version.id.to_owned(),
            email: owned(invitation.email.as_ref()),
            email_term: invitation.email.as_deref().map(|email| IdentifierKind::Email.term(email)),
            role: owned(invitation.role.as_ref()),
            role_short: invitation.role.as_deref().map(|role| spelling::short_role(role).to_owned()),
            role_name: owned(invitation.role_name.as_ref()),
            status: status.map(str::to_owned),
            expires_at: invitation.expires_at.map(Timestamp::micros),
            updated_at: invitation.updated_at.map(Timestamp::micros),

            settled_at: settled.map(|_| occurred_at),
            settled_status: settled.map(str::to_owned),
        }
    }

    fn start(&self) -> (i16, i64) {
        (self.started_basis, self.started_at)
    }

    fn description(&self) -> (i16, Version<'_>) {
        let version = Version {
            at: self.version_at,
            occurred_at: self.version_occurred_at,
            rank: self.version_rank,
            id: &self.version_id,
        };
        (self.described_by, version)
    }

    fn settlement(&self) -> Option<(i64, &str)> {
        Some((self.settled_at?, self.settled_status.as_deref()?))
    }
}

/// The status after an event: `data.status`, unless the event type settles the invitation and the
/// status does not.
fn status<'a>(event: &'a RecordedEvent, invitation: &'a Invitation<'_>) -> Option<&'a str> {
    let status = invitation.status.as_deref();
    let settles = verb(event).filter(|verb| SETTLED.contains(verb));
    status.filter(|status| settles.is_none() || SETTLED.contains(status)).or(settles)
}

impl Row for Model {
    type Entity = Entity;
    stored_whole!();

    const KEY_COLUMN: &'static str = "invitation_id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.invitation_id)
    }

    fn merge(mut self, other: Self) -> Self {
        let starts = other.start() < self.start();
        let describes = other.description() > self.description();
        let settles = precedes(other.settlement(), self.settlement());

        self.instance_id = smallest_known(self.instance_id, other.instance_id);
        self.organization_id = smallest_known(self.organization_id, other.organization_id);
        self.inviter_id = smallest_known(self.inviter_id, other.inviter_id);
        self.user_id = smallest_known(self.user_id, other.user_id);
        if starts {
            take!(self from other: started_at, started_basis);
        }
        if describes {
            take!(self from other:
                described_by, version_at, version_occurred_at, version_rank, version_id,
                email, email_term, role, role_short, role_name, status, expires_at, updated_at);
        }
        // Independent of the description: an accepted invitation cannot be revoked, and vice
        // versa.
        if settles {
            take!(self from other: settled_at, settled_status);
        }
        self
    }
}
