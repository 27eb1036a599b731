//! Occurrences about organizations, memberships and invitations. Each function returns false when
//! the occurrence is impossible in the current world.

use super::{
    accounts,
    body::organization as body,
    devices::HttpRequest,
    entities::{Invitation, Membership, Organization},
    people::Person,
    world::{INVITATIONS_MAX, MEMBERSHIPS_PER_USER_MAX, World},
};

/// Values of `max_allowed_memberships`; 0 is unlimited.
const MEMBERS_MAX: [i64; 3] = [5, 50, 0];

/// A user creates an organization, or an organization is updated or deleted.
pub fn organization(world: &mut World) -> bool {
    let free = world.organizations.iter().position(|organization| organization.deleted);
    let room = free.is_some() || world.organizations.len() < world.organizations_max;
    if room && (world.organizations.is_empty() || world.writer.chance(60)) {
        return create(world, free);
    }
    let Some(slot) = world.any_organization() else { return false };
    let World { organizations, writer, .. } = world;
    let organization = &mut organizations[slot];
    let request = HttpRequest::from_server(&mut writer.rng);
    if writer.chance(25) {
        organization.deleted = true;
        writer.event("organization.deleted", request, |json| body::deleted(json, organization));
    } else {
        organization.updated_at_ms = writer.at_ms;
        organization.members_max = MEMBERS_MAX[writer.rng.usize(..MEMBERS_MAX.len())];
        writer.event("organization.updated", request, |json| body::organization(json, organization));
    }
    true
}

/// A user joins an organization, changes role in one, or leaves one.
pub fn membership(world: &mut World) -> bool {
    let (Some(at), Some(slot)) = (world.any_user(), world.any_organization()) else { return false };
    let user = &world.users[at];
    let held =
        user.memberships.iter().position(|held| held.slot == slot && world.is_current(slot, held.organization_id));
    match held {
        None if user.memberships.len() < MEMBERSHIPS_PER_USER_MAX => join(world, at, slot, false),
        None => {
            // Makes room: drops memberships of deleted organizations.
            let World { users, organizations, .. } = world;
            users[at].memberships.retain(|held| {
                let organization = &organizations[held.slot];
                organization.id == held.organization_id && !organization.deleted
            });
            return false;
        }
        Some(held) => change(world, at, held),
    }
    true
}

/// An administrator invites a person, or a pending invitation is accepted or revoked.
pub fn invitation(world: &mut World) -> bool {
    if world.invitations.len() < INVITATIONS_MAX && (world.invitations.is_empty() || world.writer.chance(50)) {
        return invite(world);
    }
    let which = world.writer.rng.usize(..world.invitations.len());
    let invitation = world.invitations.swap_remove(which);
    if !world.is_current(invitation.slot, invitation.organization_id) {
        return false;
    }
    if world.writer.chance(25) || !accept(world, &invitation) {
        let World { organizations, writer, .. } = world;
        organizations[invitation.slot].invitations -= 1;
        let request = HttpRequest::from_server(&mut writer.rng);
        let at_ms = writer.at_ms;
        writer.event("organizationInvitation.revoked", request, |json| {
            body::invitation(json, &invitation, body::InvitationStatus::Revoked, at_ms);
        });
    }
    true
}

fn create(world: &mut World, free: Option<usize>) -> bool {
    let Some(at) = world.find_user(|user| user.memberships.len() < MEMBERSHIPS_PER_USER_MAX) else { return false };
    let serial = world.serial();
    let World { users, organizations, writer, .. } = world;
    let organization = Organization {
        id: writer.new_id(),
        serial,
        created_by: users[at].id,
        deleted: false,
        members: 0,
        invitations: 0,
        members_max: MEMBERS_MAX[0],
        created_at_ms: writer.at_ms,
        updated_at_ms: writer.at_ms,
    };
    let slot = free.unwrap_or(organizations.len());
    match free {
        Some(slot) => organizations[slot] = organization,
        None => organizations.push(organization),
    }
    writer
        .event("organization.created", users[at].devices[0].request(), |json| body::organization(json, &organization));
    writer.wait(5, 50);
    join(world, at, slot, true);
    true
}

fn join(world: &mut World, at: usize, slot: usize, admin: bool) {
    let World { users, organizations, writer, .. } = world;
    let (user, organization) = (&mut users[at], &mut organizations[slot]);
    organization.members += 1;
    let membership = Membership {
        id: writer.new_id(),
        slot,
        organization_id: organization.id,
        admin,
        created_at_ms: writer.at_ms,
        updated_at_ms: writer.at_ms,
    };
    writer.event("organizationMembership.created", user.devices[0].request(), |json| {
        body::membership(json, &membership, organization, user);
    });
    user.memberships.push(membership);
}

fn change(world: &mut World, at: usize, held: usize) {
    let World { users, organizations, writer, .. } = world;
    let user = &mut users[at];
    let organization = &mut organizations[user.memberships[held].slot];
    let request = HttpRequest::from_server(&mut writer.rng);
    let event_type = if writer.chance(60) {
        let membership = &mut user.memberships[held];
        membership.admin = !membership.admin;
        membership.updated_at_ms = writer.at_ms;
        "organizationMembership.updated"
    } else {
        organization.members -= 1;
        "organizationMembership.deleted"
    };
    let membership = user.memberships[held];
    writer.event(event_type, request, |json| body::membership(json, &membership, organization, user));
    if event_type.ends_with("deleted") {
        user.memberships.swap_remove(held);
    }
}

fn invite(world: &mut World) -> bool {
    let (Some(at), Some(slot)) = (world.any_user(), world.any_organization()) else { return false };
    let serial = world.serial();
    let World { users, organizations, invitations, writer, .. } = world;
    let (user, organization) = (&users[at], &mut organizations[slot]);
    organization.invitations += 1;
    let invitation = Invitation {
        id: writer.new_id(),
        slot,
        organization_id: organization.id,
        inviter_id: user.id,
        serial,
        person: Person::invent(serial, &mut writer.rng),
        created_at_ms: writer.at_ms,
    };
    let at_ms = writer.at_ms;
    writer.event("organizationInvitation.created", user.devices[0].request(), |json| {
        body::invitation(json, &invitation, body::InvitationStatus::Pending, at_ms);
    });
    invitations.push(invitation);
    true
}

/// The invited person signs up and joins, unless the world has its maximum of users.
fn accept(world: &mut World, invitation: &Invitation) -> bool {
    let Some(at) = accounts::sign_up_as(world, invitation.serial, invitation.person, false) else { return false };
    let World { users, organizations, writer, .. } = world;
    writer.wait(1_000, 9_000);
    organizations[invitation.slot].invitations -= 1;
    let (user, at_ms) = (&users[at], writer.at_ms);
    writer.event("organizationInvitation.accepted", user.devices[0].request(), |json| {
        body::invitation(json, invitation, body::InvitationStatus::Accepted(user), at_ms);
    });
    writer.wait(5, 50);
    join(world, at, invitation.slot, false);
    true
}
