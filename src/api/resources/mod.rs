//! The resources: one file each, with the operations and the types of their answers.

pub(crate) mod activity;
pub(crate) mod events;
pub(crate) mod exports;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod invitations;
pub(crate) mod keys;
pub(crate) mod memberships;
pub(crate) mod metrics;
pub(crate) mod organizations;
pub(crate) mod projections;
pub(crate) mod reports;
pub(crate) mod sessions;
pub(crate) mod sources;
pub(crate) mod stats;
pub(crate) mod undecodable;
pub(crate) mod users;
pub(crate) mod viewer_session;
