//! Nothing enters the log that was not signed with a configured secret, byte for byte.

mod secret;
mod signature;
mod signature_cost;
mod vectors;
