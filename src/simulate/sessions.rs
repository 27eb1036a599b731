//! Who comes in and who goes out: sign-ins, sign-outs, revocations, impersonations.
//! Each occurrence says whether it could happen at all.

use super::{
    body,
    devices::{Device, Request},
    entities::{Actor, Session, User},
    pen::Pen,
    world::{SESSIONS_PER_USER_MAX, World},
};

/// A session lasts a week unless it is ended before.
const SESSION_MS: i64 = 7 * 86_400_000;

/// An impersonated one lasts half an hour.
const IMPERSONATION_MS: i64 = 30 * 60_000;

/// A user who may signs in on one of their devices.
pub fn sign_in(world: &mut World) -> bool {
    let Some(at) = world
        .user_who(|user| !user.banned && user.locked_until_ms.is_none() && user.sessions.len() < SESSIONS_PER_USER_MAX)
    else {
        return false;
    };
    // Mostly at the usual device.
    let device = usize::from(world.pen.chance(25));
    start_session(world, at, device);
    true
}

/// Starts a session of a user, now and then with something left to do before it becomes active.
pub fn start_session(world: &mut World, at: usize, device: usize) {
    let organization_id = world.users[at]
        .memberships
        .first()
        .filter(|membership| world.stands(membership.slot, membership.organization_id))
        .map(|membership| membership.organization_id);
    let World { users, pen, .. } = world;
    let user = &mut users[at];
    let device = user.devices[device];
    let mut session = new_session(pen, device, None, SESSION_MS);
    session.organization_id = organization_id;
    user.last_sign_in_at_ms = Some(pen.at_ms);
    user.updated_at_ms = pen.at_ms;
    if pen.chance(8) {
        pen.event("session.pending", device.request(), |json| {
            body::session::session(json, &session, "pending", user);
        });
        if pen.chance(15) {
            // Gave up: stays pending until signed out or expired.
            user.sessions.push(session);
            return;
        }
        pen.wait(4_000, 60_000);
        session.updated_at_ms = pen.at_ms;
    }
    pen.event("session.created", device.request(), |json| body::session::session(json, &session, "active", user));
    user.sessions.push(session);
}

/// A user signs out. Mostly the session is removed from the browser as well; sometimes it is ended, and sometimes
/// ended first and removed soon after.
pub fn sign_out(world: &mut World) -> bool {
    let Some((at, session)) = world.take_session() else { return false };
    let World { users, pen, .. } = world;
    let (user, request) = (&users[at], session.device.request());
    if pen.chance(85) {
        end(pen, user, session, "session.removed", request);
    } else {
        end(pen, user, session, "session.ended", request);
        if pen.chance(10) {
            pen.wait(1_000, 20_000);
            end(pen, user, session, "session.removed", request);
        }
    }
    true
}

/// The application ends a session, from its server, or the user does from another device.
pub fn revoke(world: &mut World) -> bool {
    let Some((at, session)) = world.take_session() else { return false };
    let World { users, pen, .. } = world;
    let user = &users[at];
    let request =
        if pen.chance(70) { Request::of_server(&mut pen.rng) } else { Device::invent(&mut pen.rng).request() };
    end(pen, user, session, "session.revoked", request);
    true
}

/// The owner, or somebody at the dashboard, acts as a user for a while, and leaves or lets it expire.
pub fn impersonate(world: &mut World) -> bool {
    let Some(at) =
        world.user_who(|user| !user.banned && user.sessions.len() < SESSIONS_PER_USER_MAX).filter(|&at| at != 0)
    else {
        return false;
    };
    let owner = &world.users[0];
    let (owner_id, owner_device) = (owner.id, owner.devices[0]);
    let dashboard_id = world.dashboard_id;
    let World { users, pen, .. } = world;
    let user = &mut users[at];
    let (actor, device) = if pen.chance(75) {
        (Actor::User(owner_id), owner_device)
    } else {
        (Actor::Dashboard(dashboard_id), Device::invent(&mut pen.rng))
    };
    let session = new_session(pen, device, Some(actor), IMPERSONATION_MS);
    pen.event("session.created", device.request(), |json| body::session::session(json, &session, "active", user));
    if pen.chance(60) {
        pen.wait(60_000, IMPERSONATION_MS - 60_000);
        end(pen, user, session, "session.removed", device.request());
    } else {
        user.sessions.push(session);
    }
    true
}

/// Writes the end of a session; the last part of `event_type` is the status that it ends in.
pub fn end(pen: &mut Pen, user: &User, session: Session, event_type: &'static str, request: Request) {
    let status = event_type.rsplit('.').next().unwrap_or(event_type);
    let session = Session { updated_at_ms: pen.at_ms, ..session };
    pen.event(event_type, request, |json| body::session::session(json, &session, status, user));
}

fn new_session(pen: &mut Pen, device: Device, actor: Option<Actor>, lasts_ms: i64) -> Session {
    let at_ms = pen.at_ms;
    Session {
        id: pen.id(),
        client_id: pen.id(),
        actor,
        organization_id: None,
        device,
        created_at_ms: at_ms,
        updated_at_ms: at_ms,
        expire_at_ms: at_ms.saturating_add(lasts_ms),
    }
}
