//! Occurrences about sessions: sign-ins, sign-outs, revocations and impersonations. Each function
//! returns false when the occurrence is impossible in the current world.

use super::{
    body,
    devices::{Device, HttpRequest},
    entities::{Actor, Session, User},
    event_writer::EventWriter,
    world::{SESSIONS_PER_USER_MAX, World},
};

const SESSION_MS: i64 = 7 * 86_400_000;

const IMPERSONATION_MS: i64 = 30 * 60_000;

/// A user who is neither banned nor locked signs in.
pub fn sign_in(world: &mut World) -> bool {
    let Some(at) = world.find_user(|user| {
        !user.banned && user.locked_until_ms.is_none() && user.sessions.len() < SESSIONS_PER_USER_MAX
    }) else {
        return false;
    };
    // Usually the first device.
    let device = usize::from(world.writer.chance(25));
    start_session(world, at, device);
    true
}

/// Starts a session of a user; some sessions are pending first.
pub(super) fn start_session(world: &mut World, at: usize, device: usize) {
    let organization_id = world.users[at]
        .memberships
        .first()
        .filter(|membership| world.is_current(membership.slot, membership.organization_id))
        .map(|membership| membership.organization_id);
    let World { users, writer, .. } = world;
    let user = &mut users[at];
    let device = user.devices[device];
    let mut session = new_session(writer, device, None, SESSION_MS);
    session.organization_id = organization_id;
    user.last_sign_in_at_ms = Some(writer.at_ms);
    user.updated_at_ms = writer.at_ms;
    if writer.chance(8) {
        writer.event("session.pending", device.request(), |json| {
            body::session::session(json, &session, "pending", user);
        });
        if writer.chance(15) {
            // The user gave up: the session stays pending until it ends or expires.
            user.sessions.push(session);
            return;
        }
        writer.wait(4_000, 60_000);
        session.updated_at_ms = writer.at_ms;
    }
    writer.event("session.created", device.request(), |json| body::session::session(json, &session, "active", user));
    user.sessions.push(session);
}

/// A user signs out. Most sessions are removed, some are ended, and some are ended and then
/// removed.
pub fn sign_out(world: &mut World) -> bool {
    let Some((at, session)) = world.take_session() else { return false };
    let World { users, writer, .. } = world;
    let (user, request) = (&users[at], session.device.request());
    if writer.chance(85) {
        end(writer, user, session, "session.removed", request);
    } else {
        end(writer, user, session, "session.ended", request);
        if writer.chance(10) {
            writer.wait(1_000, 20_000);
            end(writer, user, session, "session.removed", request);
        }
    }
    true
}

/// The application revokes a session from its server, or the user from another device.
pub fn revoke(world: &mut World) -> bool {
    let Some((at, session)) = world.take_session() else { return false };
    let World { users, writer, .. } = world;
    let user = &users[at];
    let request = if writer.chance(70) {
        HttpRequest::from_server(&mut writer.rng)
    } else {
        Device::invent(&mut writer.rng).request()
    };
    end(writer, user, session, "session.revoked", request);
    true
}

/// The owner or an operator of the dashboard impersonates a user; some sessions are removed, the
/// others expire.
pub(super) fn impersonate(world: &mut World) -> bool {
    let Some(at) =
        world.find_user(|user| !user.banned && user.sessions.len() < SESSIONS_PER_USER_MAX).filter(|&at| at != 0)
    else {
        return false;
    };
    let owner = &world.users[0];
    let (owner_id, owner_device) = (owner.id, owner.devices[0]);
    let dashboard_id = world.dashboard_id;
    let World { users, writer, .. } = world;
    let user = &mut users[at];
    let (actor, device) = if writer.chance(75) {
        (Actor::User(owner_id), owner_device)
    } else {
        (Actor::Dashboard(dashboard_id), Device::invent(&mut writer.rng))
    };
    let session = new_session(writer, device, Some(actor), IMPERSONATION_MS);
    writer.event("session.created", device.request(), |json| body::session::session(json, &session, "active", user));
    if writer.chance(60) {
        writer.wait(60_000, IMPERSONATION_MS - 60_000);
        end(writer, user, session, "session.removed", device.request());
    } else {
        user.sessions.push(session);
    }
    true
}

/// Writes the end of a session; the last part of `event_type` is its final status.
pub fn end(writer: &mut EventWriter, user: &User, session: Session, event_type: &'static str, request: HttpRequest) {
    let status = event_type.rsplit('.').next().unwrap_or(event_type);
    let session = Session { updated_at_ms: writer.at_ms, ..session };
    writer.event(event_type, request, |json| body::session::session(json, &session, status, user));
}

fn new_session(writer: &mut EventWriter, device: Device, actor: Option<Actor>, lasts_ms: i64) -> Session {
    let at_ms = writer.at_ms;
    Session {
        id: writer.new_id(),
        client_id: writer.new_id(),
        actor,
        organization_id: None,
        device,
        created_at_ms: at_ms,
        updated_at_ms: at_ms,
        expire_at_ms: at_ms.saturating_add(lasts_ms),
    }
}
