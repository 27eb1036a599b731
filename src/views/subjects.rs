//! The subjects view: which events speak of whom. One row for each user, session, organization, membership and invitation
//! that an event names by its id, in whatever part. Says nothing else of the event: that is read from the log, by position.
//!
//! What it leaves out: e-mail addresses and phone numbers as such, ids in metadata, and the ids beside one for which a
//! body cannot be read (of such an event only its own object is known, by its family and `data.id`).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    event::{
        EventType, RecordedEvent,
        clerk::{Body, Data, DecodeError, body::Text},
    },
    projection::{Index, Projection, Row},
};

pub const KIND_USER: i16 = 0;
pub const KIND_SESSION: i16 = 1;
pub const KIND_ORGANIZATION: i16 = 2;
pub const KIND_MEMBERSHIP: i16 = 3;
pub const KIND_INVITATION: i16 = 4;

/// `part`: the event is of its own family; it describes it, or tells of its end.
pub const PART_OBJECT: i16 = 0;
/// `part`: the event is another object's, and tells of this one beside it: by a snapshot inside, or as whose it is. The
/// subject's own view has a row of it.
pub const PART_BESIDE: i16 = 1;
/// `part`: named by its id, and nothing more: who impersonates, founded, pays, was written to; the organization in which
/// a session was last active. The subject's own view has no row of it.
pub const PART_NAMED: i16 = 2;

/// The projection of subjects, made of every family.
#[derive(Clone, Copy, Debug)]
pub struct Subjects;

/// That an event speaks of something. The whole row is its key, in this order: the events of one subject are a range of
/// it, those that can change what is known of the subject first. Kind and source tell hardly anything that an id does not,
/// and stand last: the key is sorted in half the time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "subjects")]
pub struct Model {
    /// The id of what is spoken of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// In which part the event names it; where in several, the smallest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    pub occurred_at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// What is spoken of. A number, since a log of millions of events has several of these rows for each.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
}

pub type SubjectRow = Model;

/// Views refer to each other by id only.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Projection for Subjects {
    const NAME: &'static str = "subjects";
    const VERSION: i32 = 1;
    // The key is the index.
    const INDEXES: &'static [Index] = &[];
    type Row = SubjectRow;

    /// Never an error: of an event that cannot be read, what it is about may be known all the same.
    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<SubjectRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        let mut named = named(event, body);
        // The smallest part of each comes first, and stays.
        named.sort_unstable();
        named.dedup_by_key(|(kind, id, _)| (*kind, *id));
        let row = |(kind, id, part): (i16, &str, i16)| SubjectRow {
            id: id.to_owned(),
            part,
            occurred_at: body.occurred_at.at.micros(),
            position: event.position.0,
            kind,
            source: event.source.as_str().to_owned(),
        };
        Ok(named.into_iter().map(row).collect())
    }
}

/// Kind, id and part of all that an event names.
fn named<'a>(event: &RecordedEvent, body: &'a Body<'_>) -> Vec<(i16, &'a str, i16)> {
    let mut all = Vec::with_capacity(4);
    let mut add = |kind: i16, part: i16, id: Option<&'a Text<'_>>| {
        all.extend(id.map(|id| (kind, id.as_ref(), part)));
    };
    match &body.data {
        Ok(Data::User(user)) => add(KIND_USER, PART_OBJECT, Some(&user.id)),
        Ok(Data::UserDeleted(user)) => add(KIND_USER, PART_OBJECT, Some(&user.id)),
        Ok(Data::Session(session)) => {
            add(KIND_SESSION, PART_OBJECT, Some(&session.id));
            add(KIND_USER, PART_BESIDE, session.user_id.as_ref());
            add(KIND_USER, PART_BESIDE, session.user.as_ref().map(|user| &user.id));
            add(KIND_USER, PART_NAMED, session.actor.as_ref().and_then(|actor| actor.id.as_ref()));
            add(KIND_ORGANIZATION, PART_NAMED, session.organization_id.as_ref());
        }
        Ok(Data::Organization(organization)) => {
            add(KIND_ORGANIZATION, PART_OBJECT, Some(&organization.id));
            add(KIND_USER, PART_BESIDE, organization.created_by.as_ref());
        }
        Ok(Data::OrganizationDeleted(organization)) => add(KIND_ORGANIZATION, PART_OBJECT, Some(&organization.id)),
        Ok(Data::Membership(membership)) => {
            add(KIND_MEMBERSHIP, PART_OBJECT, Some(&membership.id));
            add(KIND_USER, PART_BESIDE, membership.member.as_ref().map(|member| &member.user_id));
            add(KIND_ORGANIZATION, PART_BESIDE, membership.organization_id.as_ref());
            let founder = membership.organization.as_ref().and_then(|organization| organization.created_by.as_ref());
            add(KIND_USER, PART_NAMED, founder);
        }
        Ok(Data::Invitation(invitation)) => {
            add(KIND_INVITATION, PART_OBJECT, Some(&invitation.id));
            add(KIND_ORGANIZATION, PART_BESIDE, invitation.organization_id.as_ref());
            add(KIND_USER, PART_BESIDE, invitation.inviter_id.as_ref());
            add(KIND_USER, PART_BESIDE, invitation.user_id.as_ref());
        }
        Ok(Data::Other(subject)) => {
            add(KIND_USER, PART_NAMED, subject.user_id.as_ref());
            add(KIND_USER, PART_NAMED, subject.payer_user_id.as_ref());
            add(KIND_ORGANIZATION, PART_NAMED, subject.organization_id.as_ref());
            add(KIND_ORGANIZATION, PART_NAMED, subject.payer_organization_id.as_ref());
        }
        Ok(Data::Foreign) => {}
        Err(_) => {
            if let Some(kind) = event.event_type.as_ref().map(EventType::family).and_then(kind_of_family) {
                add(kind, PART_OBJECT, body.object_id.as_ref());
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
    const WRITE_ONCE: bool = true;
    const KEY_COLUMN: &'static str = "id";

    fn key(&self) -> (&str, &str) {
        (&self.source, &self.id)
    }

    /// Rows of one whole key are the same row. Of two others, which never meet, the smaller one: so that the laws hold.
    fn merge(self, other: Self) -> Self {
        Ord::min(self, other)
    }
}
