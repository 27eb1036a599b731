//! Occurrences about users: sign-ups, updates, lock-outs, bans, deletions and e-mail codes. Each
//! function returns false when the occurrence is impossible in the current world.

use super::{
    body,
    devices::{Device, HttpRequest},
    entities::{PLANS, User},
    event_writer::EventWriter,
    ksuid::Ksuid,
    people::Person,
    sessions,
    world::World,
};

/// Clerk's default duration of a lock-out.
const LOCK_OUT_MS: i64 = 60 * 60 * 1_000;

/// A new user signs up and is signed in, sometimes after an e-mail with a code.
pub(super) fn sign_up(world: &mut World) -> bool {
    let serial = world.serial();
    let person = Person::invent(serial, &mut world.writer.rng);
    sign_up_as(world, serial, person, true).is_some()
}

/// The index of the new user, or `None` when the world has its maximum of users.
pub(super) fn sign_up_as(world: &mut World, serial: u64, person: Person, may_be_by_phone: bool) -> Option<usize> {
    if world.users.len() >= world.users_max {
        return None;
    }
    let writer = &mut world.writer;
    let user = new_user(writer, serial, person, may_be_by_phone);
    let request = user.devices[0].request();
    if user.email_id.is_some() && writer.chance(10) {
        code_by_email(writer, &user);
        writer.wait(8_000, 90_000);
    }
    // The account is created after the code was sent.
    let user = User { created_at_ms: writer.at_ms, updated_at_ms: writer.at_ms, ..user };
    writer.event("user.created", request, |json| body::user::user(json, &user));
    writer.wait(40, 400);
    let at = world.users.len();
    world.users.push(user);
    sessions::start_session(world, at, 0);
    Some(at)
}

/// A user, or the application's server, changes an attribute of the user.
pub fn update(world: &mut World) -> bool {
    let Some(at) = world.any_user() else { return false };
    let World { users, writer, .. } = world;
    let user = &mut users[at];
    let mut request = user.devices[0].request();
    user.updated_at_ms = writer.at_ms;
    match writer.rng.u8(..9) {
        0 => user.person.marry(&mut writer.rng),
        1 => user.has_username = true,
        2 => user.has_image = !user.has_image,
        3 if user.email_id.is_some() && user.work_email_id.is_none() => user.work_email_id = Some(writer.new_id()),
        4 if user.work_email_id.is_some() => user.work_email_is_primary = !user.work_email_is_primary,
        5 => {
            user.two_factor = !user.two_factor;
            let changed = if user.two_factor { &mut user.mfa_enabled_at_ms } else { &mut user.mfa_disabled_at_ms };
            *changed = Some(writer.at_ms);
        }
        6 => user.password_updated_at_ms = Some(writer.at_ms),
        7 if at != 0 && user.locked_until_ms.is_none() => user.locked_until_ms = Some(writer.at_ms + LOCK_OUT_MS),
        _ => {
            user.plan = writer.rng.usize(..PLANS.len());
            request = HttpRequest::from_server(&mut writer.rng);
        }
    }
    writer.event("user.updated", request, |json| body::user::user(json, user));
    true
}

/// Ends the lock-out of a user whose hour is over.
pub(super) fn unlock(world: &mut World) -> bool {
    let World { users, writer, .. } = world;
    let is_over = |user: &&mut User| user.locked_until_ms.is_some_and(|until_ms| until_ms <= writer.at_ms);
    let Some(user) = users.iter_mut().find(is_over) else { return false };
    user.locked_until_ms = None;
    user.updated_at_ms = writer.at_ms;
    let request = user.devices[0].request();
    writer.event("user.updated", request, |json| body::user::user(json, user));
    true
}

/// An administrator bans a user, which revokes all sessions of the user, or lifts a ban.
pub fn ban(world: &mut World) -> bool {
    let Some(at) = world.any_user().filter(|&at| at != 0) else { return false };
    let World { users, writer, .. } = world;
    let user = &mut users[at];
    let request = HttpRequest::from_server(&mut writer.rng);
    user.banned = !user.banned;
    user.updated_at_ms = writer.at_ms;
    writer.event("user.updated", request, |json| body::user::user(json, user));
    let sessions = if user.banned { std::mem::take(&mut user.sessions) } else { Vec::new() };
    let now_ms = writer.at_ms;
    for session in sessions.into_iter().filter(|session| session.expire_at_ms > now_ms) {
        writer.wait(5, 60);
        sessions::end(writer, user, session, "session.revoked", request);
    }
    true
}

/// A user or an administrator deletes the account. Clerk sends no events about its sessions and
/// memberships.
pub fn delete(world: &mut World) -> bool {
    let Some(at) = world.any_user().filter(|&at| at != 0) else { return false };
    let user = world.users.swap_remove(at);
    let writer = &mut world.writer;
    let request = if writer.chance(50) { user.devices[0].request() } else { HttpRequest::from_server(&mut writer.rng) };
    writer.event("user.deleted", request, |json| body::user::deleted(json, &user));
    true
}

/// A user requests a code by e-mail and does not use it.
pub fn email(world: &mut World) -> bool {
    let Some(at) = world.find_user(|user| user.email_id.is_some()) else { return false };
    code_by_email(&mut world.writer, &world.users[at]);
    true
}

fn code_by_email(writer: &mut EventWriter, user: &User) {
    let (id, code) = (writer.new_id(), writer.rng.u32(..1_000_000));
    writer.event("email.created", user.devices[0].request(), |json| {
        body::email::verification_code(json, &id, user, code);
    });
}

fn new_user(writer: &mut EventWriter, serial: u64, person: Person, may_be_by_phone: bool) -> User {
    let by_phone = may_be_by_phone && writer.chance(5);
    let by_provider = !by_phone && writer.chance(35);
    let at_ms = writer.at_ms;
    let id_if = |wanted: bool, writer: &mut EventWriter| -> Option<Ksuid> { wanted.then(|| writer.new_id()) };
    User {
        id: writer.new_id(),
        serial,
        person,
        named: by_provider || writer.chance(85),
        has_username: writer.chance(20),
        has_external_id: writer.chance(25),
        email_id: id_if(!by_phone, writer),
        work_email_id: None,
        work_email_is_primary: false,
        phone_id: id_if(by_phone, writer),
        external_account_id: id_if(by_provider, writer),
        has_image: by_provider,
        plan: 0,
        banned: false,
        locked_until_ms: None,
        two_factor: false,
        mfa_enabled_at_ms: None,
        mfa_disabled_at_ms: None,
        password_updated_at_ms: (!by_provider && !by_phone).then_some(at_ms),
        created_at_ms: at_ms,
        updated_at_ms: at_ms,
        last_sign_in_at_ms: None,
        devices: [Device::invent(&mut writer.rng), Device::invent(&mut writer.rng)],
        sessions: Vec::new(),
        memberships: Vec::new(),
    }
}
