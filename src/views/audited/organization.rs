//! The audited fields of organizations, memberships, domains, roles and permissions.

use super::field::{
    Absent::{BeganEmpty, Empty, Unknown},
    Elements, Field,
    FieldKind::{Elements as List, Flag, Keys, Number, Role, Text, Texts, Verification},
};
use crate::views::activity::actions::Action as A;

pub const ORGANIZATION: &[Field] = &[
    Field::new("name", "name", BeganEmpty, Text(A::OrganizationRenamed)),
    Field::new("slug", "name in addresses", BeganEmpty, Text(A::OrganizationSettingsChanged)),
    Field::new("created_by", "maker", Unknown, Text(A::OrganizationSettingsChanged)),
    Field::new(
        "max_allowed_memberships",
        "greatest number of members",
        Unknown,
        Number(A::OrganizationSettingsChanged),
    ),
    // The initial value is a setting of the instance.
    Field::new(
        "admin_delete_enabled",
        "right of its administrators to delete it",
        Unknown,
        Flag(A::OrganizationSettingsChanged, A::OrganizationSettingsChanged),
    ),
    Field::new("role_set_key", "set of roles", Unknown, Text(A::OrganizationSettingsChanged)),
    Field::new("public_metadata", "public metadata", Empty, Keys(A::MetadataChanged)),
    Field::new("private_metadata", "private metadata", Empty, Keys(A::MetadataChanged)),
];

pub const MEMBERSHIP: &[Field] = &[
    Field::at("public_user_data.user_id", Field::new("user_id", "user", Unknown, Text(A::MembershipMoved))),
    Field::at("organization.id", Field::new("organization_id", "organization", Unknown, Text(A::MembershipMoved))),
    Field::new("role", "role", BeganEmpty, Role(A::MemberRoleChanged)),
    Field::new("role_name", "name of the role", Unknown, Text(A::MemberPermissionsChanged)),
    Field::new("permissions", "permissions", Unknown, Texts(A::MemberPermissionsChanged)),
    Field::new("public_metadata", "public metadata", Empty, Keys(A::MetadataChanged)),
    Field::new("private_metadata", "private metadata", Empty, Keys(A::MetadataChanged)),
];

/// The fields of an organization's domain: users with an address in it may be admitted.
pub const DOMAIN: &[Field] = &[
    Field::new("name", "name", BeganEmpty, Text(A::DomainChanged)),
    Field::new("organization_id", "organization", BeganEmpty, Text(A::DomainChanged)),
    Field::new("enrollment_mode", "enrolment", Unknown, Text(A::DomainEnrollmentChanged)),
    Field::new("affiliation_email_address", "affiliated e-mail address", Unknown, Text(A::DomainChanged)),
    Field::at("verification.status", verification("verification", "verification")),
    Field::at(
        "affiliation_verification.status",
        verification("affiliation_verification", "verification of the affiliation"),
    ),
    Field::at("ownership_verification.status", verification("ownership_verification", "verification of the ownership")),
];

pub const ROLE: &[Field] = &[
    text_of_role("name", "name"),
    text_of_role("key", "key"),
    text_of_role("description", "description"),
    Field::new(
        "is_creator_eligible",
        "use for the creator of an organization",
        Unknown,
        Flag(A::RoleChanged, A::RoleChanged),
    ),
    Field::new("permissions", "permissions", BeganEmpty, List(&PERMISSIONS)),
];

/// The fields of a permission, alone or in a role.
pub const PERMISSION: &[Field] = &[
    text_of_role("name", "name"),
    text_of_role("key", "key"),
    text_of_role("description", "description"),
    text_of_role("type", "type"),
];

const PERMISSIONS: Elements = Elements {
    fields: PERMISSION,
    label: &["name", "key"],
    noun: "permission",
    added: A::RoleChanged,
    removed: A::RoleChanged,
    updated: A::RoleChanged,
};

const fn text_of_role(name: &'static str, noun: &'static str) -> Field {
    Field::new(name, noun, Unknown, Text(A::RoleChanged))
}

const fn verification(name: &'static str, noun: &'static str) -> Field {
    Field::new(name, noun, BeganEmpty, Verification(A::DomainVerified, A::DomainChanged))
}
