//! The state of a simulated instance at a time of its history. The number of users and of their
//! objects is bounded.

use super::{
    entities::{Invitation, Organization, Session, User},
    event_writer::EventWriter,
    ksuid::Ksuid,
};

/// At most this many sessions per user; at the limit a sign-in becomes a sign-out.
pub(super) const SESSIONS_PER_USER_MAX: usize = 5;

pub(super) const MEMBERSHIPS_PER_USER_MAX: usize = 4;

pub(super) const INVITATIONS_MAX: usize = 32;

const USERS_PER_ORGANIZATION: usize = 10;

/// The random attempts to find a user with a property, before another occurrence is chosen.
const ATTEMPTS_MAX: usize = 16;

#[derive(Debug)]
pub(super) struct World {
    /// The first user is the owner, who is never banned or deleted and impersonates others.
    pub users: Vec<User>,
    pub users_max: usize,
    /// Holds a deleted organization until its slot is used again.
    pub organizations: Vec<Organization>,
    pub(super) organizations_max: usize,
    pub invitations: Vec<Invitation>,
    /// The `user_` id of an operator of the dashboard, which is not a user of this instance.
    pub(super) dashboard_id: Ksuid,
    pub writer: EventWriter,
    serial: u64,
}

impl World {
    pub fn new(mut writer: EventWriter, users_max: usize) -> Self {
        Self {
            users: Vec::new(),
            users_max: users_max.max(1),
            organizations: Vec::new(),
            organizations_max: users_max / USERS_PER_ORGANIZATION + 1,
            invitations: Vec::new(),
            dashboard_id: writer.new_id(),
            writer,
            serial: 0,
        }
    }

    /// The next unique number of this history.
    pub(super) fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// The index of a random user; `None` without users.
    pub(super) fn any_user(&mut self) -> Option<usize> {
        (!self.users.is_empty()).then(|| self.writer.rng.usize(..self.users.len()))
    }

    /// The index of a random user with a property, if a few attempts find one.
    pub(super) fn find_user(&mut self, is: impl Fn(&User) -> bool) -> Option<usize> {
        (0..ATTEMPTS_MAX).find_map(|_| self.any_user().filter(|&at| is(&self.users[at])))
    }

    /// Removes a random session; returns the index of its user and the session. Expired sessions
    /// are dropped on the way: Clerk sends no events for them.
    pub(super) fn take_session(&mut self) -> Option<(usize, Session)> {
        for _ in 0..ATTEMPTS_MAX {
            let at = self.find_user(|user| !user.sessions.is_empty())?;
            let now_ms = self.writer.at_ms;
            let sessions = &mut self.users[at].sessions;
            sessions.retain(|session| session.expire_at_ms > now_ms);
            if !sessions.is_empty() {
                let which = self.writer.rng.usize(..sessions.len());
                return Some((at, sessions.swap_remove(which)));
            }
        }
        None
    }

    /// The slot of a random organization that is not deleted.
    pub(super) fn any_organization(&mut self) -> Option<usize> {
        if self.organizations.is_empty() {
            return None;
        }
        (0..ATTEMPTS_MAX)
            .map(|_| self.writer.rng.usize(..self.organizations.len()))
            .find(|&slot| !self.organizations[slot].deleted)
    }

    /// Whether a slot still holds this organization.
    pub fn is_current(&self, slot: usize, organization_id: Ksuid) -> bool {
        let organization = &self.organizations[slot];
        organization.id == organization_id && !organization.deleted
    }
}
