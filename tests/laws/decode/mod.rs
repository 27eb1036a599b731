//! Decoding of Clerk's bodies: every readable field is read, and no odd value hides the rest.

mod any_body;
mod deliveries;
mod descriptions;
mod event_type;
mod families;
mod times;
mod tolerance;
mod undecodable;
