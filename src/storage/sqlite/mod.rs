//! `SQLite`: two files, each with one writer. `gatelog.db` is the log and never loses an
//! acknowledged event; `gatelog.views.db` holds the views, which a rebuild brings back.
//!
//! Everything that appends to the log, scans it, or writes views goes through rusqlite, on
//! blocking threads: the async driver wakes a thread for each statement and copies each row once
//! more, which takes longer than most statements. Queries go through sea-orm, on read-only
//! connections that attach the views to the log.

mod append;
mod checkpoints;
mod ddl;
mod file_lock;
mod files;
mod log;
mod open;
mod readers;
mod rows;
mod views;
mod write;

pub(crate) use file_lock::{FileLock, lock_for_append};
pub(crate) use files::real_path;
pub(crate) use log::SqliteLog;
pub(crate) use open::open;
pub(crate) use rows::{elements, place_in};
pub(crate) use views::SqliteViews;
