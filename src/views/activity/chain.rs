//! Chains: which events are links, and what a link stores. Snapshots embedded in other families
//! are not links, because they can be older or poorer than what is known. A link carries over what
//! its event lacks from earlier events: the audited fields, so that later events can be compared
//! with them, and the user and organization of a bare notice.

use super::labels::Labels;
use crate::{
    clock::Timestamp,
    event::clerk::{Body, Data},
    views::audited::{DOMAIN, Extent, Field, MEMBERSHIP, ORGANIZATION, PERMISSION, ROLE, Snapshot, USER},
};

const MEMBERSHIP_FAMILY: &str = "organizationMembership";
const INVITATION_FAMILY: &str = "organizationInvitation";
const DOMAIN_FAMILY: &str = "organizationDomain";
const ROLE_FAMILY: &str = "role";
const PERMISSION_FAMILY: &str = "permission";

/// The families with chains, and their audited fields. An invitation has none: only its actions
/// change it.
const CHAINS: [(&str, &[Field]); 7] = [
    ("user", USER),
    ("organization", ORGANIZATION),
    (MEMBERSHIP_FAMILY, MEMBERSHIP),
    (INVITATION_FAMILY, &[]),
    (DOMAIN_FAMILY, DOMAIN),
    (ROLE_FAMILY, ROLE),
    (PERMISSION_FAMILY, PERMISSION),
];

/// The version of a deletion: it sorts after every description, so that no description is compared
/// with it.
const LAST: Timestamp = Timestamp::from_micros(i64::MAX);

/// What one event adds to a chain.
#[derive(Debug)]
pub(super) struct ChainEntry {
    /// The subject: `user/user_1`.
    pub(super) chain: String,
    pub(super) snapshot: String,
    /// When the subject was updated, if the event reports it.
    pub(super) updated_at: Option<Timestamp>,
}

/// The audited fields of a family. Empty if it has no chains.
#[must_use]
pub fn fields(family: &str) -> &'static [Field] {
    CHAINS.iter().find(|(known, _)| *known == family).map_or(&[], |(_, fields)| fields)
}

/// The link for an event of this type; `None` if it is not a link.
pub(super) fn chain_entry(event_type: &str, body: &Body<'_>) -> Option<ChainEntry> {
    let (family, verb) = event_type.split_once('.').unwrap_or((event_type, ""));
    let read = |object| Snapshot::read(fields(family), object, Extent::Whole, body.occurred_at.at);
    let entry = |id, snapshot: &Snapshot, updated_at| {
        Some(ChainEntry { chain: format!("{family}/{id}"), snapshot: snapshot.to_json(), updated_at })
    };
    // Notices describe nothing: deletions, and bodies that only identify their object.
    let is_end = verb == "deleted";
    let described = |object| Some(read(object)).filter(|read| !is_end && !read.is_bare()).unwrap_or_default();
    match body.data.as_ref().ok()? {
        Data::User(user) => entry(&user.id, &described(user.object), user.updated_at),
        Data::Organization(organization) => {
            entry(&organization.id, &described(organization.object), organization.updated_at)
        }
        Data::Membership(membership) => {
            let is_bare = membership.member.is_none() || membership.organization_id.is_none();
            // The notice of a deleted membership mostly has all fields and an old `updated_at`.
            if is_end && !is_bare {
                return None;
            }
            let mut snapshot = described(membership.object);
            keep_names(&mut snapshot, body);
            entry(&membership.id, &snapshot, if is_end { Some(LAST) } else { membership.updated_at })
        }
        Data::Invitation(invitation) => {
            let mut snapshot = Snapshot::default();
            keep_names(&mut snapshot, body);
            entry(&invitation.id, &snapshot, invitation.updated_at)
        }
        Data::Other(subject) if CHAINS.iter().any(|(known, _)| *known == family) => {
            let mut snapshot = described(subject.object);
            keep_names(&mut snapshot, body);
            entry(subject.id.as_ref()?, &snapshot, is_end.then_some(LAST))
        }
        _ => None,
    }
}

/// Keeps the user, the organization and the labels for later events that lack them.
fn keep_names(snapshot: &mut Snapshot, body: &Body<'_>) {
    let (about, labels) = (body.subjects(), Labels::from_body(body));
    let names = [
        ("user_id", about.user_id.map(AsRef::as_ref)),
        ("organization_id", about.organization_id.map(AsRef::as_ref)),
        ("email", labels.email.as_deref()),
        ("role", labels.role.as_deref()),
        ("name", labels.thing.as_deref()),
    ];
    for (name, text) in names {
        if let Some(text) = text {
            snapshot.insert(name, text);
        }
    }
}

/// The user, the organization and the labels of an event, from itself or from the last earlier
/// event that has them.
pub(super) struct CarriedNames {
    pub(super) user_id: Option<String>,
    pub(super) organization_id: Option<String>,
    /// The labels, if the family has them.
    pub(super) labels: Option<Labels<'static>>,
}

/// The carried names of an event, for families with bare notices.
pub(super) fn carried_names(family: &str, snapshot: &Snapshot) -> Option<CarriedNames> {
    let known = |name| snapshot.last_known(name).map(str::to_owned);
    let label = |name| known(name).map(Into::into);
    let labels = match family {
        MEMBERSHIP_FAMILY => None,
        INVITATION_FAMILY | DOMAIN_FAMILY | ROLE_FAMILY | PERMISSION_FAMILY => {
            let [role, email, thing] = ["role", "email", "name"].map(label);
            Some(Labels { role, email, thing, ..Labels::default() })
        }
        _ => return None,
    };
    Some(CarriedNames { user_id: known("user_id"), organization_id: known("organization_id"), labels })
}
