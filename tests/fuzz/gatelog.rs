//! The pure modules of Gatelog that read deliveries and bodies. Without the databases and the
//! server the fuzzer builds in a minute, and its coverage counts only these modules.

#[path = "../../src/clock.rs"]
pub mod clock;
#[path = "../../src/event/mod.rs"]
pub mod event;
#[path = "."]
pub mod ingest {
    //! Verification without the receiver, which needs a log.
    #[path = "../../src/ingest/secret/mod.rs"]
    pub mod secret;
    #[path = "../../src/ingest/signature/mod.rs"]
    pub mod signature;
}
#[path = "."]
pub mod text {
    //! IP addresses, which bodies contain.
    #[path = "../../src/text/address.rs"]
    pub mod address;
}
#[path = "."]
pub mod storage {
    //! How bodies are kept.
    #[path = "../../src/storage/body/mod.rs"]
    pub mod body;
}
