//! Streams: lists by position that a client follows as server-sent events. A stream reads the
//! pages of its list one after the other, so it has the filters, the rows and the cursors of that
//! list.
//!
//! - `metadata`: the parameters of a stream, taken from its list.
//! - `pages`: the pages of the list, read through its own endpoint.
//! - `folded`: what wakes a stream.
//! - `slots`: how many streams there are.
//! - `follower`: one stream, from its first frame to its last.
//! - `opening`: the request for a stream and its response.

pub(crate) mod folded;
mod follower;
mod frames;
pub mod limits;
pub(crate) mod metadata;
pub(crate) mod opening;
pub(crate) mod pages;
pub(crate) mod slots;
