//! Who and what there is at a moment of a history. Bounded: no more users than asked for, and a handful of things each.

use super::{
    entities::{Invitation, Organization, Session, User},
    ksuid::Ksuid,
    pen::Pen,
};

/// Sessions one user has at once, beyond which a sign-in becomes a sign-out: a few browsers, and bounded memory.
pub const SESSIONS_PER_USER_MAX: usize = 5;

/// Memberships one user has at once.
pub const MEMBERSHIPS_PER_USER_MAX: usize = 4;

/// Invitations open at once.
pub const INVITATIONS_MAX: usize = 32;

/// How many users share one organization, about: there are as many organizations as that makes.
const USERS_PER_ORGANIZATION: usize = 10;

/// How often a user with something special is looked for before the occurrence is given up for another.
const LOOKS_MAX: usize = 16;

/// Everything that a history remembers.
#[derive(Debug)]
pub struct World {
    /// Users not deleted. The first is the owner, who is never banned or deleted and impersonates others.
    pub users: Vec<User>,
    /// How many of them there may be.
    pub users_max: usize,
    /// Organizations, deleted ones as well until their slot is used again.
    pub organizations: Vec<Organization>,
    /// How many slots there are.
    pub organizations_max: usize,
    /// Open invitations.
    pub invitations: Vec<Invitation>,
    /// Somebody at the dashboard, no user of this instance: after `user_`.
    pub dashboard_id: Ksuid,
    /// Time, chance and the messages.
    pub pen: Pen,
    serial: u64,
}

impl World {
    /// Nobody there yet.
    pub fn new(mut pen: Pen, users_max: usize) -> Self {
        Self {
            users: Vec::new(),
            users_max: users_max.max(1),
            organizations: Vec::new(),
            organizations_max: users_max / USERS_PER_ORGANIZATION + 1,
            invitations: Vec::new(),
            dashboard_id: pen.id(),
            pen,
            serial: 0,
        }
    }

    /// The next number that nothing else in this history has.
    pub fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Any user, by place in the list; `None` as long as there are none.
    pub fn any_user(&mut self) -> Option<usize> {
        (!self.users.is_empty()).then(|| self.pen.rng.usize(..self.users.len()))
    }

    /// Some user of whom `is` holds, if a few looks find one.
    pub fn user_who(&mut self, is: impl Fn(&User) -> bool) -> Option<usize> {
        (0..LOOKS_MAX).find_map(|_| self.any_user().filter(|&at| is(&self.users[at])))
    }

    /// A session that has not ended, taken from its user: who that is, and the session. Expired ones met on the way
    /// are forgotten; Clerk sends nothing for them.
    pub fn take_session(&mut self) -> Option<(usize, Session)> {
        for _ in 0..LOOKS_MAX {
            let at = self.user_who(|user| !user.sessions.is_empty())?;
            let now_ms = self.pen.at_ms;
            let sessions = &mut self.users[at].sessions;
            sessions.retain(|session| session.expire_at_ms > now_ms);
            if !sessions.is_empty() {
                let which = self.pen.rng.usize(..sessions.len());
                return Some((at, sessions.swap_remove(which)));
            }
        }
        None
    }

    /// Some organization that is not deleted, by its slot.
    pub fn any_organization(&mut self) -> Option<usize> {
        if self.organizations.is_empty() {
            return None;
        }
        (0..LOOKS_MAX)
            .map(|_| self.pen.rng.usize(..self.organizations.len()))
            .find(|&slot| !self.organizations[slot].deleted)
    }

    /// Whether the organization that stood in a slot still does.
    pub fn stands(&self, slot: usize, organization_id: Ksuid) -> bool {
        let organization = &self.organizations[slot];
        organization.id == organization_id && !organization.deleted
    }
}
