//! The pure part of Gatelog, as it stands in `src`: what reads deliveries and bodies. Without the databases and the server
//! a fuzzer is built in a minute, and its coverage counts nothing but this.

#[path = "../../src/clock.rs"]
pub mod clock;
#[path = "../../src/event/mod.rs"]
pub mod event;
#[path = "."]
pub mod ingest {
    //! Verification; the door itself needs a log.
    #[path = "../../src/ingest/secret/mod.rs"]
    pub mod secret;
    #[path = "../../src/ingest/signature/mod.rs"]
    pub mod signature;
}
