//! Bodies in the shapes that Clerk sends: keys in alphabetical order and no spaces, as in captured deliveries.
//! Each file writes the members of one family's `data`; nothing here decides what happens.

pub mod email;
pub mod envelope;
pub mod organization;
pub mod session;
pub mod user;
