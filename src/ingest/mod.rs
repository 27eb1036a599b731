//! The door: what comes from outside is proved authentic here, or refused. Knows no HTTP server and no database.

pub mod client;
pub mod counts;
pub mod diagnose;
pub mod door;
pub mod doors;
mod entry;
pub mod import;
pub mod lines;
pub mod networks;
pub mod saved;
pub mod secret;
pub mod signature;
pub mod tally;
