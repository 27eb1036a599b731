//! Decoding Clerk's bodies: what is readable is read, and nothing that a sender writes hides the rest.

mod any_body;
mod deliveries;
mod descriptions;
mod event_type;
mod families;
mod faults;
mod times;
mod tolerance;
