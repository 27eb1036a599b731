//! Which events are links of a chain, and what a link keeps. Snapshots embedded in other families are none: they can be
//! older or poorer than what is known. Deletions describe nothing; one that does not even name its user and organization
//! stands at the end of its chain and takes both from the description before it.

use serde::Serialize;

use super::{
    audited_organization::{AuditedMembership, AuditedOrganization, Parties},
    audited_user::AuditedUser,
};
use crate::{
    clock::Timestamp,
    event::clerk::{Body, Data},
};

/// The notice of a membership's end. Mostly it has the whole shape, and an old `updated_at`.
pub(super) const MEMBERSHIP_DELETED: &str = "organizationMembership.deleted";
const MEMBERSHIP: &str = "organizationMembership";

/// The version of a bare notice of deletion: behind every description, so that none is ever compared with it.
const LAST: Timestamp = Timestamp::from_micros(i64::MAX);

/// What one event says of its subject.
#[derive(Debug)]
pub(super) struct Told {
    /// The subject: `user/user_1`.
    pub(super) chain: String,
    /// The audited fields, as JSON.
    pub(super) snapshot: String,
    /// When the subject was updated, by its own account.
    pub(super) updated_at: Option<Timestamp>,
}

/// The link that an event of this type is, if it is one.
pub(super) fn told(event_type: &str, body: &Body<'_>) -> Option<Told> {
    match body.data.as_ref().ok()? {
        Data::User(user) => Some(Told::of("user", &user.id, &AuditedUser::of(user), user.updated_at)),
        Data::Organization(organization) => {
            let audited = AuditedOrganization::of(organization);
            Some(Told::of("organization", &organization.id, &audited, organization.updated_at))
        }
        // The notice of a deletion has the whole shape, and an old `updated_at`.
        Data::Membership(membership) if event_type == MEMBERSHIP_DELETED => {
            let member = membership.member.as_ref().map(|member| &member.user_id);
            let is_bare = member.is_none() || membership.organization_id.is_none();
            is_bare.then(|| Told::of(MEMBERSHIP, &membership.id, &Parties::of(membership), Some(LAST)))
        }
        Data::Membership(membership) => {
            let audited = AuditedMembership::of(membership);
            Some(Told::of(MEMBERSHIP, &membership.id, &audited, membership.updated_at))
        }
        _ => None,
    }
}

impl Told {
    fn of(kind: &str, id: &str, audited: &impl Serialize, updated_at: Option<Timestamp>) -> Self {
        let snapshot = serde_json::to_string(audited).expect("texts, numbers and lists of them have a JSON form");
        Self { chain: format!("{kind}/{id}"), snapshot, updated_at }
    }
}
