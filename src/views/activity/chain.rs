//! Which events are links of a chain, and what a link keeps. Snapshots embedded in other families
//! are none: they can be older or poorer than what is known. What an event lacks is taken over from
//! the events before it: the audited fields, to compare later events with, and whom and what a bare
//! notice is about.

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

/// The families whose events are links, and what is audited of each. An invitation changes by its
/// actions only.
const CHAINS: [(&str, &[Field]); 7] = [
    ("user", USER),
    ("organization", ORGANIZATION),
    (MEMBERSHIP_FAMILY, MEMBERSHIP),
    (INVITATION_FAMILY, &[]),
    (DOMAIN_FAMILY, DOMAIN),
    (ROLE_FAMILY, ROLE),
    (PERMISSION_FAMILY, PERMISSION),
];

/// The version of a notice of deletion: behind every description, so that none is ever compared
/// with it.
const LAST: Timestamp = Timestamp::from_micros(i64::MAX);

/// What one event says of its subject.
#[derive(Debug)]
pub(super) struct ChainEntry {
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
pub(super) fn chain_entry(event_type: &str, body: &Body<'_>) -> Option<ChainEntry> {
    let (family, verb) = event_type.split_once('.').unwrap_or((event_type, ""));
    let read = |object| Snapshot::read(fields(family), object, Extent::Whole, body.occurred_at.at);
    let entry = |id, snapshot: &Snapshot, updated_at| {
        Some(ChainEntry { chain: format!("{family}/{id}"), snapshot: snapshot.to_json(), updated_at })
    };
    // Notices describe nothing: those of an end, and bodies that only name what they are about.
    let is_end = verb == "deleted";
    let described = |object| Some(read(object)).filter(|read| !is_end && !read.is_bare()).unwrap_or_default();
    match body.data.as_ref().ok()? {
        Data::User(user) => entry(&user.id, &described(user.object), user.updated_at),
        Data::Organization(organization) => {
            entry(&organization.id, &described(organization.object), organization.updated_at)
        }
        Data::Membership(membership) => {
            let is_bare = membership.member.is_none() || membership.organization_id.is_none();
            // Mostly the notice of a membership's end has the whole shape, and an old `updated_at`.
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

/// Keeps whom and what the event is about for the events behind it that do not say it.
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

/// Whom and what an event is about, by itself or by the last event before it that says so.
pub(super) struct CarriedNames {
    pub(super) user_id: Option<String>,
    pub(super) organization_id: Option<String>,
    /// The labels, where the family has these.
    pub(super) labels: Option<Labels<'static>>,
}

/// The names of an event of a family whose notices can be bare.
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
