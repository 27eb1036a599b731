//! What happens to accounts: people sign up, change, are banned, are deleted, are sent codes.
//! Each occurrence says whether it could happen at all.

use super::{
    access, body,
    devices::{Device, Request},
    entities::{PLANS, User},
    ksuid::Ksuid,
    pen::Pen,
    people::Person,
    world::World,
};

/// How long a lock-out lasts, as Clerk has it by default.
const LOCK_OUT_MS: i64 = 60 * 60 * 1_000;

/// Somebody new signs up and is signed in, now and then after a code by e-mail.
pub fn sign_up(world: &mut World) -> bool {
    let serial = world.serial();
    let person = Person::invent(serial, &mut world.pen.rng);
    sign_up_as(world, serial, person, true).is_some()
}

/// This person signs up; their place in the list, unless there is no room for one more.
pub fn sign_up_as(world: &mut World, serial: u64, person: Person, may_be_by_phone: bool) -> Option<usize> {
    if world.users.len() >= world.users_max {
        return None;
    }
    let pen = &mut world.pen;
    let user = new_user(pen, serial, person, may_be_by_phone);
    let request = user.devices[0].request();
    if user.email_id.is_some() && pen.chance(10) {
        code_by_email(pen, &user);
        pen.wait(8_000, 90_000);
    }
    // The account is as old as its making, not as the code that came before.
    let user = User { created_at_ms: pen.at_ms, updated_at_ms: pen.at_ms, ..user };
    pen.event("user.created", request, |json| body::user::user(json, &user));
    pen.wait(40, 400);
    let at = world.users.len();
    world.users.push(user);
    access::start_session(world, at, 0);
    Some(at)
}

/// A user changes something, or somebody changes it for them.
pub fn update(world: &mut World) -> bool {
    let Some(at) = world.any_user() else { return false };
    let World { users, pen, .. } = world;
    let user = &mut users[at];
    let mut request = user.devices[0].request();
    user.updated_at_ms = pen.at_ms;
    match pen.rng.u8(..9) {
        0 => user.person.marry(&mut pen.rng),
        1 => user.has_username = true,
        2 => user.has_image = !user.has_image,
        3 if user.email_id.is_some() && user.work_email_id.is_none() => user.work_email_id = Some(pen.id()),
        4 if user.work_email_id.is_some() => user.work_email_is_primary = !user.work_email_is_primary,
        5 => {
            user.two_factor = !user.two_factor;
            let changed = if user.two_factor { &mut user.mfa_enabled_at_ms } else { &mut user.mfa_disabled_at_ms };
            *changed = Some(pen.at_ms);
        }
        6 => user.password_updated_at_ms = Some(pen.at_ms),
        7 if at != 0 && user.locked_until_ms.is_none() => user.locked_until_ms = Some(pen.at_ms + LOCK_OUT_MS),
        _ => {
            user.plan = pen.rng.usize(..PLANS.len());
            request = Request::of_server(&mut pen.rng);
        }
    }
    pen.event("user.updated", request, |json| body::user::user(json, user));
    true
}

/// The lock-out of a user ends, an hour after it began.
pub fn unlock(world: &mut World) -> bool {
    let World { users, pen, .. } = world;
    let is_over = |user: &&mut User| user.locked_until_ms.is_some_and(|until_ms| until_ms <= pen.at_ms);
    let Some(user) = users.iter_mut().find(is_over) else { return false };
    user.locked_until_ms = None;
    user.updated_at_ms = pen.at_ms;
    let request = user.devices[0].request();
    pen.event("user.updated", request, |json| body::user::user(json, user));
    true
}

/// An administrator bans a user, which revokes every session of theirs; or lifts the ban of one.
pub fn ban(world: &mut World) -> bool {
    let Some(at) = world.any_user().filter(|&at| at != 0) else { return false };
    let World { users, pen, .. } = world;
    let user = &mut users[at];
    let request = Request::of_server(&mut pen.rng);
    user.banned = !user.banned;
    user.updated_at_ms = pen.at_ms;
    pen.event("user.updated", request, |json| body::user::user(json, user));
    let sessions = if user.banned { std::mem::take(&mut user.sessions) } else { Vec::new() };
    let now_ms = pen.at_ms;
    for session in sessions.into_iter().filter(|session| session.expire_at_ms > now_ms) {
        pen.wait(5, 60);
        access::end(pen, user, session, "session.revoked", request);
    }
    true
}

/// A user is deleted, by themselves or by an administrator. Of their sessions and memberships Clerk says no more.
pub fn delete(world: &mut World) -> bool {
    let Some(at) = world.any_user().filter(|&at| at != 0) else { return false };
    let user = world.users.swap_remove(at);
    let pen = &mut world.pen;
    let request = if pen.chance(50) { user.devices[0].request() } else { Request::of_server(&mut pen.rng) };
    pen.event("user.deleted", request, |json| body::user::deleted(json, &user));
    true
}

/// A user asks for a code by e-mail and does no more.
pub fn email(world: &mut World) -> bool {
    let Some(at) = world.user_who(|user| user.email_id.is_some()) else { return false };
    code_by_email(&mut world.pen, &world.users[at]);
    true
}

fn code_by_email(pen: &mut Pen, user: &User) {
    let (id, code) = (pen.id(), pen.rng.u32(..1_000_000));
    pen.event("email.created", user.devices[0].request(), |json| {
        body::email::verification_code(json, &id, user, code);
    });
}

fn new_user(pen: &mut Pen, serial: u64, person: Person, may_be_by_phone: bool) -> User {
    let by_phone = may_be_by_phone && pen.chance(5);
    let by_provider = !by_phone && pen.chance(35);
    let at_ms = pen.at_ms;
    let id_if = |wanted: bool, pen: &mut Pen| -> Option<Ksuid> { wanted.then(|| pen.id()) };
    User {
        id: pen.id(),
        serial,
        person,
        named: by_provider || pen.chance(85),
        has_username: pen.chance(20),
        has_external_id: pen.chance(25),
        email_id: id_if(!by_phone, pen),
        work_email_id: None,
        work_email_is_primary: false,
        phone_id: id_if(by_phone, pen),
        external_account_id: id_if(by_provider, pen),
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
        devices: [Device::invent(&mut pen.rng), Device::invent(&mut pen.rng)],
        sessions: Vec::new(),
        memberships: Vec::new(),
    }
}
