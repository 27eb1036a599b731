//! `SQLite`: two files, each with one writer. `gatelog.db` is the truth and never loses an acknowledged event;
//! `gatelog.views.db` holds the views, which a rebuild brings back.

pub(crate) mod append;
pub(crate) mod checkpoints;
pub(crate) mod files;
pub(crate) mod load;
pub(crate) mod open;
pub(crate) mod readers;
pub(crate) mod scan;
