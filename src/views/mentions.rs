//! The mentions view: which events name which objects. One row for each user, session,
//! organization, membership and invitation that an event names by id. The rest is read from the
//! log.
//!
//! Not covered: e-mail addresses and phone numbers, ids in metadata, and other ids in an
//! undecodable body (only its own object is known, by its family and `data.id`).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    event::{
        EventType, RecordedEvent,
        clerk::{Body, Data, DecodeError, body::Text},
    },
    projection::{Index, Projection, Row, stored_whole},
    views::term::term_of,
};

pub const KIND_USER: i16 = 0;
pub const KIND_SESSION: i16 = 1;
pub const KIND_ORGANIZATION: i16 = 2;
pub const KIND_MEMBERSHIP: i16 = 3;
pub const KIND_INVITATION: i16 = 4;

/// `role`: the event belongs to the object's own family, and describes the object or ends it.
pub const ROLE_SUBJECT: i16 = 0;
/// `role`: the event belongs to another object and says something about this one, by an embedded
/// snapshot or as its owner. The object's own view has a row for it.
pub const ROLE_RELATED: i16 = 1;
/// `role`: only the id is named: impersonators, founders, payers, recipients, and the organization
/// last active in a session. The object's own view has no row for it.
pub const ROLE_MENTIONED: i16 = 2;

pub const ROLES: [i16; 3] = [ROLE_SUBJECT, ROLE_RELATED, ROLE_MENTIONED];

/// The projection of mentions, from every family.
#[derive(Clone, Copy, Debug)]
pub struct Mentions;

/// A mention. The whole row is the key, in this order: the events of one object are a range, and
/// those that can change what is known about it come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "mentions")]
pub struct Model {
    /// The [term](subject_term) of the object.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: i64,
    /// The role; the smallest one if the event names the object in several.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    pub occurred_at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// What the term stands for. Not stored.
    #[sea_orm(ignore)]
    #[serde(skip)]
    pub named: MentionedObject,
}

/// An object that an event names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MentionedObject {
    pub source: String,
    pub kind: i16,
    pub id: String,
}

pub type MentionRow = Model;

/// The term of an object of one source.
#[must_use]
pub fn subject_term(source: &str, kind: i16, id: &str) -> i64 {
    term_of(&[&kind.to_string(), source, id])
}

/// Views refer to each other by id only.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Mentions {
    const NAME: &'static str = "mentions";
    const VERSION: i32 = 1;
    // The key is the index.
    const INDEXES: &'static [Index] = &[];
    type Row = MentionRow;

    /// Never an error: an undecodable event can still name its object.
    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<MentionRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        let mut named = named(event, body);
        // Keeps the smallest role of each object.
        named.sort_unstable();
        named.dedup_by_key(|(kind, id, _)| (*kind, *id));
        let source = event.source.as_str();
        let row = |(kind, id, role): (i16, &str, i16)| MentionRow {
            subject: subject_term(source, kind, id),
            role,
            occurred_at: body.occurred_at.at.micros(),
            position: event.position.0,
            named: MentionedObject { source: source.to_owned(), kind, id: id.to_owned() },
        };
        Ok(named.into_iter().map(row).collect())
    }
}

/// Kind, id and role of each object that an event names.
fn named<'a>(event: &RecordedEvent, body: &'a Body<'_>) -> Vec<(i16, &'a str, i16)> {
    let mut all = Vec::with_capacity(4);
    let mut add = |kind: i16, role: i16, id: Option<&'a Text<'_>>| {
        all.extend(id.map(|id| (kind, id.as_ref(), role)));
    };
    match &body.data {
        Ok(Data::User(user)) => add(KIND_USER, ROLE_SUBJECT, Some(&user.id)),
        Ok(Data::UserDeleted(user)) => add(KIND_USER, ROLE_SUBJECT, Some(&user.id)),
        Ok(Data::Session(session)) => {
            add(KIND_SESSION, ROLE_SUBJECT, Some(&session.id));
            add(KIND_USER, ROLE_RELATED, session.user_id.as_ref());
            add(KIND_USER, ROLE_RELATED, session.user.as_ref().map(|user| &user.id));
            add(KIND_USER, ROLE_MENTIONED, session.actor.as_ref().and_then(|actor| actor.id.as_ref()));
            add(KIND_ORGANIZATION, ROLE_MENTIONED, session.organization_id.as_ref());
        }
        Ok(Data::Organization(organization)) => {
            add(KIND_ORGANIZATION, ROLE_SUBJECT, Some(&organization.id));
            add(KIND_USER, ROLE_RELATED, organization.created_by.as_ref());
        }
        Ok(Data::OrganizationDeleted(organization)) => add(KIND_ORGANIZATION, ROLE_SUBJECT, Some(&organization.id)),
        Ok(Data::Membership(membership)) => {
            add(KIND_MEMBERSHIP, ROLE_SUBJECT, Some(&membership.id));
            add(KIND_USER, ROLE_RELATED, membership.member.as_ref().map(|member| &member.user_id));
            add(KIND_ORGANIZATION, ROLE_RELATED, membership.organization_id.as_ref());
            let founder = membership.organization.as_ref().and_then(|organization| organization.created_by.as_ref());
            add(KIND_USER, ROLE_MENTIONED, founder);
        }
        Ok(Data::Invitation(invitation)) => {
            add(KIND_INVITATION, ROLE_SUBJECT, Some(&invitation.id));
            add(KIND_ORGANIZATION, ROLE_RELATED, invitation.organization_id.as_ref());
            add(KIND_USER, ROLE_RELATED, invitation.inviter_id.as_ref());
            add(KIND_USER, ROLE_RELATED, invitation.user_id.as_ref());
        }
        Ok(Data::Other(subject)) => {
            add(KIND_USER, ROLE_MENTIONED, subject.user_id.as_ref());
            add(KIND_USER, ROLE_MENTIONED, subject.payer_user_id.as_ref());
            add(KIND_ORGANIZATION, ROLE_MENTIONED, subject.organization_id.as_ref());
            add(KIND_ORGANIZATION, ROLE_MENTIONED, subject.payer_organization_id.as_ref());
        }
        Ok(Data::Foreign) => {}
        Err(_) => {
            if let Some(kind) = event.event_type.as_ref().map(EventType::family).and_then(kind_of_family) {
                add(kind, ROLE_SUBJECT, body.object_id.as_ref());
            }
        }
    }
    all
}

fn kind_of_family(family: &str) -> Option<i16> {
    match family {
        "user" => Some(KIND_USER),
        "session" => Some(KIND_SESSION),
        "organization" => Some(KIND_ORGANIZATION),
        "organizationMembership" => Some(KIND_MEMBERSHIP),
        "organizationInvitation" => Some(KIND_INVITATION),
        _ => None,
    }
}

impl Row for Model {
    type Entity = Entity;
    stored_whole!();

    const WRITE_ONCE: bool = true;
    const KEY_COLUMN: &'static str = "subject";

    fn key(&self) -> (&str, &str) {
        (&self.named.source, &self.named.id)
    }

    /// Two rows with the same key are equal. Others never merge; the smaller one is returned to
    /// satisfy the laws.
    fn merge(self, other: Self) -> Self {
        Ord::min(self, other)
    }
}
