//! What happens to organizations, memberships and invitations. Each occurrence says whether it could happen at all.

use super::{
    accounts,
    body::organization as body,
    devices::Request,
    entities::{Invitation, Membership, Organization},
    people::Person,
    world::{INVITATIONS_MAX, MEMBERSHIPS_PER_USER_MAX, World},
};

/// Values of `max_allowed_memberships`; 0 is unlimited.
const MEMBERS_MAX: [i64; 3] = [5, 50, 0];

/// A user founds an organization, or one is changed, or now and then deleted.
pub fn organization(world: &mut World) -> bool {
    let free = world.organizations.iter().position(|organization| organization.deleted);
    let room = free.is_some() || world.organizations.len() < world.organizations_max;
    if room && (world.organizations.is_empty() || world.pen.chance(60)) {
        return found(world, free);
    }
    let Some(slot) = world.any_organization() else { return false };
    let World { organizations, pen, .. } = world;
    let organization = &mut organizations[slot];
    let request = Request::of_server(&mut pen.rng);
    if pen.chance(25) {
        organization.deleted = true;
        pen.event("organization.deleted", request, |json| body::deleted(json, organization));
    } else {
        organization.updated_at_ms = pen.at_ms;
        organization.members_max = MEMBERS_MAX[pen.rng.usize(..MEMBERS_MAX.len())];
        pen.event("organization.updated", request, |json| body::organization(json, organization));
    }
    true
}

/// A user joins an organization, changes role in one, or leaves one.
pub fn membership(world: &mut World) -> bool {
    let (Some(at), Some(slot)) = (world.any_user(), world.any_organization()) else { return false };
    let user = &world.users[at];
    let held = user.memberships.iter().position(|held| held.slot == slot && world.stands(slot, held.organization_id));
    match held {
        None if user.memberships.len() < MEMBERSHIPS_PER_USER_MAX => join(world, at, slot, false),
        None => {
            // Makes room: what is left over of deleted organizations goes first.
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

/// An administrator invites somebody, or an open invitation is answered.
pub fn invitation(world: &mut World) -> bool {
    if world.invitations.len() < INVITATIONS_MAX && (world.invitations.is_empty() || world.pen.chance(50)) {
        return invite(world);
    }
    let which = world.pen.rng.usize(..world.invitations.len());
    let invitation = world.invitations.swap_remove(which);
    if !world.stands(invitation.slot, invitation.organization_id) {
        return false;
    }
    if world.pen.chance(25) || !accept(world, &invitation) {
        let World { organizations, pen, .. } = world;
        organizations[invitation.slot].invitations -= 1;
        let request = Request::of_server(&mut pen.rng);
        let at_ms = pen.at_ms;
        pen.event("organizationInvitation.revoked", request, |json| {
            body::invitation(json, &invitation, body::Answer::Revoked, at_ms);
        });
    }
    true
}

fn found(world: &mut World, free: Option<usize>) -> bool {
    let Some(at) = world.user_who(|user| user.memberships.len() < MEMBERSHIPS_PER_USER_MAX) else { return false };
    let serial = world.serial();
    let World { users, organizations, pen, .. } = world;
    let organization = Organization {
        id: pen.id(),
        serial,
        created_by: users[at].id,
        deleted: false,
        members: 0,
        invitations: 0,
        members_max: MEMBERS_MAX[0],
        created_at_ms: pen.at_ms,
        updated_at_ms: pen.at_ms,
    };
    let slot = free.unwrap_or(organizations.len());
    match free {
        Some(slot) => organizations[slot] = organization,
        None => organizations.push(organization),
    }
    pen.event("organization.created", users[at].devices[0].request(), |json| body::organization(json, &organization));
    pen.wait(5, 50);
    join(world, at, slot, true);
    true
}

fn join(world: &mut World, at: usize, slot: usize, admin: bool) {
    let World { users, organizations, pen, .. } = world;
    let (user, organization) = (&mut users[at], &mut organizations[slot]);
    organization.members += 1;
    let membership = Membership {
        id: pen.id(),
        slot,
        organization_id: organization.id,
        admin,
        created_at_ms: pen.at_ms,
        updated_at_ms: pen.at_ms,
    };
    pen.event("organizationMembership.created", user.devices[0].request(), |json| {
        body::membership(json, &membership, organization, user);
    });
    user.memberships.push(membership);
}

fn change(world: &mut World, at: usize, held: usize) {
    let World { users, organizations, pen, .. } = world;
    let user = &mut users[at];
    let organization = &mut organizations[user.memberships[held].slot];
    let request = Request::of_server(&mut pen.rng);
    let event_type = if pen.chance(60) {
        let membership = &mut user.memberships[held];
        membership.admin = !membership.admin;
        membership.updated_at_ms = pen.at_ms;
        "organizationMembership.updated"
    } else {
        organization.members -= 1;
        "organizationMembership.deleted"
    };
    let membership = user.memberships[held];
    pen.event(event_type, request, |json| body::membership(json, &membership, organization, user));
    if event_type.ends_with("deleted") {
        user.memberships.swap_remove(held);
    }
}

fn invite(world: &mut World) -> bool {
    let (Some(at), Some(slot)) = (world.any_user(), world.any_organization()) else { return false };
    let serial = world.serial();
    let World { users, organizations, invitations, pen, .. } = world;
    let (user, organization) = (&users[at], &mut organizations[slot]);
    organization.invitations += 1;
    let invitation = Invitation {
        id: pen.id(),
        slot,
        organization_id: organization.id,
        inviter_id: user.id,
        serial,
        person: Person::invent(serial, &mut pen.rng),
        created_at_ms: pen.at_ms,
    };
    let at_ms = pen.at_ms;
    pen.event("organizationInvitation.created", user.devices[0].request(), |json| {
        body::invitation(json, &invitation, body::Answer::Pending, at_ms);
    });
    invitations.push(invitation);
    true
}

/// Whoever is invited signs up and joins, if there is room for one more user.
fn accept(world: &mut World, invitation: &Invitation) -> bool {
    let Some(at) = accounts::sign_up_as(world, invitation.serial, invitation.person, false) else { return false };
    let World { users, organizations, pen, .. } = world;
    pen.wait(1_000, 9_000);
    organizations[invitation.slot].invitations -= 1;
    let (user, at_ms) = (&users[at], pen.at_ms);
    pen.event("organizationInvitation.accepted", user.devices[0].request(), |json| {
        body::invitation(json, invitation, body::Answer::Accepted(user), at_ms);
    });
    pen.wait(5, 50);
    join(world, at, invitation.slot, false);
    true
}
