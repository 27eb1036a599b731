//! The audited fields of organizations and memberships: what a snapshot keeps, and what it means when one differs from the
//! snapshot before it. Judges two snapshots and nothing else.

use serde::{Deserialize, Serialize};

use super::{
    actions::Action::{MemberRoleChanged, OrganizationRenamed},
    audited::{Audited, Text, borrowed, digest, metadata},
    comparison::Comparison,
};
use crate::event::clerk::{Membership, Organization};

/// What is audited of an organization.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AuditedOrganization<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_allowed_memberships: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin_delete_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_metadata: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_metadata: Text<'a>,
}

impl<'a> AuditedOrganization<'a> {
    pub(super) fn of(organization: &'a Organization<'a>) -> Self {
        Self {
            name: organization.name.as_ref().map(borrowed),
            slug: organization.slug.as_ref().map(borrowed),
            max_allowed_memberships: organization.max_allowed_memberships,
            admin_delete_enabled: organization.admin_delete_enabled,
            public_metadata: digest(organization.public_metadata),
            private_metadata: digest(organization.private_metadata),
        }
    }
}

impl Audited for AuditedOrganization<'_> {
    fn compare(&self, earlier: &Self, to: &mut Comparison) {
        let changed = to.text("name", earlier.name.as_deref(), self.name.as_deref());
        to.means(OrganizationRenamed, changed);
        to.text("slug", earlier.slug.as_deref(), self.slug.as_deref());
        to.number("max_allowed_memberships", earlier.max_allowed_memberships, self.max_allowed_memberships);
        // How it began is a setting of the instance, so that one which was absent before is no change.
        to.flag("admin_delete_enabled", earlier.admin_delete_enabled, self.admin_delete_enabled, None);
        metadata(
            to,
            (earlier.public_metadata.as_deref(), self.public_metadata.as_deref()),
            (earlier.private_metadata.as_deref(), self.private_metadata.as_deref()),
        );
    }
}

/// Whose membership it is, and in which organization: kept for a bare notice of its deletion, and never compared.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Parties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_id: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) organization_id: Text<'a>,
}

impl<'a> Parties<'a> {
    pub(super) fn of(membership: &'a Membership<'a>) -> Self {
        Self {
            user_id: membership.member.as_ref().map(|member| borrowed(&member.user_id)),
            organization_id: membership.organization_id.as_ref().map(borrowed),
        }
    }

    /// Those that a snapshot of a membership, or the notice of its deletion, names.
    pub(super) fn parse(snapshot: &str) -> Parties<'static> {
        serde_json::from_str(snapshot).unwrap_or_default()
    }
}

/// What is audited of a membership.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AuditedMembership<'a> {
    #[serde(flatten)]
    parties: Parties<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_metadata: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_metadata: Text<'a>,
}

impl<'a> AuditedMembership<'a> {
    pub(super) fn of(membership: &'a Membership<'a>) -> Self {
        Self {
            parties: Parties::of(membership),
            role: membership.role.as_ref().map(borrowed),
            public_metadata: digest(membership.public_metadata),
            private_metadata: digest(membership.private_metadata),
        }
    }
}

impl Audited for AuditedMembership<'_> {
    fn compare(&self, earlier: &Self, to: &mut Comparison) {
        let (from, now) = (earlier.role.as_deref(), self.role.as_deref());
        // The same role in the spelling of older bodies is no change.
        let changed = from.map(of_today) != now.map(of_today) && to.text("role", from, now);
        to.means(MemberRoleChanged, changed);
        metadata(
            to,
            (earlier.public_metadata.as_deref(), self.public_metadata.as_deref()),
            (earlier.private_metadata.as_deref(), self.private_metadata.as_deref()),
        );
    }
}

/// `admin` and `basic_member` are what `org:admin` and `org:member` were called once.
fn of_today(role: &str) -> &str {
    match role.strip_prefix("org:").unwrap_or(role) {
        "basic_member" => "member",
        role => role,
    }
}
