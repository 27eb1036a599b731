//! The tables that are not views, as rows.

pub mod event;
pub mod failure;
pub mod payload;
pub mod projection;
