//! The door: what comes from outside is proved authentic here, or refused. Knows no HTTP server and no database.

pub mod door;
pub mod secret;
pub mod signature;
pub mod tally;
