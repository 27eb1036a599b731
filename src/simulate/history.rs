//! An endless, seeded history of a Clerk instance, as the messages it sends, in the order in which things happen.
//! Pure: it reads no clock and sends nothing, and holds no more than its users and what is theirs.

use std::time::Duration;

use super::{
    access, accounts,
    message::Message,
    mix::{Mix, Occurrence},
    organizations,
    pen::{Pace, Pen},
    world::World,
};
use crate::clock::Timestamp;

/// How a history goes.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How it runs through time.
    pub pace: Pace,
    /// How often what happens.
    pub mix: Mix,
}

impl Default for Options {
    /// Ten days in a thousand events, then fifty a second.
    fn default() -> Self {
        let pace = Pace { span: Duration::from_hours(10 * 24), events: 1_000, then_every: Duration::from_millis(20) };
        Self { pace, mix: Mix::default() }
    }
}

/// Messages without end; the same for the same parameters.
#[derive(Debug)]
pub struct History {
    world: World,
    mix: Mix,
}

impl History {
    /// A history from `start` on, in which there are never more than `users` users.
    #[must_use]
    pub fn new(seed: u64, users: usize, start: Timestamp, options: &Options) -> Self {
        Self { world: World::new(Pen::new(seed, start, options.pace), users), mix: options.mix }
    }

    /// The same history of the instance with that id, instead of one that is invented.
    #[must_use]
    pub fn of_instance(mut self, instance_id: impl Into<String>) -> Self {
        self.world.pen.set_instance(instance_id.into());
        self
    }

    fn happen(&mut self) {
        let world = &mut self.world;
        world.pen.turn();
        if accounts::unlock(world) {
            return;
        }
        // A tenth of the users come early, so that there is somebody for the rest to happen to.
        let few = world.users.is_empty() || (world.users.len() * 10 < world.users_max && world.pen.chance(50));
        let occurrence = if few { Occurrence::SignUp } else { self.mix.choose(&mut world.pen.rng) };
        let happened = match occurrence {
            Occurrence::SignUp => accounts::sign_up(world),
            Occurrence::SignIn => access::sign_in(world),
            Occurrence::SignOut => access::sign_out(world),
            Occurrence::Update => accounts::update(world),
            Occurrence::Ban => accounts::ban(world),
            Occurrence::Revocation => access::revoke(world),
            Occurrence::Impersonation => access::impersonate(world),
            Occurrence::Deletion => accounts::delete(world),
            Occurrence::Organization => organizations::organization(world),
            Occurrence::Membership => organizations::membership(world),
            Occurrence::Invitation => organizations::invitation(world),
            Occurrence::Email => accounts::email(world),
        };
        // One of these always can: there are users by now, and a user can always be changed.
        let _ = happened || access::sign_in(world) || access::sign_out(world) || accounts::update(world);
    }
}

impl Iterator for History {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.world.pen.take() {
                return Some(message);
            }
            self.happen();
        }
    }
}
