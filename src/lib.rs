//! Gatelog: the audit log of who came in and who went out.
pub mod clock;
pub mod event;
pub mod event_log;
pub mod projection;
pub mod store;
