//! An endless, seeded history of a Clerk instance: the messages that it sends, in the order of
//! their occurrences. It reads no clock, and its memory is bounded by the number of users.

use std::time::Duration;

use super::{
    accounts,
    delivery::Message,
    event_writer::{EventWriter, Timeline},
    mix::{Mix, Occurrence},
    organizations, sessions,
    world::World,
};
use crate::clock::Timestamp;

#[derive(Clone, Copy, Debug)]
pub struct HistoryOptions {
    pub timeline: Timeline,
    pub mix: Mix,
}

impl Default for HistoryOptions {
    /// Ten days in a thousand events, then fifty a second.
    fn default() -> Self {
        let timeline =
            Timeline { span: Duration::from_hours(10 * 24), events: 1_000, interval_after: Duration::from_millis(20) };
        Self { timeline, mix: Mix::default() }
    }
}

/// An endless iterator over messages. The same parameters give the same messages.
#[derive(Debug)]
pub struct History {
    world: World,
    mix: Mix,
}

impl History {
    /// `users` is the maximum number of users at once.
    #[must_use]
    pub fn new(seed: u64, users: usize, start: Timestamp, options: &HistoryOptions) -> Self {
        Self { world: World::new(EventWriter::new(seed, start, options.timeline), users), mix: options.mix }
    }

    /// The same history with this `ins_` id instead of an invented one.
    #[must_use]
    pub fn with_instance(mut self, instance_id: impl Into<String>) -> Self {
        self.world.writer.set_instance(instance_id.into());
        self
    }

    fn happen(&mut self) {
        let world = &mut self.world;
        world.writer.advance();
        if accounts::unlock(world) {
            return;
        }
        // A tenth of the users sign up early, since every other occurrence needs users.
        let few = world.users.is_empty() || (world.users.len() * 10 < world.users_max && world.writer.chance(50));
        let occurrence = if few { Occurrence::SignUp } else { self.mix.choose(&mut world.writer.rng) };
        let happened = match occurrence {
            Occurrence::SignUp => accounts::sign_up(world),
            Occurrence::SignIn => sessions::sign_in(world),
            Occurrence::SignOut => sessions::sign_out(world),
            Occurrence::Update => accounts::update(world),
            Occurrence::Ban => accounts::ban(world),
            Occurrence::Revocation => sessions::revoke(world),
            Occurrence::Impersonation => sessions::impersonate(world),
            Occurrence::Deletion => accounts::delete(world),
            Occurrence::Organization => organizations::organization(world),
            Occurrence::Membership => organizations::membership(world),
            Occurrence::Invitation => organizations::invitation(world),
            Occurrence::Email => accounts::email(world),
        };
        // One of these always succeeds: a user exists by now, and an update is always possible.
        let _ = happened || sessions::sign_in(world) || sessions::sign_out(world) || accounts::update(world);
    }
}

impl Iterator for History {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.world.writer.next_message() {
                return Some(message);
            }
            self.happen();
        }
    }
}
