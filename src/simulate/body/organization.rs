//! Bodies of the `organization`, `organizationMembership` and `organizationInvitation` families.

use crate::simulate::{
    entities::{Invitation, Membership, Organization, User},
    json::Json,
    people::company,
};

const INVITATION_MS: i64 = 30 * 86_400_000;

/// Writes the members of an organization, which a membership embeds as well.
pub fn organization(json: &mut Json, organization: &Organization) {
    let (name, slug) = company(organization.serial);
    json.flag("admin_delete_enabled", true);
    json.number("created_at", organization.created_at_ms);
    json.id("created_by", "user_", &organization.created_by);
    json.flag("has_image", false);
    json.id("id", "org_", &organization.id);
    json.formatted("image_url", format_args!("https://img.example.com/{}", organization.id.as_str()));
    json.number("max_allowed_memberships", organization.members_max);
    json.number("members_count", organization.members);
    json.flag("missing_member_with_elevated_permissions", false);
    json.formatted("name", format_args!("{name} {}", organization.serial));
    json.text("object", "organization");
    json.number("pending_invitations_count", organization.invitations);
    json.raw("private_metadata", "{}");
    json.raw("public_metadata", "{}");
    json.formatted("slug", format_args!("{slug}-{}", organization.serial));
    json.number("updated_at", organization.updated_at_ms);
}

/// Writes the members of the stub in `organization.deleted`.
pub fn deleted(json: &mut Json, organization: &Organization) {
    json.flag("deleted", true);
    json.id("id", "org_", &organization.id);
    json.text("object", "organization");
    json.formatted("slug", format_args!("{}-{}", company(organization.serial).1, organization.serial));
}

/// Writes the members of a membership; a deletion holds them as well, with the old `updated_at`.
pub fn membership(json: &mut Json, membership: &Membership, organization_of: &Organization, user: &User) {
    json.number("created_at", membership.created_at_ms);
    json.id("id", "orgmem_", &membership.id);
    json.text("object", "organization_membership");
    json.object("organization", |json| organization(json, organization_of));
    json.raw(
        "permissions",
        if membership.admin {
            r#"["org:sys_profile:manage","org:sys_memberships:read","org:sys_memberships:manage"]"#
        } else {
            r#"["org:sys_memberships:read"]"#
        },
    );
    json.raw("private_metadata", "{}");
    json.raw("public_metadata", "{}");
    json.object("public_user_data", |json| {
        let person = &user.person;
        json.flag("banned", user.banned);
        json.text_or_null("first_name", user.named.then(|| person.first_name()));
        json.flag("has_image", user.has_image);
        match (&user.work_email_id, &user.email_id) {
            (Some(_), _) if user.work_email_is_primary => {
                json.formatted("identifier", format_args!("{}", person.work_email()));
            }
            (_, Some(_)) => json.formatted("identifier", format_args!("{}", person.email())),
            _ => json.formatted("identifier", format_args!("{}", person.phone())),
        }
        json.formatted("image_url", format_args!("https://img.example.com/{}", user.id.as_str()));
        json.text_or_null("last_name", user.named.then(|| person.last_name()));
        json.formatted("profile_image_url", format_args!("https://img.example.com/{}", user.id.as_str()));
        json.id("user_id", "user_", &user.id);
    });
    role(json, membership.admin);
    json.number("updated_at", membership.updated_at_ms);
}

#[derive(Clone, Copy, Debug)]
pub enum InvitationStatus<'a> {
    Pending,
    Accepted(&'a User),
    Revoked,
}

/// Writes the members of an invitation. The ticket in `url` is invalid.
pub fn invitation(json: &mut Json, invitation: &Invitation, status: InvitationStatus<'_>, updated_at_ms: i64) {
    json.number("created_at", invitation.created_at_ms);
    json.formatted("email_address", format_args!("{}", invitation.person.email()));
    json.number("expires_at", invitation.created_at_ms.saturating_add(INVITATION_MS));
    json.id("id", "orginv_", &invitation.id);
    json.id("inviter_id", "user_", &invitation.inviter_id);
    json.text("object", "organization_invitation");
    json.id("organization_id", "org_", &invitation.organization_id);
    json.raw("private_metadata", "{}");
    json.raw("public_metadata", "{}");
    role(json, false);
    json.text(
        "status",
        match status {
            InvitationStatus::Pending => "pending",
            InvitationStatus::Accepted(_) => "accepted",
            InvitationStatus::Revoked => "revoked",
        },
    );
    json.number("updated_at", updated_at_ms);
    match status {
        InvitationStatus::Pending => json.formatted(
            "url",
            format_args!("https://accounts.example.com/accept?ticket=simulated-{}", invitation.id.as_str()),
        ),
        InvitationStatus::Accepted(_) | InvitationStatus::Revoked => json.null("url"),
    }
    if let InvitationStatus::Accepted(user) = status {
        json.id("user_id", "user_", &user.id);
    }
}

fn role(json: &mut Json, admin: bool) {
    let (role, name) = if admin { ("org:admin", "Admin") } else { ("org:member", "Member") };
    json.text("role", role);
    json.text("role_name", name);
}
