//! The one place where the two databases differ at run time: a folder for each, and one for what both do nearly alike.

pub(crate) mod append;
pub(crate) mod load;
pub mod log_sql;
pub(crate) mod postgres;
pub(crate) mod sqlite;
pub mod tables;
