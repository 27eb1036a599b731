//! Which events are links of a chain, and what a link keeps. Snapshots embedded in other families
//! are none: they can be older or poorer than what is known. Deletions describe nothing; one that
//! does not even name its user and organization stands at the end of its chain and takes both from
//! the description before it.

use super::parties::Parties;
use crate::{
    clock::Timestamp,
    event::clerk::{Body, Data},
    views::audited::{DOMAIN, Extent, Field, MEMBERSHIP, ORGANIZATION, Snapshot, USER},
};

/// The notice of a membership's end. Mostly it has the whole shape, and an old `updated_at`.
pub(super) const MEMBERSHIP_DELETED: &str = "organizationMembership.deleted";
const DOMAIN_DELETED: &str = "organizationDomain.deleted";
const DOMAINS: &str = "organizationDomain";

/// The families whose events are links, and what is audited of each.
const CHAINS: [(&str, &[Field]); 4] =
    [("user", USER), ("organization", ORGANIZATION), ("organizationMembership", MEMBERSHIP), (DOMAINS, DOMAIN)];

/// The version of a bare notice of deletion: behind every description, so that none is ever
/// compared with it.
const LAST: Timestamp = Timestamp::from_micros(i64::MAX);

/// What one event says of its subject.
#[derive(Debug)]
pub(super) struct Told {
    /// The subject: `user/user_1`.
    pub(super) chain: String,
    pub(super) snapshot: String,
    /// When the subject was updated, by its own account.
    pub(super) updated_at: Option<Timestamp>,
}

/// What is audited of the subjects of a family; nothing, where they have no chains.
#[must_use]
pub fn fields(family: &str) -> &'static [Field] {
    CHAINS.iter().find(|(known, _)| *known == family).map_or(&[], |(_, fields)| fields)
}

/// The link that an event of this type is, if it is one.
pub(super) fn told(event_type: &str, body: &Body<'_>) -> Option<Told> {
    let family = event_type.split_once('.').map_or(event_type, |(family, _)| family);
    let read = |object| Snapshot::read(fields(family), object, Extent::Whole, body.occurred_at.at);
    let told = |id, snapshot: &Snapshot, updated_at| {
        Some(Told { chain: format!("{family}/{id}"), snapshot: snapshot.to_json(), updated_at })
    };
    match body.data.as_ref().ok()? {
        Data::User(user) => told(&user.id, &read(user.object), user.updated_at),
        Data::Organization(organization) => told(&organization.id, &read(organization.object), organization.updated_at),
        Data::Membership(membership) => {
            let is_deleted = event_type == MEMBERSHIP_DELETED;
            let is_bare = membership.member.is_none() || membership.organization_id.is_none();
            if is_deleted && !is_bare {
                return None;
            }
            let mut snapshot = if is_deleted { Snapshot::default() } else { read(membership.object) };
            Parties::name(&mut snapshot, membership);
            told(&membership.id, &snapshot, if is_deleted { Some(LAST) } else { membership.updated_at })
        }
        Data::Other(subject) if family == DOMAINS && event_type != DOMAIN_DELETED => {
            told(subject.id.as_ref()?, &read(subject.object), None)
        }
        _ => None,
    }
}
