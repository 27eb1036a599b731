//! `PostgreSQL`: two schemas. `gatelog` is the truth and may belong to a migrating role; `gatelog_views` belongs to
//! the role that serves, which can rebuild every view and never alter the log.

pub(crate) mod append;
pub(crate) mod load;
pub(crate) mod open;
pub(crate) mod relay;
