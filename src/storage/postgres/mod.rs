//! `PostgreSQL`: two schemas. `gatelog` is the log and may belong to a migrating role;
//! `gatelog_views` belongs to the role that serves, which can rebuild every view and never alter
//! the log.
//!
//! Everything that appends to the log, scans it, or writes views goes through sqlx, the driver
//! under sea-orm, because sea-orm has neither COPY nor arrays of values; queries go through
//! sea-orm.

mod append;
mod array_parameters;
mod ddl;
mod log;
mod migration_lock;
mod open;
mod relay;
mod rows;
mod serving_role;
mod views;
mod write;

pub(crate) use log::PostgresLog;
pub(crate) use open::open;
pub(crate) use relay::Relay;
pub(crate) use rows::{elements, place_in};
pub(crate) use views::PostgresViews;
