//! Queries of the views and of the log, one file per resource. Each query runs in one read
//! transaction. Independent of HTTP.

pub mod activity;
mod anchor;
pub mod as_of;
mod bodies;
mod coverage;
pub mod cursor;
pub mod error;
pub mod events;
pub mod exports;
pub mod failures;
mod filter;
pub mod follow;
pub mod hidden_instances;
pub mod history;
pub mod identifier_match;
mod incomplete;
pub mod instances;
pub mod interval;
pub mod invitations;
mod live_view;
pub mod memberships;
pub mod mentions;
mod named;
pub mod names;
pub mod order;
pub mod organizations;
mod over_time;
pub mod page;
pub mod pattern;
pub mod projections;
mod received;
mod recorded_event;
pub mod restored_log;
pub mod secrets;
pub mod sessions;
mod signed_in;
mod source_access;
pub mod sources;
mod started;
pub mod stats;
pub mod undecodable;
mod unknown_names;
pub mod users;
pub mod values;
mod walk;
mod word_search;

pub use self::{
    error::QueryError,
    instances::Instances,
    interval::Interval,
    order::Order,
    page::{Page, PageRequest},
    pattern::TypePattern,
    values::Values,
};
