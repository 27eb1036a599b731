//! Receives, verifies and imports deliveries: everything between a sender's bytes and an event
//! that may enter the log. HTTP and the databases are elsewhere.

pub mod client;
pub mod delivery;
pub mod diagnose;
pub mod import;
pub mod intake;
pub mod networks;
pub mod receiver;
pub mod saved;
pub mod secret;
pub mod signature;
