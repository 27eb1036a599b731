//! Writes bodies in Clerk's shapes: keys in alphabetical order and no spaces, as in captured
//! deliveries. Each file writes the `data` of one family.

pub mod email;
pub mod envelope;
pub mod organization;
pub mod session;
pub mod user;
